package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/access"
	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// UpdateAccessKey lets an access key sign, or no longer.
func (s *Service) UpdateAccessKey(ctx context.Context, in *iam.UpdateAccessKeyRequest) error {
	u, err := s.named(ctx, in.UserName)
	if err != nil {
		return fault(err)
	}
	return fault(s.IAM.UpdateAccessKey(ctx, service.KeyOwner{User: u}, *in.AccessKeyId, access.KeyStatus(*in.Status)))
}
