package store

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	familyColumns = `f.id, f.sub, f.revoked, f.generation, f.expires, f.last_active, f.ip, f.agent, f.detail`
	selectFamily  = `SELECT ` + familyColumns + ` FROM families f WHERE f.pool = $1 AND f.id = $2`
	listFamilies  = `SELECT ` + familyColumns + ` FROM families f WHERE f.pool = $1 AND f.sub = $2 ORDER BY f.id`
	// Read through the pool like users; without the user the family is found.
	selectFamilyAndUser = `SELECT ` + familyColumns + `, u.version, u.profile, u.secrets
FROM pools p JOIN families f ON f.pool = p.id LEFT JOIN users u ON u.pool = f.pool AND u.sub = f.sub
WHERE p.id = $1 AND f.id = $2`
	insertFamily = `INSERT INTO families (pool, id, sub, revoked, generation, expires, last_active, ip, agent, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`
	rotateFamily = `UPDATE families SET generation = $4, last_active = $5, ip = $6, agent = $7, detail = $8
WHERE pool = $1 AND id = $2 AND generation = $3 AND NOT revoked`
	touchFamily  = `UPDATE families SET last_active = $3, ip = $4, agent = $5 WHERE pool = $1 AND id = $2`
	revokeFamily = `UPDATE families SET revoked = TRUE WHERE pool = $1 AND id = $2`
)

// familyRow is the document of a token family: what no statement looks at.
type familyRow struct {
	Client     userpool.ClientID `json:"client"`
	Epoch      int64             `json:"epoch,omitzero"`
	AuthTime   int64             `json:"auth_time"`
	Created    int64             `json:"created"`
	Scopes     []string          `json:"scopes,omitzero"`
	DeviceKey  string            `json:"device_key,omitzero"`
	EventID    string            `json:"event_id,omitzero"`
	Nonce      string            `json:"nonce,omitzero"`
	ACR        string            `json:"acr,omitzero"`
	AMR        []string          `json:"amr,omitzero"`
	GraceUntil int64             `json:"grace_until,omitzero"`
	SessionID  string            `json:"session_id,omitzero"`
	Origin     string            `json:"origin,omitzero"`
}

func familyRowOf(f *userpool.TokenFamily) familyRow {
	return familyRow{
		Client: f.Client, Epoch: f.Epoch, AuthTime: millis(f.AuthTime), Created: millis(f.Created),
		Scopes: f.Scopes, DeviceKey: f.DeviceKey, EventID: f.EventID, Nonce: f.Nonce, ACR: f.ACR, AMR: f.AMR,
		GraceUntil: millis(f.GraceUntil), SessionID: f.SessionID, Origin: f.Origin,
	}
}

func (r *familyRow) addTo(f *userpool.TokenFamily) {
	f.Client, f.Epoch, f.AuthTime, f.Created = r.Client, r.Epoch, instant(r.AuthTime), instant(r.Created)
	f.Scopes, f.DeviceKey, f.EventID, f.Nonce, f.ACR, f.AMR = r.Scopes, r.DeviceKey, r.EventID, r.Nonce, r.ACR, r.AMR
	f.GraceUntil, f.SessionID, f.Origin = instant(r.GraceUntil), r.SessionID, r.Origin
}

// InsertFamily adds a token family, or answers ErrExists.
func (tx *Tx) InsertFamily(f userpool.TokenFamily) error {
	detail, err := document(familyRowOf(&f))
	if err != nil {
		return err
	}
	return tx.must(userpool.ErrExists, insertFamily, string(f.Pool), f.ID, []byte(f.Sub), f.Revoked, f.Generation,
		millis(f.Expires), millis(f.LastActive), f.IP, []byte(f.Agent), detail)
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
	n, err := tx.exec(rotateFamily, string(f.Pool), f.ID, f.Generation-1, f.Generation,
		millis(f.LastActive), f.IP, []byte(f.Agent), detail)
	if err == nil && n == 0 {
		return tx.stale(selectFamily, string(f.Pool), f.ID)
	}
	return err
}

// TouchFamily notes a use of the family, or answers ErrNotFound.
func (tx *Tx) TouchFamily(pool userpool.PoolID, id string, lastActive time.Time, ip, agent string) error {
	return tx.must(userpool.ErrNotFound, touchFamily, string(pool), id, millis(lastActive), ip, []byte(agent))
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
	f := &userpool.TokenFamily{Pool: pool}
	var sub, agent []byte
	var expires, active int64
	var detail string
	dest := []any{&f.ID, &sub, &f.Revoked, &f.Generation, &expires, &active, &f.IP, &agent, &detail}
	if err := r.Scan(append(dest, more...)...); err != nil {
		return nil, err
	}
	f.Sub, f.Agent = userpool.Sub(sub), string(agent)
	f.Expires, f.LastActive = instant(expires), instant(active)
	var row familyRow
	if err := readDocument(detail, &row); err != nil {
		return nil, err
	}
	row.addTo(f)
	return f, nil
}
