package store

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/access/principal"
)

const (
	selectOIDCProvider = `SELECT issuer, settings FROM oidc_providers WHERE issuer = $1`
	listOIDCProviders  = `SELECT issuer, settings FROM oidc_providers ORDER BY issuer`
	insertOIDCProvider = `INSERT INTO oidc_providers (issuer, settings) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	updateOIDCProvider = `UPDATE oidc_providers SET settings = $2 WHERE issuer = $1`
	deleteOIDCProvider = `DELETE FROM oidc_providers WHERE issuer = $1`

	selectSAMLProvider = `SELECT name, settings FROM saml_providers WHERE name = $1`
	listSAMLProviders  = `SELECT name, settings FROM saml_providers ORDER BY name`
	insertSAMLProvider = `INSERT INTO saml_providers (name, settings) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	updateSAMLProvider = `UPDATE saml_providers SET settings = $2 WHERE name = $1`
	deleteSAMLProvider = `DELETE FROM saml_providers WHERE name = $1`
)

// oidcProviderRow is the settings document of an OIDC provider.
type oidcProviderRow struct {
	Plain       bool     `json:"plain,omitzero"`
	ClientIDs   []string `json:"client_ids,omitzero"`
	Thumbprints []string `json:"thumbprints,omitzero"`
	Tags        []tagRow `json:"tags,omitzero"`
	Created     int64    `json:"created"`
}

// samlProviderRow is the settings document of a SAML provider.
type samlProviderRow struct {
	UUID       string   `json:"uuid"`
	Metadata   string   `json:"metadata"`
	Encryption string   `json:"encryption,omitzero"`
	Tags       []tagRow `json:"tags,omitzero"`
	Created    int64    `json:"created"`
	ValidUntil int64    `json:"valid_until,omitzero"`
}

// OIDCProvider reads a provider by its issuer without scheme, or
// principal.ErrNotFound.
func (tx *Tx) OIDCProvider(issuer string) (*principal.OIDCProvider, error) {
	return first(tx.oidcProviders(selectOIDCProvider, issuer))
}

// OIDCProviders lists all OIDC providers by issuer.
func (tx *Tx) OIDCProviders() ([]principal.OIDCProvider, error) {
	return tx.oidcProviders(listOIDCProviders)
}

// InsertOIDCProvider adds a provider, or answers principal.ErrExists.
func (tx *Tx) InsertOIDCProvider(p *principal.OIDCProvider) error {
	return tx.writeOIDCProvider(principal.ErrExists, insertOIDCProvider, p)
}

// UpdateOIDCProvider writes a provider over, or answers principal.ErrNotFound.
func (tx *Tx) UpdateOIDCProvider(p *principal.OIDCProvider) error {
	return tx.writeOIDCProvider(principal.ErrNotFound, updateOIDCProvider, p)
}

// DeleteOIDCProvider deletes a provider, or answers principal.ErrNotFound.
func (tx *Tx) DeleteOIDCProvider(issuer string) error {
	return tx.must(principal.ErrNotFound, deleteOIDCProvider, issuer)
}

func (tx *Tx) writeOIDCProvider(otherwise error, statement string, p *principal.OIDCProvider) error {
	settings, err := document(oidcProviderRow{
		Plain: p.Plain, ClientIDs: p.ClientIDs, Thumbprints: p.Thumbprints, Tags: tagRows(p.Tags), Created: millis(p.Created),
	})
	if err != nil {
		return err
	}
	return tx.must(otherwise, statement, p.Issuer, settings)
}

func (tx *Tx) oidcProviders(statement string, args ...any) ([]principal.OIDCProvider, error) {
	var list []principal.OIDCProvider
	err := tx.each(func(r rows) error {
		var p principal.OIDCProvider
		var row oidcProviderRow
		if err := scanSettings(r, &p.Issuer, &row); err != nil {
			return err
		}
		p.Plain, p.ClientIDs, p.Thumbprints = row.Plain, row.ClientIDs, row.Thumbprints
		p.Tags, p.Created = tagsOf(row.Tags), instant(row.Created)
		list = append(list, p)
		return nil
	}, statement, args...)
	return list, err
}

// SAMLProvider reads a provider by its name, or principal.ErrNotFound.
func (tx *Tx) SAMLProvider(name string) (*principal.SAMLProvider, error) {
	p, err := first(tx.samlProviders(selectSAMLProvider, name))
	if err != nil {
		return nil, err
	}
	p.Keys, err = tx.samlKeys(name)
	return p, err
}

// SAMLProviders lists all SAML providers by name, without their keys.
func (tx *Tx) SAMLProviders() ([]principal.SAMLProvider, error) {
	return tx.samlProviders(listSAMLProviders)
}

// InsertSAMLProvider adds a provider, or answers principal.ErrExists.
func (tx *Tx) InsertSAMLProvider(p *principal.SAMLProvider) error {
	return tx.writeSAMLProvider(principal.ErrExists, insertSAMLProvider, p)
}

// UpdateSAMLProvider writes a provider over, or answers principal.ErrNotFound.
func (tx *Tx) UpdateSAMLProvider(p *principal.SAMLProvider) error {
	return tx.writeSAMLProvider(principal.ErrNotFound, updateSAMLProvider, p)
}

// DeleteSAMLProvider deletes a provider, or answers principal.ErrNotFound.
func (tx *Tx) DeleteSAMLProvider(name string) error {
	if err := tx.must(principal.ErrNotFound, deleteSAMLProvider, name); err != nil {
		return err
	}
	return tx.setSAMLKeys(name, nil)
}

func (tx *Tx) writeSAMLProvider(otherwise error, statement string, p *principal.SAMLProvider) error {
	settings, err := document(samlProviderRow{
		UUID: p.UUID, Metadata: p.Metadata, Encryption: p.Encryption, Tags: tagRows(p.Tags),
		Created: millis(p.Created), ValidUntil: millis(p.ValidUntil),
	})
	if err != nil {
		return err
	}
	if err := tx.must(otherwise, statement, p.Name, settings); err != nil {
		return err
	}
	return tx.setSAMLKeys(p.Name, p.Keys)
}

func (tx *Tx) samlProviders(statement string, args ...any) ([]principal.SAMLProvider, error) {
	var list []principal.SAMLProvider
	err := tx.each(func(r rows) error {
		var p principal.SAMLProvider
		var row samlProviderRow
		if err := scanSettings(r, &p.Name, &row); err != nil {
			return err
		}
		p.UUID, p.Metadata, p.Encryption, p.Tags = row.UUID, row.Metadata, row.Encryption, tagsOf(row.Tags)
		p.Created, p.ValidUntil = instant(row.Created), instant(row.ValidUntil)
		list = append(list, p)
		return nil
	}, statement, args...)
	return list, err
}

// scanSettings reads a row of a name and a settings document.
func scanSettings(r rows, name *string, document any) error {
	var settings string
	if err := r.Scan(name, &settings); err != nil {
		return err
	}
	if err := readDocument(settings, document); err != nil {
		return fmt.Errorf("%s: %w", *name, err)
	}
	return nil
}
