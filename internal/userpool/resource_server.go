package userpool

import "slices"

// ResourceServer is an API of the operator that access tokens open. Its scopes
// are requested as `identifier/name`.
type ResourceServer struct {
	Pool       PoolID
	Identifier string
	Name       string
	Scopes     []ResourceScope
}

// ResourceScope is one scope of a resource server.
type ResourceScope struct{ Name, Description string }

// HasScope reports whether the server has the scope, written `identifier/name`.
// Identifiers may contain slashes, names may not.
func (r *ResourceServer) HasScope(scope string) bool {
	return slices.ContainsFunc(r.Scopes, func(s ResourceScope) bool { return r.Identifier+"/"+s.Name == scope })
}

// ScopeRegister is the scope of initial access tokens for dynamic client
// registration. No resource server has it.
const ScopeRegister = "aws.cognito/dcr/register"
