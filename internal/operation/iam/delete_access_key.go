package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// DeleteAccessKey deletes an access key.
func (s *Service) DeleteAccessKey(ctx context.Context, in *iam.DeleteAccessKeyRequest) error {
	u, err := s.named(ctx, in.UserName)
	if err != nil {
		return fault(err)
	}
	return fault(s.IAM.DeleteAccessKey(ctx, service.KeyOwner{User: u}, *in.AccessKeyId))
}
