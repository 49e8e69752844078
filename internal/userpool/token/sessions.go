package token

import (
	"io"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
)

// defaultMaxSessions is TokenSession.MaxPerUser of a pool that sets none.
const defaultMaxSessions = 20

// NewSessionID makes the public id of a tracked session: kind (`tkn` or `sso`)
// and 25 lower-case letters or digits.
func NewSessionID(rand io.Reader, kind string) (string, error) {
	id, err := codes.UUID(rand)
	if err != nil {
		return "", err
	}
	return kind + strings.ReplaceAll(id, "-", "")[:25], nil
}

// FamilyStore is where MakeRoom looks and revokes.
type FamilyStore interface {
	FamiliesOf(userpool.PoolID, userpool.Sub) ([]userpool.TokenFamily, error)
	RevokeFamily(userpool.PoolID, string) error
}

// MakeRoom makes room for a new family in a pool that tracks sessions: while
// the user has as many active ones as allowed, the one that was idle longest
// ends. It runs in the transaction that inserts the family.
func MakeRoom(st FamilyStore, p *userpool.Pool, f *userpool.TokenFamily) error {
	if !p.Sessions.Enabled {
		return nil
	}
	limit := p.Sessions.MaxPerUser
	if limit == 0 {
		limit = defaultMaxSessions
	}
	all, err := st.FamiliesOf(f.Pool, f.Sub)
	if err != nil {
		return err
	}
	active := slices.DeleteFunc(all, func(o userpool.TokenFamily) bool {
		return o.Revoked || o.Epoch != f.Epoch || !f.Created.Before(o.Expires)
	})
	slices.SortFunc(active, func(x, y userpool.TokenFamily) int { return x.LastActive.Compare(y.LastActive) })
	for len(active) >= limit {
		if err := st.RevokeFamily(f.Pool, active[0].ID); err != nil {
			return err
		}
		active = active[1:]
	}
	return nil
}
