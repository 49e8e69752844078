package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListUserPolicies lists the names of the embedded policies of a user.
func (s *Service) ListUserPolicies(ctx context.Context, in *iam.ListUserPoliciesRequest) (*iam.ListUserPoliciesResponse, error) {
	list, err := s.IAM.InlineNames(ctx, service.UserNamed(*in.UserName), pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	return &iam.ListUserPoliciesResponse{
		PolicyNames: listed(list.Items), IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}, nil
}
