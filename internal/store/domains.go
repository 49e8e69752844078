package store

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	selectDomain = `SELECT name, pool, settings FROM domains WHERE name = $1`
	listDomains  = `SELECT name, pool, settings FROM domains WHERE pool = $1 ORDER BY name`
	insertDomain = `INSERT INTO domains (name, pool, settings) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	updateDomain = `UPDATE domains SET settings = $3 WHERE name = $1 AND pool = $2`
	deleteDomain = `DELETE FROM domains WHERE name = $1 AND pool = $2`
)

// domainRow is the settings document of a domain.
type domainRow struct {
	Created        int64        `json:"created"`
	Modified       int64        `json:"modified"`
	ManagedLogin   int          `json:"managed_login,omitzero"`
	CertificateARN string       `json:"certificate_arn,omitzero"`
	SecurityPolicy string       `json:"security_policy,omitzero"`
	Failover       *failoverRow `json:"failover,omitzero"`
}

type failoverRow struct {
	SecondaryRegion string `json:"secondary_region,omitzero"`
	HealthCheckID   string `json:"health_check_id,omitzero"`
}

// Domain reads a domain of whatever pool, or ErrNotFound.
func (tx *Tx) Domain(name string) (*userpool.Domain, error) {
	var d *userpool.Domain
	err := tx.one(func(r rows) (err error) {
		d, err = scanDomain(r)
		return err
	}, selectDomain, name)
	return d, err
}

// DomainsOf lists the domains of a pool by name.
func (tx *Tx) DomainsOf(pool userpool.PoolID) ([]userpool.Domain, error) {
	var domains []userpool.Domain
	err := tx.each(func(r rows) error {
		d, err := scanDomain(r)
		if err == nil {
			domains = append(domains, *d)
		}
		return err
	}, listDomains, string(pool))
	return domains, err
}

// InsertDomain adds a domain, or answers ErrExists.
func (tx *Tx) InsertDomain(d *userpool.Domain) error {
	settings, err := document(domainRowOf(d))
	if err != nil {
		return err
	}
	return tx.must(userpool.ErrExists, insertDomain, d.Name, string(d.Pool), settings)
}

// UpdateDomain writes a domain over, or answers ErrNotFound.
func (tx *Tx) UpdateDomain(d *userpool.Domain) error {
	settings, err := document(domainRowOf(d))
	if err != nil {
		return err
	}
	return tx.must(userpool.ErrNotFound, updateDomain, d.Name, string(d.Pool), settings)
}

// DeleteDomain deletes a domain of the pool, or answers ErrNotFound.
func (tx *Tx) DeleteDomain(pool userpool.PoolID, name string) error {
	return tx.must(userpool.ErrNotFound, deleteDomain, name, string(pool))
}

func domainRowOf(d *userpool.Domain) domainRow {
	return domainRow{
		Created: millis(d.Created), Modified: millis(d.Modified), ManagedLogin: d.ManagedLogin,
		CertificateARN: d.CertificateARN, SecurityPolicy: d.SecurityPolicy, Failover: (*failoverRow)(d.Failover),
	}
}

func scanDomain(r rows) (*userpool.Domain, error) {
	var name, pool, settings string
	if err := r.Scan(&name, &pool, &settings); err != nil {
		return nil, err
	}
	var row domainRow
	if err := readDocument(settings, &row); err != nil {
		return nil, fmt.Errorf("domain %s: %w", name, err)
	}
	return &userpool.Domain{
		Name: name, Pool: userpool.PoolID(pool), Created: instant(row.Created), Modified: instant(row.Modified),
		ManagedLogin: row.ManagedLogin, CertificateARN: row.CertificateARN, SecurityPolicy: row.SecurityPolicy,
		Failover: (*userpool.Failover)(row.Failover),
	}, nil
}
