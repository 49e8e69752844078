package token

import (
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// fixed are the claims that no PreTokenGeneration function can change.
var (
	fixedID = []string{"acr", "amr", "at_hash", "auth_time", "azp", "aud", "event_id", "exp", "iat", "iss", "jti",
		"nbf", "nonce", "origin_jti", "sub", "token_use", "identities"}
	fixedAccess = []string{"acr", "amr", "at_hash", "auth_time", "azp", "client_id", "device_key", "event_id", "exp",
		"iat", "iss", "jti", "nbf", "origin_jti", "scope", "sub", "token_use", "username", "version"}
)

// apply changes a token's claims as the function asked: overrides first, then
// suppressions, which win. Attempts on fixed claims are ignored, as Cognito does.
func apply(s *claims.Set, c hook.ClaimChanges, fixed []string, clientID string) {
	names := make([]string, 0, len(c.Set))
	for n := range c.Set {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if slices.Contains(fixed, n) || strings.HasPrefix(n, "cognito:") || strings.HasPrefix(n, "dev:") {
			continue
		}
		if n == "aud" && string(c.Set[n]) != claims.Text(clientID) {
			continue
		}
		s.PutRaw(n, c.Set[n])
	}
	for _, n := range c.Suppress {
		if slices.Contains(fixed, n) || strings.HasPrefix(n, "cognito:") && n != "cognito:groups" {
			continue
		}
		s.Delete(n)
		if n == "cognito:groups" {
			s.Delete("cognito:roles")
			s.Delete("cognito:preferred_role")
		}
	}
}

// applyGroups replaces the group claims of the ID token (withRoles) or of the
// access token.
func applyGroups(s *claims.Set, o *hook.GroupOverride, withRoles bool) {
	if o == nil {
		return
	}
	set := func(name string, values []string) {
		s.Delete(name)
		if len(values) > 0 {
			s.PutStrings(name, values)
		}
	}
	set("cognito:groups", o.Groups)
	if withRoles {
		set("cognito:roles", o.Roles)
		s.Delete("cognito:preferred_role")
		s.PutNonEmpty("cognito:preferred_role", o.PreferredRole)
	}
}

func applyScopes(s *claims.Set, r hook.TokenResult) {
	scopes := strings.Fields(s.String("scope"))
	for _, a := range r.AddScopes {
		if a != "" && !strings.ContainsAny(a, " \t\n") && !slices.Contains(scopes, a) {
			scopes = append(scopes, a)
		}
	}
	scopes = slices.DeleteFunc(scopes, func(x string) bool { return slices.Contains(r.SuppressScopes, x) })
	s.Put("scope", strings.Join(scopes, " "))
}
