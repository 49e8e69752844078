package store

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	selectPool  = `SELECT version, settings FROM pools WHERE id = $1`
	listPools   = `SELECT id, version, settings FROM pools WHERE id > $1 ORDER BY id LIMIT $2`
	countPools  = `SELECT COUNT(*) FROM pools`
	insertPool  = `INSERT INTO pools (id, version, settings) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	updatePool  = `UPDATE pools SET version = $3, settings = $4 WHERE id = $1 AND version = $2`
	deletePool  = `DELETE FROM pools WHERE id = $1`
	insertGrave = `INSERT INTO graves (pool, gid, deleted) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`

	deletePoolClients = `DELETE FROM clients WHERE pool = $1`
	deletePoolKeys    = `DELETE FROM signing_keys WHERE pool = $1`
	deletePoolGroups  = `DELETE FROM user_groups WHERE pool = $1`

	deletePoolDomains        = `DELETE FROM domains WHERE pool = $1`
	deletePoolServers        = `DELETE FROM resource_servers WHERE pool = $1`
	deletePoolCustomizations = `DELETE FROM customizations WHERE pool = $1`
	deletePoolBrandings      = `DELETE FROM brandings WHERE pool = $1`
	deletePoolTerms          = `DELETE FROM terms WHERE pool = $1`
)

// Pool reads a pool, or ErrNotFound.
func (tx *Tx) Pool(id userpool.PoolID) (*userpool.Pool, error) {
	var p *userpool.Pool
	err := tx.one(func(r rows) (err error) {
		var version int64
		var settings string
		if err := r.Scan(&version, &settings); err != nil {
			return err
		}
		p, err = poolFrom(id, version, settings)
		return err
	}, selectPool, string(id))
	return p, err
}

// Pools lists pools by id, from the first after the given one ("" for all).
func (tx *Tx) Pools(after userpool.PoolID, limit int) ([]*userpool.Pool, error) {
	var pools []*userpool.Pool
	err := tx.each(func(r rows) error {
		var id, settings string
		var version int64
		if err := r.Scan(&id, &version, &settings); err != nil {
			return err
		}
		p, err := poolFrom(userpool.PoolID(id), version, settings)
		pools = append(pools, p)
		return err
	}, listPools, string(after), limit)
	return pools, err
}

// CountPools counts the pools.
func (tx *Tx) CountPools() (int, error) { return tx.count(countPools) }

// InsertPool adds a pool, or answers ErrExists.
func (tx *Tx) InsertPool(p *userpool.Pool) error {
	settings, err := document(poolRowOf(p))
	if err != nil {
		return err
	}
	return tx.must(userpool.ErrExists, insertPool, string(p.ID), p.Version, settings)
}

// UpdatePool writes p over the version it was read in and raises p.Version;
// ErrConflict if the pool has been written since, ErrNotFound if it is gone.
func (tx *Tx) UpdatePool(p *userpool.Pool) error {
	settings, err := document(poolRowOf(p))
	if err != nil {
		return err
	}
	n, err := tx.exec(updatePool, string(p.ID), p.Version, p.Version+1, settings)
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.stale(selectPool, string(p.ID))
	}
	tx.bump(&p.Version)
	return nil
}

// DeletePool deletes a pool with its clients, keys, groups, domains, resource
// servers and looks. Its users
// cannot be reached from then on and go with the next sweeps.
func (tx *Tx) DeletePool(id userpool.PoolID) error {
	if err := tx.must(userpool.ErrNotFound, deletePool, string(id)); err != nil {
		return err
	}
	for _, statement := range []string{
		deletePoolClients, deletePoolKeys, deletePoolGroups, deletePoolDomains, deletePoolServers,
		deletePoolCustomizations, deletePoolBrandings, deletePoolTerms,
	} {
		if _, err := tx.exec(statement, string(id)); err != nil {
			return err
		}
	}
	_, err := tx.exec(insertGrave, string(id), "", tx.now())
	return err
}

func (tx *Tx) now() int64 { return millis(tx.db.options.Now()) }

func (tx *Tx) count(statement string, args ...any) (int, error) {
	var n int64
	err := tx.one(func(r rows) error { return r.Scan(&n) }, statement, args...)
	return int(n), err
}

func poolFrom(id userpool.PoolID, version int64, settings string) (*userpool.Pool, error) {
	var row poolRow
	if err := readDocument(settings, &row); err != nil {
		return nil, fmt.Errorf("pool %s: %w", id, err)
	}
	p := row.pool()
	p.ID, p.Version = id, version
	return p, nil
}
