package idp

import (
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

func resourceServerFrom(pool, identifier, name *string, scopes []idp.ResourceServerScopeType) *userpool.ResourceServer {
	r := &userpool.ResourceServer{Pool: userpool.PoolID(*pool), Identifier: *identifier, Name: *name}
	for _, s := range scopes {
		r.Scopes = append(r.Scopes, userpool.ResourceScope{Name: *s.ScopeName, Description: *s.ScopeDescription})
	}
	return r
}

func resourceServerOf(r *userpool.ResourceServer) *idp.ResourceServerType {
	out := &idp.ResourceServerType{UserPoolId: new(string(r.Pool)), Identifier: &r.Identifier, Name: &r.Name}
	for _, s := range r.Scopes {
		out.Scopes = append(out.Scopes, idp.ResourceServerScopeType{ScopeName: new(s.Name), ScopeDescription: new(s.Description)})
	}
	return out
}
