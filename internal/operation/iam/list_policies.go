package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListPolicies lists managed policies, without descriptions and tags.
func (s *Service) ListPolicies(ctx context.Context, in *iam.ListPoliciesRequest) (*iam.ListPoliciesResponse, error) {
	scope, usage := value(in.Scope), value(in.PolicyUsageFilter)
	list, err := s.IAM.ListPolicies(ctx, service.PolicyFilter{
		Local: scope != iam.PolicyScopeTypeAws, AWS: scope != iam.PolicyScopeTypeLocal, Prefix: value(in.PathPrefix),
		OnlyAttached: value(in.OnlyAttached), Boundary: usage == iam.PolicyUsageTypePermissionsBoundary,
		Attached: usage == iam.PolicyUsageTypePermissionsPolicy,
	}, pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	out := &iam.ListPoliciesResponse{Policies: []iam.Policy{}, IsTruncated: truncated(list.Marker), Marker: given(list.Marker)}
	for i := range list.Items {
		p := policyOf(&list.Items[i])
		p.Description, p.Tags = nil, nil
		out.Policies = append(out.Policies, *p)
	}
	return out, nil
}
