package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/access"
	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// Deps are the parts of the domain that the operations call.
type Deps struct {
	Account principal.Account
	IAM     *service.Service
}

// Service implements iam.Operations.
type Service struct {
	iam.Unimplemented
	Deps
}

// New makes a Service.
func New(deps Deps) *Service { return &Service{Deps: deps} }

// named gives the user that a request names, and the caller when it names none:
// its user, or nil for the root of the account.
func (s *Service) named(ctx context.Context, name *string) (*principal.User, error) {
	if name != nil {
		return s.IAM.User(ctx, *name)
	}
	caller, _ := awsproto.CallerFrom(ctx)
	switch caller.Signer.Caller.Kind {
	case access.User:
		return s.IAM.UserByID(ctx, caller.Signer.OwnerID)
	case access.Root:
		return nil, nil
	default:
		return nil, principal.Errorf(principal.ValidationError, "Must specify userName when calling with non-User credentials")
	}
}
