package sts

import (
	"context"
	"errors"
	"strings"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/syntax/arn"
)

// RoleRequest asks for the session of a role in the name of a signed caller.
type RoleRequest struct {
	Passed
	Tags           []access.Tag
	Transitive     []string // keys of Tags that sessions made from this one inherit
	ExternalID     string
	SourceIdentity string
	MFA            bool // the caller brings a second factor, of which there are none here
}

// AssumeRole gives a signed caller the session of a role.
func (s *Service) AssumeRole(ctx context.Context, signer *principal.Signer, in RoleRequest) (*Credentials, error) {
	if err := parseRole(in.RoleARN); err != nil {
		return nil, err
	}
	denied := principal.Errorf(principal.AccessDenied, "User: %s is not authorized to perform: sts:AssumeRole on resource: %s",
		signer.Caller.ARN, in.RoleARN)
	if in.MFA {
		return nil, badMFA()
	}
	if signer.Caller.Kind == access.FederatedUser {
		return nil, denied
	}
	session, err := s.inherited(signer, &in)
	if err != nil {
		return nil, err
	}
	role, err := s.assumable(ctx, signer, &session, in)
	if errors.Is(err, errDenied) {
		return nil, denied.Because(err)
	}
	if err != nil {
		return nil, err
	}
	length, err := role.SessionLength(in.Duration, signer.Caller.Kind == access.AssumedRole)
	if err != nil {
		return nil, err
	}
	return s.mint(ctx, role, session, length)
}

// inherited is the session that is asked for, with what comes from the
// caller's own.
func (s *Service) inherited(signer *principal.Signer, in *RoleRequest) (principal.Session, error) {
	session := principal.Session{
		Name: in.Name, Policies: in.Policies, PolicyARNs: in.PolicyARNs,
		Tags: in.Tags, Transitive: in.Transitive, SourceIdentity: in.SourceIdentity,
	}
	if err := validTags(in.Tags, in.Transitive); err != nil {
		return session, err
	}
	own := signer.Session
	if own == nil || own.Kind != access.AssumedRole {
		return session, nil
	}
	var err error
	session.Tags, session.Transitive, session.SourceIdentity, err = own.Inherit(in.Tags, in.Transitive, in.SourceIdentity)
	return session, err
}

func (s *Service) assumable(ctx context.Context, signer *principal.Signer, session *principal.Session, in RoleRequest) (*principal.Role, error) {
	role, err := s.role(ctx, in.RoleARN)
	if err != nil {
		return nil, err
	}
	policies, err := s.deps.Policies(ctx, signer)
	if err != nil {
		return nil, err
	}
	t, err := s.trustOf(ctx, role, signer.Caller, policies)
	if err != nil {
		return nil, err
	}
	if in.ExternalID != "" {
		t.context.Set("sts:ExternalId", in.ExternalID)
	}
	// What is inherited was allowed when it was set.
	asked := *session
	asked.Tags, asked.Transitive, asked.SourceIdentity = in.Tags, in.Transitive, in.SourceIdentity
	return role, t.allowSession("sts:AssumeRole", &asked)
}

func badMFA() error {
	return principal.Errorf(principal.AccessDenied, "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
}

func looksLikeRole(s string) bool {
	a, err := arn.Parse(s)
	return err == nil && a.Service == "iam" && strings.HasPrefix(a.Resource, "role/")
}
