package store

import "github.com/cognate-id/cognate/internal/userpool"

const insertSpent = `INSERT INTO spent (id, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING`

// Spend marks a single-use token as used and reports whether this call did: of
// any number that try, one.
func (tx *Tx) Spend(s userpool.Spent) (bool, error) {
	n, err := tx.exec(insertSpent, s.ID, millis(s.Expires))
	return n == 1, err
}
