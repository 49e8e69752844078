package session

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Revoke ends a live session of the owner: its tokens are refused from now on,
// or its browser asks to sign in again. linked ends what belongs to it too:
// the SSO session that a token session came through (but not what else came
// through that), or all token sessions that came through an SSO session.
//
// InvalidParameter for the session that the caller's own token belongs to,
// ResourceNotFound for one that has ended or is not the owner's.
func (s *Service) Revoke(ctx context.Context, o Owner, id string, linked bool) error {
	now := s.deps.Now()
	return s.deps.DB.Update(ctx, func(st Store) error {
		all, err := live(st, o, now)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x Session) bool { return x.ID == id })
		if i < 0 {
			return userpool.Errorf(userpool.ResourceNotFound, "Session does not exist.")
		}
		if all[i].Current {
			return userpool.Errorf(userpool.InvalidParameter, "The current session cannot be revoked.")
		}
		for _, x := range all {
			if x.ID != id && !(linked && related(all[i], x)) {
				continue
			}
			if err := end(st, o.pool.ID, x); err != nil {
				return err
			}
		}
		return nil
	})
}

// related reports whether one of the two came through the other.
func related(a, b Session) bool {
	return a.Type == TypeToken && a.Origin == b.ID || a.Type == TypeSSO && b.Origin == a.ID
}

func end(st Store, pool userpool.PoolID, x Session) error {
	if x.Type == TypeSSO {
		return st.RevokeSSOSession(pool, x.ID)
	}
	return st.RevokeFamily(pool, x.family)
}
