package sts

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/sts"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/sts"
)

// AssumeRole gives a signed caller the session of a role.
func (s *Service) AssumeRole(
	ctx context.Context, in *sts.AssumeRoleRequest,
) (*sts.AssumeRoleResponse, error) {
	if len(in.ProvidedContexts) > 0 {
		return nil, awsproto.NotImplemented("AssumeRole with ProvidedContexts")
	}
	c, err := s.STS.AssumeRole(ctx, signer(ctx), service.RoleRequest{
		Passed: service.Passed{
			RoleARN: *in.RoleArn, Name: *in.RoleSessionName, Duration: seconds(in.DurationSeconds),
			Policies: texts(in.Policy), PolicyARNs: arns(in.PolicyArns),
		},
		Tags: tagsFrom(in.Tags), Transitive: in.TransitiveTagKeys, ExternalID: value(in.ExternalId),
		SourceIdentity: value(in.SourceIdentity), MFA: in.SerialNumber != nil || in.TokenCode != nil,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &sts.AssumeRoleResponse{
		Credentials: credentialsOf(c), AssumedRoleUser: assumedUserOf(c), PackedPolicySize: packedOf(c),
		SourceIdentity: given(c.SourceIdentity),
	}, nil
}
