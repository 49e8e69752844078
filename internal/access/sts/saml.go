package sts

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

// An Assertion is what a verified SAML assertion says.
type Assertion struct {
	Provider      string // ARN
	Subject       string
	SubjectType   string // persistent, transient or the URI of another format
	Issuer        string
	Audience      string // the recipient
	NameQualifier string
	Roles         []SAMLRole
	Attributes    map[string][]string // by full name
	NotOnOrAfter  time.Time           // of the provider's session; zero when it does not say
	Keys          map[string][]string // condition keys, such as saml:sub
}

// A SAMLRole is a role that an assertion lets its subject assume.
type SAMLRole struct{ Role, Provider string }

// samlAttribute begins the names of the attributes that are for STS.
const samlAttribute = "https://aws.amazon.com/SAML/Attributes/"

// ParseSAMLRoles reads the values of the Role attribute: the ARNs of a role and
// of a provider, in either order. Others are left out.
func ParseSAMLRoles(values []string) []SAMLRole {
	var roles []SAMLRole
	for _, v := range values {
		a, b, ok := strings.Cut(v, ",")
		a, b = strings.TrimSpace(a), strings.TrimSpace(b)
		if looksLikeRole(b) {
			a, b = b, a
		}
		if ok && looksLikeRole(a) {
			roles = append(roles, SAMLRole{Role: a, Provider: b})
		}
	}
	return roles
}

// Attribute gives the first value of an attribute that is for STS.
func (a *Assertion) Attribute(name string) string {
	if values := a.Attributes[samlAttribute+name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// AssumeRoleWithSAML gives the subject of an assertion the session of a role.
func (s *Service) AssumeRoleWithSAML(ctx context.Context, provider, response string, in Passed) (*Credentials, *Assertion, error) {
	if err := parseRole(in.RoleARN); err != nil {
		return nil, nil, err
	}
	a, err := s.assertion(ctx, provider, response)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.AssumeBy(ctx, a, in)
	return c, a, err
}

// assertion verifies a response of the provider with that ARN, and completes
// what it says.
func (s *Service) assertion(ctx context.Context, arn, response string) (*Assertion, error) {
	name, ok := strings.CutPrefix(arn, s.deps.Account.SAMLProviderARN(""))
	var found *principal.SAMLProvider
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		found, err = st.SAMLProvider(name)
		return err
	})
	if !ok || errors.Is(err, principal.ErrNotFound) {
		return nil, principal.Errorf(principal.InvalidIdentityToken, "Specified provider doesn't exist")
	}
	if err != nil {
		return nil, err
	}
	a, err := s.deps.Assertion(found, response)
	if err != nil {
		return nil, principal.Errorf(principal.InvalidIdentityToken, "Invalid SAML response: it is not a valid assertion of this provider for this service.").Because(err)
	}
	a.Provider, a.Roles = arn, ParseSAMLRoles(a.Attributes[samlAttribute+"Role"])
	document := s.deps.Account.ID + "/" + name
	//nolint:gosec // the specification of saml:namequalifier says SHA-1; nothing rests on it
	sum := sha1.Sum([]byte(a.Issuer + document))
	a.NameQualifier = base64.StdEncoding.EncodeToString(sum[:])
	a.Keys = map[string][]string{
		"saml:aud": {a.Audience}, "saml:iss": {a.Issuer}, "saml:sub": {a.Subject}, "saml:sub_type": {a.SubjectType},
		"saml:namequalifier": {a.NameQualifier}, "saml:doc": {document},
	}
	return a, nil
}

// AssumeBy is AssumeRoleWithSAML for an assertion that whoever calls verified.
func (s *Service) AssumeBy(ctx context.Context, a *Assertion, in Passed) (*Credentials, error) {
	if !slices.Contains(a.Roles, SAMLRole{Role: in.RoleARN, Provider: a.Provider}) {
		return nil, principal.Errorf(principal.AccessDenied, "Not authorized to perform sts:AssumeRoleWithSAML")
	}
	in.Name = a.Attribute("RoleSessionName")
	if !principal.SessionName(in.Name) {
		return nil, principal.Errorf(principal.InvalidIdentityToken, "RoleSessionName is required in AuthnResponse (service: sts)")
	}
	in.Duration = s.samlDuration(a, in.Duration)
	session := principal.Session{
		Name: in.Name, Policies: in.Policies, PolicyARNs: in.PolicyARNs, Tags: a.tags(),
		Transitive: a.Attributes[samlAttribute+"TransitiveTagKeys"], SourceIdentity: a.Attribute("SourceIdentity"),
		FederatedProvider: a.Provider, Keys: lowerKeys(a.Keys),
	}
	caller := access.Caller{Kind: access.WebIdentity, Provider: a.Provider, Keys: a.Keys}
	c, err := s.assumeAs(ctx, "sts:AssumeRoleWithSAML", caller, session, in)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// shortestSession is what a session lasts at least, whatever the provider says.
const shortestSession = 15 * time.Minute

// samlDuration is the length asked for, cut to the end of the provider's
// session.
func (s *Service) samlDuration(a *Assertion, asked time.Duration) time.Duration {
	if asked == 0 {
		asked = principal.DefaultSession
	}
	if seconds, err := time.ParseDuration(a.Attribute("SessionDuration") + "s"); err == nil && seconds >= shortestSession {
		asked = min(asked, seconds)
	}
	if !a.NotOnOrAfter.IsZero() {
		asked = min(asked, max(a.NotOnOrAfter.Sub(s.deps.Now()), shortestSession))
	}
	return asked
}

// tags are the attributes PrincipalTag:<key>.
func (a *Assertion) tags() []access.Tag {
	var tags []access.Tag
	for name, values := range a.Attributes {
		if key, ok := strings.CutPrefix(name, samlAttribute+"PrincipalTag:"); ok && len(values) > 0 {
			tags = append(tags, access.Tag{Key: key, Value: values[0]})
		}
	}
	slices.SortFunc(tags, func(a, b access.Tag) int { return strings.Compare(a.Key, b.Key) })
	return tags
}
