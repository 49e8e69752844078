package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListAttachedUserPolicies lists the managed policies of a user.
func (s *Service) ListAttachedUserPolicies(ctx context.Context, in *iam.ListAttachedUserPoliciesRequest) (*iam.ListAttachedUserPoliciesResponse, error) {
	list, err := s.IAM.Attached(ctx, service.UserNamed(*in.UserName), value(in.PathPrefix), pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	return &iam.ListAttachedUserPoliciesResponse{
		AttachedPolicies: attachedOf(list.Items), IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}, nil
}
