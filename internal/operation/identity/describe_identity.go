package identity

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/identity"
)

// DescribeIdentity reads an identity.
func (s *Service) DescribeIdentity(
	ctx context.Context, in *identity.DescribeIdentityInput,
) (*identity.IdentityDescription, error) {
	d, err := s.Pools.DescribeIdentity(ctx, identityID(in.IdentityId))
	if err != nil {
		return nil, fault(err)
	}
	return descriptionOf(d), nil
}
