package grant

import (
	"context"
	"strconv"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// implicit makes tokens at once and puts them behind the redirect URI. There
// is no refresh token; the family is kept as long as its tokens live, so that
// they can be revoked.
func (s *Service) implicit(ctx context.Context, a *Authorization, c *code, in SignedIn) (string, error) {
	if !readable(a.Client, c.scopes) {
		return "", fail(InvalidScope)
	}
	f, err := s.familyOf(c, in.Peer, max(a.Client.AccessTTL(), a.Client.IDTokenTTL()))
	if err != nil {
		return "", err
	}
	var groups []userpool.Group
	err = s.deps.DB.View(ctx, func(st Store) (err error) { groups, err = st.GroupsOf(c.pool, c.sub); return err })
	if err != nil {
		return "", err
	}
	t, err := s.deps.Tokens.Mint(ctx, token.Hosted(a.Pool, a.Client, in.User, groups, f))
	if err != nil {
		return "", refused(err)
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := st.InsertFamily(*f); err != nil || c.sso == "" {
			return err
		}
		return st.TouchSSOSession(f.Pool, c.sso, f.Created)
	})
	if err != nil {
		return "", err
	}
	return withFragment(a.RedirectURI, param{"id_token", t.ID}, param{"access_token", t.Access},
		param{"token_type", tokenType}, param{"expires_in", strconv.FormatInt(t.ExpiresIn, 10)},
		param{"state", a.Request.State}), nil
}

const tokenType = "Bearer"
