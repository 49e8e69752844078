package store

import "github.com/cognate-id/cognate/internal/userpool"

const (
	putCode = `INSERT INTO codes (pool, sub, purpose, expires, content) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (pool, sub, purpose) DO UPDATE SET expires = excluded.expires, content = excluded.content`
	selectCode = `SELECT expires, content FROM codes WHERE pool = $1 AND sub = $2 AND purpose = $3`
	deleteCode = `DELETE FROM codes WHERE pool = $1 AND sub = $2 AND purpose = $3`
)

// codeRow is the sealed content of a code.
type codeRow struct {
	Value       string                 `json:"value"`
	Attribute   userpool.AttributeName `json:"attribute,omitzero"`
	Destination string                 `json:"destination,omitzero"`
}

func codeContent(pool userpool.PoolID, sub userpool.Sub, p userpool.CodePurpose) place {
	return place{"codes", key(pool, string(sub)+"|"+string(p)), "content"}
}

// PutCode keeps a code in place of the user's one of the same purpose.
func (tx *Tx) PutCode(c userpool.OneTimeCode) error {
	row := codeRow{Value: c.Value, Attribute: c.Attribute, Destination: c.Destination}
	content, err := tx.sealJSON(row, codeContent(c.Pool, c.Sub, c.Purpose))
	if err != nil {
		return err
	}
	return tx.later(putCode, string(c.Pool), []byte(c.Sub), string(c.Purpose), millis(c.Expires), content)
}

// Code reads the user's code of a purpose, an expired one too, or ErrNotFound.
func (tx *Tx) Code(pool userpool.PoolID, sub userpool.Sub, p userpool.CodePurpose) (userpool.OneTimeCode, error) {
	c := userpool.OneTimeCode{Pool: pool, Sub: sub, Purpose: p}
	err := tx.one(func(r rows) error {
		var expires int64
		var content []byte
		if err := r.Scan(&expires, &content); err != nil {
			return err
		}
		var row codeRow
		if err := tx.openJSON(content, codeContent(pool, sub, p), &row); err != nil {
			return err
		}
		c.Value, c.Attribute, c.Destination = row.Value, row.Attribute, row.Destination
		c.Expires = instant(expires)
		return nil
	}, selectCode, string(pool), []byte(sub), string(p))
	if err != nil {
		return userpool.OneTimeCode{}, err
	}
	return c, nil
}

// DeleteCode deletes a code and reports whether this call did: of two that
// redeem it at once, one.
func (tx *Tx) DeleteCode(pool userpool.PoolID, sub userpool.Sub, p userpool.CodePurpose) (bool, error) {
	n, err := tx.exec(deleteCode, string(pool), []byte(sub), string(p))
	return n == 1, err
}
