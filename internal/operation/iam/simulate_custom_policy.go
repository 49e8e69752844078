package iam

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// SimulateCustomPolicy decides actions by policies that the caller brings.
func (s *Service) SimulateCustomPolicy(ctx context.Context, in *iam.SimulateCustomPolicyRequest) (*iam.SimulatePolicyResponse, error) {
	return s.simulate(ctx, service.Simulation{
		Policies: in.PolicyInputList, Boundaries: in.PermissionsBoundaryPolicyInputList, ResourcePolicy: value(in.ResourcePolicy),
		ResourceOwner: value(in.ResourceOwner), CallerARN: value(in.CallerArn), Actions: in.ActionNames,
		Resources: in.ResourceArns, Context: contextFrom(in.ContextEntries),
	}, pageFrom(in.Marker, in.MaxItems))
}
