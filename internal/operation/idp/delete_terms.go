package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// DeleteTerms deletes terms.
func (s *Service) DeleteTerms(ctx context.Context, in *idp.DeleteTermsRequest) error {
	return fault(s.Terms.Delete(ctx, userpool.PoolID(*in.UserPoolId), *in.TermsId))
}
