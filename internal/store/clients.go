package store

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	selectClient = `SELECT id, pool, version, settings, secrets FROM clients WHERE id = $1`
	listClients  = `SELECT id, pool, version, settings, secrets FROM clients
WHERE pool = $1 AND id > $2 ORDER BY id LIMIT $3`
	countClients = `SELECT COUNT(*) FROM clients WHERE pool = $1`
	insertClient = `INSERT INTO clients (id, pool, version, settings, secrets)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	updateClient = `UPDATE clients SET version = $4, settings = $5, secrets = $6
WHERE id = $1 AND pool = $2 AND version = $3`
	deleteClient = `DELETE FROM clients WHERE id = $1 AND pool = $2`

	deleteClientCustomization = `DELETE FROM customizations WHERE client = $1 AND pool = $2`
	deleteClientBranding      = `DELETE FROM brandings WHERE client = $1 AND pool = $2`
	deleteClientTerms         = `DELETE FROM terms WHERE client = $1 AND pool = $2`
)

func clientSecrets(id userpool.ClientID) place { return place{"clients", string(id), "secrets"} }

// Client reads an app client of whatever pool, or ErrNotFound.
func (tx *Tx) Client(id userpool.ClientID) (*userpool.Client, error) {
	var c *userpool.Client
	err := tx.one(func(r rows) (err error) {
		c, err = tx.scanClient(r)
		return err
	}, selectClient, string(id))
	return c, err
}

// Clients lists the clients of a pool by id, from the first after the given one.
func (tx *Tx) Clients(pool userpool.PoolID, after userpool.ClientID, limit int) ([]*userpool.Client, error) {
	var clients []*userpool.Client
	err := tx.each(func(r rows) error {
		c, err := tx.scanClient(r)
		clients = append(clients, c)
		return err
	}, listClients, string(pool), string(after), limit)
	return clients, err
}

// CountClients counts the clients of a pool.
func (tx *Tx) CountClients(pool userpool.PoolID) (int, error) {
	return tx.count(countClients, string(pool))
}

// InsertClient adds a client, or answers ErrExists.
func (tx *Tx) InsertClient(c *userpool.Client) error {
	settings, secrets, err := tx.clientColumns(c)
	if err != nil {
		return err
	}
	return tx.must(userpool.ErrExists, insertClient, string(c.ID), string(c.Pool), c.Version, settings, secrets)
}

// UpdateClient writes c over the version it was read in and raises c.Version;
// ErrConflict if it has been written since, ErrNotFound if it is gone.
func (tx *Tx) UpdateClient(c *userpool.Client) error {
	settings, secrets, err := tx.clientColumns(c)
	if err != nil {
		return err
	}
	n, err := tx.exec(updateClient, string(c.ID), string(c.Pool), c.Version, c.Version+1, settings, secrets)
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.stale(selectClient, string(c.ID))
	}
	tx.bump(&c.Version)
	return nil
}

// DeleteClient deletes a client of the pool and how its pages look, or answers
// ErrNotFound.
func (tx *Tx) DeleteClient(pool userpool.PoolID, id userpool.ClientID) error {
	if err := tx.must(userpool.ErrNotFound, deleteClient, string(id), string(pool)); err != nil {
		return err
	}
	for _, statement := range []string{deleteClientCustomization, deleteClientBranding, deleteClientTerms} {
		if _, err := tx.exec(statement, string(id), string(pool)); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) clientColumns(c *userpool.Client) (settings string, secrets []byte, err error) {
	if settings, err = document(clientRowOf(c)); err != nil || c.Secrets == nil {
		return settings, nil, err
	}
	rows := convert(c.Secrets, func(s userpool.ClientSecret) clientSecretRow {
		return clientSecretRow{ID: s.ID, Value: s.Value, Created: millis(s.Created)}
	})
	secrets, err = tx.sealJSON(rows, clientSecrets(c.ID))
	return settings, secrets, err
}

func (tx *Tx) scanClient(r rows) (*userpool.Client, error) {
	var id, pool, settings string
	var version int64
	var sealed []byte
	if err := r.Scan(&id, &pool, &version, &settings, &sealed); err != nil {
		return nil, err
	}
	var row clientRow
	if err := readDocument(settings, &row); err != nil {
		return nil, fmt.Errorf("client %s: %w", id, err)
	}
	c := row.client()
	c.ID, c.Pool, c.Version = userpool.ClientID(id), userpool.PoolID(pool), version
	if sealed == nil {
		return c, nil
	}
	var secrets []clientSecretRow
	if err := tx.openJSON(sealed, clientSecrets(c.ID), &secrets); err != nil {
		return nil, err
	}
	c.Secrets = convert(secrets, func(s clientSecretRow) userpool.ClientSecret {
		return userpool.ClientSecret{ID: s.ID, Value: s.Value, Created: instant(s.Created)}
	})
	return c, nil
}
