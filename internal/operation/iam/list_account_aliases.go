package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListAccountAliases answers that the account has no alias.
func (s *Service) ListAccountAliases(ctx context.Context, in *iam.ListAccountAliasesRequest) (*iam.ListAccountAliasesResponse, error) {
	return &iam.ListAccountAliasesResponse{AccountAliases: []string{}, IsTruncated: new(false)}, nil
}
