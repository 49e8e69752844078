package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// SimulatePrincipalPolicy decides actions by the policies of a role or user.
func (s *Service) SimulatePrincipalPolicy(ctx context.Context, in *iam.SimulatePrincipalPolicyRequest) (*iam.SimulatePolicyResponse, error) {
	return s.simulate(ctx, service.Simulation{
		Source: *in.PolicySourceArn, Policies: in.PolicyInputList, Boundaries: in.PermissionsBoundaryPolicyInputList,
		ResourcePolicy: value(in.ResourcePolicy), ResourceOwner: value(in.ResourceOwner), CallerARN: value(in.CallerArn),
		Actions: in.ActionNames, Resources: in.ResourceArns, Context: contextFrom(in.ContextEntries),
	}, pageFrom(in.Marker, in.MaxItems))
}
