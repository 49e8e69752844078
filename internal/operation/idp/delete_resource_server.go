package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteResourceServer deletes a resource server. Clients go on listing its
// scopes and no longer get them.
func (s *Service) DeleteResourceServer(ctx context.Context, in *idp.DeleteResourceServerRequest) error {
	return fault(s.ResourceServers.Delete(ctx, userpool.PoolID(*in.UserPoolId), *in.Identifier))
}
