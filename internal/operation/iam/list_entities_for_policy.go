package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListEntitiesForPolicy lists who uses a managed policy.
func (s *Service) ListEntitiesForPolicy(ctx context.Context, in *iam.ListEntitiesForPolicyRequest) (*iam.ListEntitiesForPolicyResponse, error) {
	list, err := s.IAM.PolicyUsers(ctx, *in.PolicyArn, value(in.PathPrefix), entityFilter(in), pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	out := &iam.ListEntitiesForPolicyResponse{
		PolicyGroups: []iam.PolicyGroup{}, PolicyUsers: []iam.PolicyUser{}, PolicyRoles: []iam.PolicyRole{},
		IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}
	for _, u := range list.Items {
		if u.Role != nil {
			out.PolicyRoles = append(out.PolicyRoles, iam.PolicyRole{RoleName: &u.Role.Name, RoleId: &u.Role.ID})
		} else {
			out.PolicyUsers = append(out.PolicyUsers, iam.PolicyUser{UserName: &u.User.Name, UserId: &u.User.ID})
		}
	}
	return out, nil
}
