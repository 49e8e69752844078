package grant

import (
	"context"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// maxServers is more resource servers than a pool may have.
const maxServers = 100

// scopes gives what a request for the space-separated scopes is granted: all
// scopes of the client if it asks for none. A scope that the client does not
// have is an error. One that the client has and no resource server any more is
// left out.
func (s *Service) scopes(ctx context.Context, c *userpool.Client, requested string) ([]string, error) {
	asked := strings.Fields(requested)
	if len(asked) == 0 {
		asked = c.OAuthScopes
	}
	granted := []string{}
	for _, scope := range asked {
		if !slices.Contains(c.OAuthScopes, scope) {
			return nil, fail(InvalidScope)
		}
		if !slices.Contains(granted, scope) {
			granted = append(granted, scope)
		}
	}
	if !slices.ContainsFunc(granted, isCustom) {
		return granted, nil
	}
	var servers []userpool.ResourceServer
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		servers, err = st.ResourceServers(c.Pool, "", maxServers)
		return err
	})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(granted, func(scope string) bool {
		return isCustom(scope) && !slices.ContainsFunc(servers, func(r userpool.ResourceServer) bool { return r.HasScope(scope) })
	}), nil
}

// isCustom reports whether a scope is one of a resource server.
func isCustom(scope string) bool {
	switch scope {
	case "openid", "email", "phone", "profile", token.SelfServiceScope, userpool.ScopeRegister:
		return false
	}
	return true
}

// readable reports whether the client may read what the scopes promise. It may
// not if its read permissions were narrowed after it was given the scopes.
func readable(c *userpool.Client, scopes []string) bool {
	for _, scope := range scopes {
		switch scope {
		case "email":
			if !token.ReadableBy(c, userpool.AttrEmail) {
				return false
			}
		case "phone":
			if !token.ReadableBy(c, userpool.AttrPhone) {
				return false
			}
		}
	}
	return true
}
