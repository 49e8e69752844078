package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// CreateAccessKey makes an access key; its secret is told only here.
func (s *Service) CreateAccessKey(ctx context.Context, in *iam.CreateAccessKeyRequest) (*iam.CreateAccessKeyResponse, error) {
	u, err := s.named(ctx, in.UserName)
	if err != nil {
		return nil, fault(err)
	}
	key, err := s.IAM.CreateAccessKey(ctx, service.KeyOwner{User: u})
	if err != nil {
		return nil, fault(err)
	}
	return &iam.CreateAccessKeyResponse{AccessKey: &iam.AccessKey{
		UserName: keyUser(u), AccessKeyId: &key.ID, Status: new(string(key.Status)), SecretAccessKey: new(string(key.Secret)),
		CreateDate: instant(key.Created),
	}}, nil
}
