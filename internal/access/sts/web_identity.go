package sts

import (
	"context"
	"errors"
	"strings"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

// A WebIdentity is what a verified token of an identity provider says.
type WebIdentity struct {
	Provider string // as trust policies name it: a host name or the provider's ARN
	Name     string // as answers name it: a host name or the issuer
	Subject  string
	Audience string
	// Keys are the condition keys that the token leaves, such as
	// cognito-identity.amazonaws.com:sub.
	Keys map[string][]string

	Tags           []access.Tag
	Transitive     []string
	SourceIdentity string
}

// AssumeRoleWithWebIdentity gives the bearer of a token the session of a role.
// The token is an access token if a provider is named, else an OpenID token.
func (s *Service) AssumeRoleWithWebIdentity(ctx context.Context, provider, token string, in Passed) (*Credentials, *WebIdentity, error) {
	if err := parseRole(in.RoleARN); err != nil {
		return nil, nil, err
	}
	who, err := s.bearer(ctx, provider, token)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.AssumeFor(ctx, who, in)
	return c, who, err
}

func (s *Service) bearer(ctx context.Context, provider, token string) (*WebIdentity, error) {
	if provider == "" {
		return s.webIdentity(ctx, token)
	}
	app, user, err := s.deps.AccessToken(ctx, provider, token)
	switch {
	case errors.Is(err, ErrNoProvider):
		return nil, badToken("No identity provider with access tokens is named " + provider)
	case errors.Is(err, ErrUnreachable):
		return nil, principal.Errorf(principal.IDPCommunicationError, "The identity provider does not answer.").Because(err)
	case err != nil:
		return nil, badToken("The identity provider does not accept the token.").Because(err)
	}
	// Amazon's users have another key than Facebook's.
	id := ":id"
	if provider == amazon {
		id = ":user_id"
	}
	return &WebIdentity{
		Provider: provider, Name: provider, Subject: user, Audience: app,
		Keys: map[string][]string{provider + ":app_id": {app}, provider + id: {user}},
	}, nil
}

// AssumeFor is AssumeRoleWithWebIdentity for a token that was verified, or
// would be issued, by whoever calls.
func (s *Service) AssumeFor(ctx context.Context, who *WebIdentity, in Passed) (*Credentials, error) {
	caller := access.Caller{Kind: access.WebIdentity, Provider: who.Provider, Keys: who.Keys}
	session := principal.Session{
		Name: in.Name, Policies: in.Policies, PolicyARNs: in.PolicyARNs, Tags: who.Tags, Transitive: who.Transitive,
		SourceIdentity: who.SourceIdentity, FederatedProvider: who.Provider, Keys: lowerKeys(who.Keys),
	}
	return s.assumeAs(ctx, "sts:AssumeRoleWithWebIdentity", caller, session, in)
}

// assumeAs is the common part of the assumptions that nobody signs.
func (s *Service) assumeAs(ctx context.Context, action string, caller access.Caller, session principal.Session, in Passed) (*Credentials, error) {
	if err := validTags(session.Tags, session.Transitive); err != nil {
		return nil, err
	}
	role, err := s.trusting(ctx, action, caller, &session, in.RoleARN)
	if errors.Is(err, errDenied) {
		return nil, principal.Errorf(principal.AccessDenied, "Not authorized to perform %s", action).Because(err)
	}
	if err != nil {
		return nil, err
	}
	length, err := role.SessionLength(in.Duration, false)
	if err != nil {
		return nil, err
	}
	return s.mint(ctx, role, session, length)
}

func (s *Service) trusting(ctx context.Context, action string, caller access.Caller, session *principal.Session, arn string) (*principal.Role, error) {
	role, err := s.role(ctx, arn)
	if err != nil {
		return nil, err
	}
	t, err := s.trustOf(ctx, role, caller, nil)
	if err != nil {
		return nil, err
	}
	return role, t.allowSession(action, session)
}

func lowerKeys(keys map[string][]string) map[string][]string {
	out := make(map[string][]string, len(keys))
	for key, values := range keys {
		out[strings.ToLower(key)] = values
	}
	return out
}
