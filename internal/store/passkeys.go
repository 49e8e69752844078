package store

import "github.com/cognate-id/cognate/internal/userpool"

const (
	selectPasskey = `SELECT id, sub, detail FROM passkeys WHERE pool = $1 AND id = $2`
	listPasskeys  = `SELECT id, sub, detail FROM passkeys WHERE pool = $1 AND sub = $2 ORDER BY id`
	insertPasskey = `INSERT INTO passkeys (pool, id, sub, detail) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
	updatePasskey = `UPDATE passkeys SET detail = $4 WHERE pool = $1 AND id = $2 AND sub = $3`
	deletePasskey = `DELETE FROM passkeys WHERE pool = $1 AND sub = $2 AND id = $3`
)

// passkeyRow is the document of a passkey. Its key is public.
type passkeyRow struct {
	Name           string   `json:"name,omitzero"`
	RelyingPartyID string   `json:"rp_id,omitzero"`
	PublicKey      []byte   `json:"public_key,omitzero"`
	Algorithm      int64    `json:"algorithm,omitzero"`
	SignCount      uint32   `json:"sign_count,omitzero"`
	AAGUID         []byte   `json:"aaguid,omitzero"`
	Attachment     string   `json:"attachment,omitzero"`
	Transports     []string `json:"transports,omitzero"`
	BackupEligible bool     `json:"backup_eligible,omitzero"`
	BackupState    bool     `json:"backup_state,omitzero"`
	UserVerified   bool     `json:"user_verified,omitzero"`
	Created        int64    `json:"created"`
}

func passkeyRowOf(p userpool.Passkey) passkeyRow {
	return passkeyRow{
		Name: p.Name, RelyingPartyID: p.RelyingPartyID, PublicKey: p.PublicKey, Algorithm: p.Algorithm,
		SignCount: p.SignCount, AAGUID: p.AAGUID, Attachment: p.Attachment, Transports: p.Transports,
		BackupEligible: p.BackupEligible, BackupState: p.BackupState, UserVerified: p.UserVerified,
		Created: millis(p.Created),
	}
}

// Passkey reads the passkey of the pool with that credential id, or ErrNotFound.
func (tx *Tx) Passkey(pool userpool.PoolID, id []byte) (*userpool.Passkey, error) {
	var p userpool.Passkey
	err := tx.one(func(r rows) (err error) {
		p, err = scanPasskey(pool, r)
		return err
	}, selectPasskey, string(pool), id)
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// Passkeys lists the passkeys of a user by credential id.
func (tx *Tx) Passkeys(pool userpool.PoolID, sub userpool.Sub) ([]userpool.Passkey, error) {
	var passkeys []userpool.Passkey
	err := tx.each(func(r rows) error {
		p, err := scanPasskey(pool, r)
		passkeys = append(passkeys, p)
		return err
	}, listPasskeys, string(pool), []byte(sub))
	return passkeys, err
}

// InsertPasskey adds a passkey, or answers ErrExists for a known credential.
func (tx *Tx) InsertPasskey(p userpool.Passkey) error {
	detail, err := document(passkeyRowOf(p))
	if err != nil {
		return err
	}
	return tx.must(userpool.ErrExists, insertPasskey, string(p.Pool), p.ID, []byte(p.Sub), detail)
}

// UpdatePasskey writes a passkey over, or answers ErrNotFound.
func (tx *Tx) UpdatePasskey(p userpool.Passkey) error {
	detail, err := document(passkeyRowOf(p))
	if err != nil {
		return err
	}
	return tx.must(userpool.ErrNotFound, updatePasskey, string(p.Pool), p.ID, []byte(p.Sub), detail)
}

// DeletePasskey deletes a passkey of the user, or answers ErrNotFound.
func (tx *Tx) DeletePasskey(pool userpool.PoolID, sub userpool.Sub, id []byte) error {
	return tx.must(userpool.ErrNotFound, deletePasskey, string(pool), []byte(sub), id)
}

func scanPasskey(pool userpool.PoolID, r rows) (userpool.Passkey, error) {
	p := userpool.Passkey{Pool: pool}
	var sub []byte
	var detail string
	if err := r.Scan(&p.ID, &sub, &detail); err != nil {
		return p, err
	}
	var row passkeyRow
	if err := readDocument(detail, &row); err != nil {
		return p, err
	}
	p.Sub, p.Name, p.RelyingPartyID, p.PublicKey = userpool.Sub(sub), row.Name, row.RelyingPartyID, row.PublicKey
	p.Algorithm, p.SignCount, p.AAGUID = row.Algorithm, row.SignCount, row.AAGUID
	p.Attachment, p.Transports = row.Attachment, row.Transports
	p.BackupEligible, p.BackupState, p.UserVerified = row.BackupEligible, row.BackupState, row.UserVerified
	p.Created = instant(row.Created)
	return p, nil
}
