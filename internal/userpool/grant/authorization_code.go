package grant

import (
	"context"
	"errors"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// authorizationCode redeems a code. Only a request that proves everything the
// code is bound to can use it up, and only such a request that comes second
// takes back what the first one got (RFC 6749 4.1.2).
func (s *Service) authorizationCode(ctx context.Context, r caller) (token.Tokens, error) {
	if !slices.Contains(r.client.OAuthFlows, flowCode) {
		return token.Tokens{}, fail(UnauthorizedClient)
	}
	if r.Code == "" || r.RedirectURI == "" {
		return token.Tokens{}, fail(InvalidRequest)
	}
	c, err := s.openCode(r.Code)
	if err != nil {
		return token.Tokens{}, &Error{Code: InvalidGrant, Cause: err}
	}
	if err := c.boundTo(r); err != nil {
		return token.Tokens{}, err
	}
	found, err := s.readCode(ctx, c)
	if err != nil {
		return token.Tokens{}, err
	}
	if found.redeemed {
		return token.Tokens{}, s.takeBack(ctx, c)
	}
	if err := s.checkUser(c, r, found.user); err != nil {
		return token.Tokens{}, err
	}
	return s.redeem(ctx, c, r, found)
}

// boundTo checks client, redirect URI and PKCE.
func (c *code) boundTo(r caller) error {
	switch {
	case c.pool != r.pool.ID || c.client != r.client.ID:
		return fail(InvalidGrant)
	case c.redirect != hashOf(r.RedirectURI):
		return fail(UnauthorizedClient)
	case !verifies(c.challenge, r.Verifier):
		return fail(InvalidGrant)
	}
	return nil
}

// behind is what a code leads to.
type behind struct {
	redeemed bool
	user     *userpool.User // nil if it is gone
	groups   []userpool.Group
}

func (s *Service) readCode(ctx context.Context, c *code) (found behind, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		found = behind{}
		_, err := st.Family(c.pool, c.family)
		if err == nil {
			found.redeemed = true
			return nil
		}
		if !errors.Is(err, userpool.ErrNotFound) {
			return err
		}
		found.user, err = st.UserBySub(c.pool, c.sub)
		if errors.Is(err, userpool.ErrNotFound) {
			found.user = nil
			return nil
		}
		if err != nil {
			return err
		}
		found.groups, err = st.GroupsOf(c.pool, c.sub)
		return err
	})
	return found, err
}

// checkUser refuses a code whose user was disabled, deleted or signed out
// since, and one whose client may no longer read what it asked for.
func (s *Service) checkUser(c *code, r caller, u *userpool.User) error {
	switch {
	case !s.deps.Now().Before(c.expires),
		u == nil || !u.Enabled || u.TokenEpoch != c.epoch,
		!readable(r.client, c.scopes):
		return fail(InvalidGrant)
	}
	return nil
}

// redeem mints, then spends the code in the transaction that stores the family.
func (s *Service) redeem(ctx context.Context, c *code, r caller, found behind) (token.Tokens, error) {
	f, err := s.familyOf(c, r.Peer, r.client.RefreshTTL())
	if err != nil {
		return token.Tokens{}, err
	}
	f.Origin = c.sso
	if r.pool.Sessions.Enabled {
		if f.SessionID, err = token.NewSessionID(s.deps.Rand, "tkn"); err != nil {
			return token.Tokens{}, err
		}
	}
	t, err := s.deps.Tokens.Mint(ctx, token.Hosted(r.pool, r.client, found.user, found.groups, f))
	if err != nil {
		return token.Tokens{}, refused(err)
	}
	first := false
	err = s.deps.DB.Update(ctx, func(st Store) (err error) {
		if first, err = st.Spend(userpool.Spent{ID: c.id, Expires: c.expires}); err != nil || !first {
			return err
		}
		if err := token.MakeRoom(st, r.pool, f); err != nil {
			return err
		}
		if err := st.InsertFamily(*f); err != nil || c.sso == "" {
			return err
		}
		return st.TouchSSOSession(f.Pool, c.sso, f.Created)
	})
	if err != nil {
		return token.Tokens{}, err
	}
	if !first {
		return token.Tokens{}, s.takeBack(ctx, c)
	}
	t.Refresh = s.deps.Tokens.RefreshToken(f)
	return t, nil
}

// takeBack revokes what the first use of a code gave: one of the two who had
// it is a thief, and nobody knows which.
func (s *Service) takeBack(ctx context.Context, c *code) error {
	err := s.deps.DB.Update(ctx, func(st Store) error {
		err := st.RevokeFamily(c.pool, c.family)
		if errors.Is(err, userpool.ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return &Error{Code: InvalidGrant, Cause: errors.New("the code was used before")}
}
