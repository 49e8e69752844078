package store

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/identitypool"
)

const (
	selectIdentityPool = `SELECT id, settings FROM identity_pools WHERE id = $1`
	listIdentityPools  = `SELECT id, settings FROM identity_pools WHERE id > $1 ORDER BY id LIMIT $2`
	insertIdentityPool = `INSERT INTO identity_pools (id, settings) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	updateIdentityPool = `UPDATE identity_pools SET settings = $2 WHERE id = $1`
	deleteIdentityPool = `DELETE FROM identity_pools WHERE id = $1`
	deleteIdentities   = `DELETE FROM identities WHERE pool = $1`
	deleteLogins       = `DELETE FROM identity_logins WHERE pool = $1`
)

// identityPoolRow is the settings document of an identity pool.
type identityPoolRow struct {
	Name         string                    `json:"name"`
	AllowGuests  bool                      `json:"allow_guests,omitzero"`
	AllowClassic bool                      `json:"allow_classic,omitzero"`
	Social       map[string]string         `json:"social,omitzero"`
	Developer    string                    `json:"developer,omitzero"`
	OIDC         []string                  `json:"oidc,omitzero"`
	SAML         []string                  `json:"saml,omitzero"`
	UserPools    []userPoolProviderRow     `json:"user_pools,omitzero"`
	Tags         map[string]string         `json:"tags,omitzero"`
	Created      int64                     `json:"created"`
	Roles        map[string]string         `json:"roles,omitzero"`
	Mappings     map[string]roleMappingRow `json:"mappings,omitzero"`
	TagMaps      map[string]tagMapRow      `json:"tag_maps,omitzero"`
}

type userPoolProviderRow struct {
	Name        string `json:"name"`
	ClientID    string `json:"client"`
	ServerCheck bool   `json:"check,omitzero"`
}

type roleMappingRow struct {
	Type      string    `json:"type"`
	Ambiguous string    `json:"ambiguous"`
	Rules     []ruleRow `json:"rules,omitzero"`
}

type ruleRow struct {
	Claim   string `json:"claim"`
	Match   string `json:"match"`
	Value   string `json:"value"`
	RoleARN string `json:"role"`
}

type tagMapRow struct {
	UseDefaults bool              `json:"defaults,omitzero"`
	Tags        map[string]string `json:"tags,omitzero"`
}

// IdentityPool reads an identity pool, or identitypool.ErrNotFound.
func (tx *Tx) IdentityPool(id identitypool.PoolID) (*identitypool.Pool, error) {
	list, err := tx.identityPools(selectIdentityPool, string(id))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, identitypool.ErrNotFound
	}
	return &list[0], nil
}

// IdentityPools lists identity pools by id, from the first after the given one.
func (tx *Tx) IdentityPools(after identitypool.PoolID, limit int) ([]identitypool.Pool, error) {
	return tx.identityPools(listIdentityPools, string(after), limit)
}

// InsertIdentityPool adds an identity pool, or answers identitypool.ErrExists.
func (tx *Tx) InsertIdentityPool(p *identitypool.Pool) error {
	return tx.writeIdentityPool(identitypool.ErrExists, insertIdentityPool, p)
}

// UpdateIdentityPool writes an identity pool over, or answers
// identitypool.ErrNotFound.
func (tx *Tx) UpdateIdentityPool(p *identitypool.Pool) error {
	return tx.writeIdentityPool(identitypool.ErrNotFound, updateIdentityPool, p)
}

// DeleteIdentityPool deletes an identity pool with its identities and logins,
// or answers identitypool.ErrNotFound.
func (tx *Tx) DeleteIdentityPool(id identitypool.PoolID) error {
	for _, statement := range []string{deleteLogins, deleteIdentities} {
		if _, err := tx.exec(statement, string(id)); err != nil {
			return err
		}
	}
	return tx.must(identitypool.ErrNotFound, deleteIdentityPool, string(id))
}

func (tx *Tx) writeIdentityPool(otherwise error, statement string, p *identitypool.Pool) error {
	settings, err := document(identityPoolRow{
		Name: p.Name, AllowGuests: p.AllowGuests, AllowClassic: p.AllowClassic, Social: p.Social, Developer: p.DeveloperProvider,
		OIDC: p.OIDCProviders, SAML: p.SAMLProviders, Tags: p.Tags, Created: millis(p.Created), Roles: p.Roles,
		UserPools: convert(p.UserPools, func(u identitypool.UserPoolProvider) userPoolProviderRow { return userPoolProviderRow(u) }),
		Mappings:  convertMap(p.Mappings, mappingRowOf),
		TagMaps:   convertMap(p.TagMaps, func(m identitypool.TagMap) tagMapRow { return tagMapRow(m) }),
	})
	if err != nil {
		return err
	}
	return tx.must(otherwise, statement, string(p.ID), settings)
}

func mappingRowOf(m identitypool.RoleMapping) roleMappingRow {
	return roleMappingRow{
		Type: string(m.Type), Ambiguous: string(m.Ambiguous),
		Rules: convert(m.Rules, func(r identitypool.Rule) ruleRow {
			return ruleRow{Claim: r.Claim, Match: string(r.Match), Value: r.Value, RoleARN: r.RoleARN}
		}),
	}
}

func (r roleMappingRow) mapping() identitypool.RoleMapping {
	return identitypool.RoleMapping{
		Type: identitypool.MappingType(r.Type), Ambiguous: identitypool.Resolution(r.Ambiguous),
		Rules: convert(r.Rules, func(r ruleRow) identitypool.Rule {
			return identitypool.Rule{Claim: r.Claim, Match: identitypool.Match(r.Match), Value: r.Value, RoleARN: r.RoleARN}
		}),
	}
}

func convertMap[From, To any](m map[string]From, one func(From) To) map[string]To {
	if m == nil {
		return nil
	}
	out := make(map[string]To, len(m))
	for key, v := range m {
		out[key] = one(v)
	}
	return out
}

func (tx *Tx) identityPools(statement string, args ...any) ([]identitypool.Pool, error) {
	var pools []identitypool.Pool
	err := tx.each(func(r rows) error {
		p, err := scanIdentityPool(r)
		pools = append(pools, p)
		return err
	}, statement, args...)
	return pools, err
}

func scanIdentityPool(r rows) (identitypool.Pool, error) {
	var id string
	var row identityPoolRow
	if err := scanSettings(r, &id, &row); err != nil {
		return identitypool.Pool{}, fmt.Errorf("identity pool: %w", err)
	}
	return identitypool.Pool{
		ID: identitypool.PoolID(id), Name: row.Name, AllowGuests: row.AllowGuests, AllowClassic: row.AllowClassic,
		Social: row.Social, DeveloperProvider: row.Developer, OIDCProviders: row.OIDC, SAMLProviders: row.SAML,
		UserPools: convert(row.UserPools, func(u userPoolProviderRow) identitypool.UserPoolProvider {
			return identitypool.UserPoolProvider(u)
		}),
		Tags: row.Tags, Created: instant(row.Created), Roles: row.Roles, Mappings: convertMap(row.Mappings, roleMappingRow.mapping),
		TagMaps: convertMap(row.TagMaps, func(m tagMapRow) identitypool.TagMap { return identitypool.TagMap(m) }),
	}, nil
}
