package store

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	familyColumns = `f.id, f.revoked, f.generation, f.detail`
	selectFamily  = `SELECT ` + familyColumns + ` FROM families f WHERE f.pool = $1 AND f.id = $2`
	listFamilies  = `SELECT ` + familyColumns + ` FROM families f WHERE f.pool = $1 AND f.sub = $2 ORDER BY f.id`
	// Read through the pool like users; without the user the family is found.
	selectFamilyAndUser = `SELECT ` + familyColumns + `, u.version, u.profile, u.secrets
FROM pools p JOIN families f ON f.pool = p.id LEFT JOIN users u ON u.pool = f.pool AND u.sub = f.sub
WHERE p.id = $1 AND f.id = $2`
	insertFamily = `INSERT INTO families (pool, id, sub, revoked, generation, expires, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`
	rotateFamily = `UPDATE families SET generation = $4, detail = $5
WHERE pool = $1 AND id = $2 AND generation = $3 AND NOT revoked`
	touchFamily  = `UPDATE families SET detail = $3 WHERE pool = $1 AND id = $2`
	revokeFamily = `UPDATE families SET revoked = TRUE WHERE pool = $1 AND id = $2`
)

// familyRow is the document of a token family. It repeats what never changes,
// so that a read needs few columns.
type familyRow struct {
	Sub        userpool.Sub      `json:"sub"`
	Client     userpool.ClientID `json:"client"`
	Epoch      int64             `json:"epoch,omitzero"`
	AuthTime   int64             `json:"auth_time"`
	Created    int64             `json:"created"`
	Expires    int64             `json:"expires"`
	Scopes     []string          `json:"scopes,omitzero"`
	DeviceKey  string            `json:"device_key,omitzero"`
	EventID    string            `json:"event_id,omitzero"`
	Nonce      string            `json:"nonce,omitzero"`
	Resource   string            `json:"resource,omitzero"`
	ACR        string            `json:"acr,omitzero"`
	AMR        []string          `json:"amr,omitzero"`
	GraceUntil int64             `json:"grace_until,omitzero"`
	SessionID  string            `json:"session_id,omitzero"`
	Origin     string            `json:"origin,omitzero"`
	LastActive int64             `json:"last_active,omitzero"`
	IP         string            `json:"ip,omitzero"`
	Agent      []byte            `json:"agent,omitzero"` // as sent, which need not be UTF-8
}

func familyRowOf(f *userpool.TokenFamily) familyRow {
	r := familyRow{
		Sub: f.Sub, Client: f.Client, Epoch: f.Epoch, AuthTime: millis(f.AuthTime), Created: millis(f.Created),
		Expires: millis(f.Expires), Scopes: f.Scopes, DeviceKey: f.DeviceKey, EventID: f.EventID,
		Nonce: f.Nonce, Resource: f.Resource, ACR: f.ACR, AMR: f.AMR, GraceUntil: millis(f.GraceUntil),
		SessionID: f.SessionID, Origin: f.Origin, LastActive: millis(f.LastActive), IP: f.IP,
	}
	if f.Agent != "" {
		r.Agent = []byte(f.Agent)
	}
	return r
}

func (r *familyRow) family() *userpool.TokenFamily {
	return &userpool.TokenFamily{
		Sub: r.Sub, Client: r.Client, Epoch: r.Epoch, AuthTime: instant(r.AuthTime), Created: instant(r.Created),
		Expires: instant(r.Expires), Scopes: r.Scopes, DeviceKey: r.DeviceKey, EventID: r.EventID,
		Nonce: r.Nonce, Resource: r.Resource, ACR: r.ACR, AMR: r.AMR, GraceUntil: instant(r.GraceUntil),
		SessionID: r.SessionID, Origin: r.Origin, LastActive: instant(r.LastActive), IP: r.IP, Agent: string(r.Agent),
	}
}

// InsertFamily adds a token family, or answers ErrExists.
func (tx *Tx) InsertFamily(f userpool.TokenFamily) error {
	detail, err := document(familyRowOf(&f))
	if err != nil {
		return err
	}
	return tx.must(userpool.ErrExists, insertFamily, string(f.Pool), f.ID, []byte(f.Sub), f.Revoked, f.Generation,
		millis(f.Expires), detail)
}

// Family reads a token family, revoked and expired ones too, or ErrNotFound.
func (tx *Tx) Family(pool userpool.PoolID, id string) (*userpool.TokenFamily, error) {
	var f *userpool.TokenFamily
	err := tx.one(func(r rows) (err error) {
		f, err = scanFamily(pool, r)
		return err
	}, selectFamily, string(pool), id)
	return f, err
}

// FamilyAndUser reads a token family and its user in one statement. The user
// is nil if it has been deleted; ErrNotFound without the family.
func (tx *Tx) FamilyAndUser(pool userpool.PoolID, id string) (*userpool.TokenFamily, *userpool.User, error) {
	var f *userpool.TokenFamily
	var u *userpool.User
	err := tx.one(func(r rows) (err error) {
		var version *int64
		var profile *string
		var secrets []byte
		if f, err = scanFamily(pool, r, &version, &profile, &secrets); err != nil || version == nil || profile == nil {
			return err
		}
		u, err = tx.user(pool, &userRow{sub: []byte(f.Sub), version: *version, profile: *profile, secrets: secrets})
		return err
	}, selectFamilyAndUser, string(pool), id)
	return f, u, err
}

// FamiliesOf lists all token families of a user by id.
func (tx *Tx) FamiliesOf(pool userpool.PoolID, sub userpool.Sub) ([]userpool.TokenFamily, error) {
	var families []userpool.TokenFamily
	err := tx.each(func(r rows) error {
		f, err := scanFamily(pool, r)
		if err == nil {
			families = append(families, *f)
		}
		return err
	}, listFamilies, string(pool), []byte(sub))
	return families, err
}

// RotateFamily writes the next generation of a family. ErrConflict if the one
// before it is not the current one any more or is revoked, ErrNotFound if the
// family is gone. The expiry stays.
func (tx *Tx) RotateFamily(f userpool.TokenFamily) error {
	detail, err := document(familyRowOf(&f))
	if err != nil {
		return err
	}
	n, err := tx.exec(rotateFamily, string(f.Pool), f.ID, f.Generation-1, f.Generation, detail)
	if err == nil && n == 0 {
		return tx.stale(selectFamily, string(f.Pool), f.ID)
	}
	return err
}

// TouchFamily notes a use of the family, or answers ErrNotFound.
func (tx *Tx) TouchFamily(pool userpool.PoolID, id string, lastActive time.Time, ip, agent string) error {
	f, err := tx.Family(pool, id)
	if err != nil {
		return err
	}
	f.LastActive, f.IP, f.Agent = lastActive, ip, agent
	detail, err := document(familyRowOf(f))
	if err != nil {
		return err
	}
	return tx.must(userpool.ErrNotFound, touchFamily, string(pool), id, detail)
}

// RevokeFamily revokes a family, again if need be, or answers ErrNotFound.
func (tx *Tx) RevokeFamily(pool userpool.PoolID, id string) error {
	return tx.must(userpool.ErrNotFound, revokeFamily, string(pool), id)
}

// DeleteFamiliesOf deletes all token families of a user.
func (tx *Tx) DeleteFamiliesOf(pool userpool.PoolID, sub userpool.Sub) error {
	_, err := tx.exec(deleteUserFamilies, string(pool), []byte(sub))
	return err
}

func scanFamily(pool userpool.PoolID, r rows, more ...any) (*userpool.TokenFamily, error) {
	var id, detail string
	var revoked bool
	var generation int64
	dest := []any{&id, &revoked, &generation, &detail}
	if err := r.Scan(append(dest, more...)...); err != nil {
		return nil, err
	}
	row, err := readFamily(detail)
	if err != nil {
		return nil, err
	}
	f := row.family()
	f.Pool, f.ID, f.Revoked, f.Generation = pool, id, revoked, generation
	return f, nil
}
