package sts

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/sts"
	"github.com/cognate-id/cognate/internal/wire/sts"
)

// AssumeRoleWithWebIdentity gives the bearer of an identity provider's token the
// session of a role.
func (s *Service) AssumeRoleWithWebIdentity(
	ctx context.Context, in *sts.AssumeRoleWithWebIdentityRequest,
) (*sts.AssumeRoleWithWebIdentityResponse, error) {
	c, who, err := s.STS.AssumeRoleWithWebIdentity(ctx, value(in.ProviderId), *in.WebIdentityToken, service.Passed{
		RoleARN: *in.RoleArn, Name: *in.RoleSessionName, Duration: seconds(in.DurationSeconds),
		Policies: texts(in.Policy), PolicyARNs: arns(in.PolicyArns),
	})
	if err != nil {
		return nil, fault(err)
	}
	return &sts.AssumeRoleWithWebIdentityResponse{
		Credentials: credentialsOf(c), AssumedRoleUser: assumedUserOf(c), PackedPolicySize: packedOf(c),
		SubjectFromWebIdentityToken: &who.Subject, Audience: given(who.Audience), Provider: &who.Name,
		SourceIdentity: given(c.SourceIdentity),
	}, nil
}
