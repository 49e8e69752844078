package store

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	selectResourceServer = `SELECT identifier, settings FROM resource_servers WHERE pool = $1 AND identifier = $2`
	listResourceServers  = `SELECT identifier, settings FROM resource_servers
WHERE pool = $1 AND identifier > $2 ORDER BY identifier LIMIT $3`
	countResourceServers = `SELECT COUNT(*) FROM resource_servers WHERE pool = $1`
	insertResourceServer = `INSERT INTO resource_servers (pool, identifier, settings) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	updateResourceServer = `UPDATE resource_servers SET settings = $3 WHERE pool = $1 AND identifier = $2`
	deleteResourceServer = `DELETE FROM resource_servers WHERE pool = $1 AND identifier = $2`
)

// resourceServerRow is the settings document of a resource server.
type resourceServerRow struct {
	Name   string             `json:"name"`
	Scopes []resourceScopeRow `json:"scopes,omitzero"`
}

type resourceScopeRow struct {
	Name        string `json:"name"`
	Description string `json:"description,omitzero"`
}

// ResourceServer reads a resource server, or ErrNotFound.
func (tx *Tx) ResourceServer(pool userpool.PoolID, identifier string) (*userpool.ResourceServer, error) {
	var s *userpool.ResourceServer
	err := tx.one(func(r rows) (err error) {
		s, err = scanResourceServer(pool, r)
		return err
	}, selectResourceServer, string(pool), identifier)
	return s, err
}

// ResourceServers lists the resource servers of a pool by identifier, from the
// first after the given one.
func (tx *Tx) ResourceServers(pool userpool.PoolID, after string, limit int) ([]userpool.ResourceServer, error) {
	var servers []userpool.ResourceServer
	err := tx.each(func(r rows) error {
		s, err := scanResourceServer(pool, r)
		if err == nil {
			servers = append(servers, *s)
		}
		return err
	}, listResourceServers, string(pool), after, limit)
	return servers, err
}

// CountResourceServers counts the resource servers of a pool.
func (tx *Tx) CountResourceServers(pool userpool.PoolID) (int, error) {
	return tx.count(countResourceServers, string(pool))
}

// InsertResourceServer adds a resource server, or answers ErrExists.
func (tx *Tx) InsertResourceServer(s *userpool.ResourceServer) error {
	return tx.writeResourceServer(userpool.ErrExists, insertResourceServer, s)
}

// UpdateResourceServer writes a resource server over, or answers ErrNotFound.
func (tx *Tx) UpdateResourceServer(s *userpool.ResourceServer) error {
	return tx.writeResourceServer(userpool.ErrNotFound, updateResourceServer, s)
}

func (tx *Tx) writeResourceServer(otherwise error, statement string, s *userpool.ResourceServer) error {
	settings, err := document(resourceServerRow{Name: s.Name, Scopes: convert(s.Scopes,
		func(x userpool.ResourceScope) resourceScopeRow { return resourceScopeRow(x) })})
	if err != nil {
		return err
	}
	return tx.must(otherwise, statement, string(s.Pool), s.Identifier, settings)
}

// DeleteResourceServer deletes a resource server, or answers ErrNotFound.
func (tx *Tx) DeleteResourceServer(pool userpool.PoolID, identifier string) error {
	return tx.must(userpool.ErrNotFound, deleteResourceServer, string(pool), identifier)
}

func scanResourceServer(pool userpool.PoolID, r rows) (*userpool.ResourceServer, error) {
	var identifier, settings string
	if err := r.Scan(&identifier, &settings); err != nil {
		return nil, err
	}
	var row resourceServerRow
	if err := readDocument(settings, &row); err != nil {
		return nil, fmt.Errorf("resource server %s: %w", identifier, err)
	}
	return &userpool.ResourceServer{Pool: pool, Identifier: identifier, Name: row.Name,
		Scopes: convert(row.Scopes, func(x resourceScopeRow) userpool.ResourceScope { return userpool.ResourceScope(x) })}, nil
}
