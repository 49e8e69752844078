package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteUser deletes the token's owner.
func (s *Service) DeleteUser(ctx context.Context, in *idp.DeleteUserRequest) error {
	return fault(s.Profile.Delete(ctx, *in.AccessToken))
}
