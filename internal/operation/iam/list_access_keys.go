package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListAccessKeys lists access keys, without their secrets.
func (s *Service) ListAccessKeys(ctx context.Context, in *iam.ListAccessKeysRequest) (*iam.ListAccessKeysResponse, error) {
	u, err := s.named(ctx, in.UserName)
	if err != nil {
		return nil, fault(err)
	}
	list, err := s.IAM.AccessKeys(ctx, service.KeyOwner{User: u}, pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	out := &iam.ListAccessKeysResponse{
		AccessKeyMetadata: []iam.AccessKeyMetadata{}, IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}
	for _, key := range list.Items {
		out.AccessKeyMetadata = append(out.AccessKeyMetadata, iam.AccessKeyMetadata{
			UserName: keyUser(u), AccessKeyId: &key.ID, Status: new(string(key.Status)), CreateDate: instant(key.Created),
		})
	}
	return out, nil
}
