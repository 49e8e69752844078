package sts

import (
	"context"

	service "github.com/cognate-id/cognate/internal/access/sts"
	"github.com/cognate-id/cognate/internal/wire/sts"
)

// AssumeRoleWithSAML gives the subject of a SAML assertion the session of a role.
func (s *Service) AssumeRoleWithSAML(
	ctx context.Context, in *sts.AssumeRoleWithSAMLRequest,
) (*sts.AssumeRoleWithSAMLResponse, error) {
	c, a, err := s.STS.AssumeRoleWithSAML(ctx, *in.PrincipalArn, *in.SAMLAssertion, service.Passed{
		RoleARN: *in.RoleArn, Duration: seconds(in.DurationSeconds), Policies: texts(in.Policy), PolicyARNs: arns(in.PolicyArns),
	})
	if err != nil {
		return nil, fault(err)
	}
	return &sts.AssumeRoleWithSAMLResponse{
		Credentials: credentialsOf(c), AssumedRoleUser: assumedUserOf(c), PackedPolicySize: packedOf(c),
		Subject: &a.Subject, SubjectType: given(a.SubjectType), Issuer: &a.Issuer, Audience: given(a.Audience),
		NameQualifier: given(a.NameQualifier), SourceIdentity: given(c.SourceIdentity),
	}, nil
}
