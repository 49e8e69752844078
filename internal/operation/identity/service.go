package identity

import (
	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/wire/identity"
)

// Deps are the parts of the domain that the operations call.
type Deps struct{ Pools *identitypool.Service }

// Service implements identity.Operations.
type Service struct {
	identity.Unimplemented
	Deps
}

// New makes a Service.
func New(deps Deps) *Service { return &Service{Deps: deps} }
