package appclient

import (
	"context"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// The OAuth flows.
const (
	flowCode        = "code"
	flowImplicit    = "implicit"
	flowCredentials = "client_credentials"
)

// ScopeRegister is userpool.ScopeRegister. Only regular clients may ask for it.
const ScopeRegister = userpool.ScopeRegister

// checkOAuth refuses sets of flows that no client can serve.
func checkOAuth(c *userpool.Client) error {
	has := func(f string) bool { return slices.Contains(c.OAuthFlows, f) }
	browser := has(flowCode) || has(flowImplicit)
	switch {
	case c.OAuthEnabled && (len(c.OAuthFlows) == 0 || len(c.OAuthScopes) == 0):
		return invalid("AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.")
	case has(flowCredentials) && browser:
		return badFlow("client_credentials flow can not be selected along with code flow or implicit flow.")
	case has(flowCredentials) && !c.Confidential():
		return badFlow("client_credentials flow can not be selected if client does not have a client secret.")
	case browser && len(c.CallbackURLs) == 0:
		return badFlow("CallbackUrls can not be empty when code flow or implicit flow is selected")
	case has(flowCredentials):
		for _, scope := range c.OAuthScopes {
			if isUserScope(scope) {
				return badFlow("%s is not supported with client_credentials flow", scope)
			}
		}
	}
	return nil
}

// isUserScope reports whether the scope says something about a user.
func isUserScope(scope string) bool {
	switch scope {
	case "openid", "email", "phone", "profile", "aws.cognito.signin.user.admin":
		return true
	}
	return false
}

// checkScopes wants every scope to be a built-in one or one of a resource
// server of the pool.
func (s *Service) checkScopes(ctx context.Context, c *userpool.Client) error {
	for _, scope := range c.OAuthScopes {
		if isUserScope(scope) || scope == ScopeRegister && !c.Registered {
			continue
		}
		ok, err := s.deps.Catalog.HasScope(ctx, c.Pool, scope)
		if err != nil {
			return err
		}
		if !ok || strings.HasPrefix(scope, "aws.cognito") {
			return userpool.Errorf(userpool.ScopeDoesNotExist, "Invalid scope requested: %s", scope)
		}
	}
	return nil
}

func badFlow(format string, args ...any) error {
	return userpool.Errorf(userpool.InvalidOAuthFlow, format, args...)
}
