package sts

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/sts"
	"github.com/cognate-id/cognate/internal/wire/sts"
)

// GetFederationToken gives somebody whom the caller knows temporary credentials.
func (s *Service) GetFederationToken(
	ctx context.Context, in *sts.GetFederationTokenRequest,
) (*sts.GetFederationTokenResponse, error) {
	c, err := s.STS.FederationToken(signer(ctx), service.FederationRequest{
		Name: *in.Name, Policies: texts(in.Policy), PolicyARNs: arns(in.PolicyArns), Tags: tagsFrom(in.Tags),
		Duration: seconds(in.DurationSeconds),
	})
	if err != nil {
		return nil, fault(err)
	}
	return &sts.GetFederationTokenResponse{
		Credentials: credentialsOf(c), FederatedUser: &sts.FederatedUser{FederatedUserId: &c.ID, Arn: &c.ARN},
		PackedPolicySize: packedOf(c),
	}, nil
}
