package sts

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

// Store is what is read and written. Unknown names are principal.ErrNotFound.
type Store interface {
	IAMRole(name string) (*principal.Role, error)
	TouchIAMRole(id string, used principal.LastUsed) error
	FindAccessKey(id string) (*access.Key, error)
	OIDCProvider(issuer string) (*principal.OIDCProvider, error)
	SAMLProvider(name string) (*principal.SAMLProvider, error)
}

// DB opens transactions.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Service needs.
type Deps struct {
	DB      DB
	Account principal.Account
	Region  string
	Now     func() time.Time
	Rand    io.Reader
	Seal    principal.SealFunc
	// Policies are the ones that apply to a signer.
	Policies func(context.Context, *principal.Signer) (*access.Policies, error)
	// Conditions are the condition keys that every request has.
	Conditions func(context.Context) access.Context
	// PoolToken verifies a token of this deployment's identity pools; ours is
	// false for a token that somebody else has issued.
	PoolToken func(ctx context.Context, token string) (who *WebIdentity, ours bool, err error)
	// Signature checks a token by the keys of the issuer with that URL. It
	// answers ErrUnreachable when these cannot be read.
	Signature func(ctx context.Context, issuer, token string) error
	// AccessToken asks a provider, named by its domain, about an access token. It
	// answers ErrNoProvider for a domain that has none and ErrUnreachable when
	// the provider does not answer.
	AccessToken func(ctx context.Context, provider, token string) (app, user string, err error)
	// Assertion verifies a SAML response by its provider's metadata, and decrypts
	// it with its keys. Provider, Roles and Keys of the answer are not set.
	Assertion func(p *principal.SAMLProvider, response string) (*Assertion, error)
}

// Service gives out credentials. It is safe for concurrent use.
type Service struct {
	deps   Deps
	trusts trusts
}

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// Credentials are temporary credentials and what is told along with them.
type Credentials struct {
	Session        principal.Session
	Token          string
	ARN, ID        string // of the assumed role's or federated user's session
	PackedSize     int    // percent; 0 when there are neither policies nor tags
	SourceIdentity string
}

// Passed is what a caller passes to the session that it asks for.
type Passed struct {
	RoleARN    string
	Name       string        // of the session
	Duration   time.Duration // 0 for the default
	Policies   []string
	PolicyARNs []string
}

// ErrUnreachable says that an identity provider does not answer.
var ErrUnreachable = errors.New("sts: the identity provider does not answer")

// ErrNoProvider says that no identity provider with access tokens has that
// name.
var ErrNoProvider = errors.New("sts: there is no such identity provider")

// errDenied stands for every reason why a role cannot be assumed.
var errDenied = errors.New("sts: the trust policy does not allow it")

// role finds a role by its ARN. One that is not there is errDenied.
func (s *Service) role(ctx context.Context, arn string) (*principal.Role, error) {
	path, name, ok := s.deps.Account.SplitName(arn, "role")
	if !ok {
		return nil, errDenied
	}
	var role *principal.Role
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		role, err = st.IAMRole(name)
		return err
	})
	if errors.Is(err, principal.ErrNotFound) || err == nil && (role.Path != path || role.Name != name) {
		return nil, errDenied
	}
	return role, err
}

// trust decides an action on a role. policies are those of a signed caller.
type trust struct {
	role     *principal.Role
	arn      string
	caller   access.Caller
	policies access.Policies // Resource is set to the trust policy
	context  access.Context
}

func (s *Service) trustOf(ctx context.Context, role *principal.Role, caller access.Caller, policies *access.Policies) (*trust, error) {
	arn := s.deps.Account.RoleARN(role.Path, role.Name)
	policy, err := s.trusts.of(role, arn)
	if err != nil {
		return nil, err
	}
	t := &trust{role: role, arn: arn, caller: caller, context: s.deps.Conditions(ctx)}
	if policies != nil {
		t.policies = *policies
	}
	t.policies.Resource, t.policies.ResourceMustAllow = policy, true
	caller.Describe(t.context)
	for _, tag := range role.Tags {
		t.context.Set("iam:ResourceTag/"+tag.Key, tag.Value)
		t.context.Set("aws:ResourceTag/"+tag.Key, tag.Value)
	}
	return t, nil
}

// allows answers errDenied unless the action is allowed.
func (t *trust) allows(action string) error {
	d := access.Evaluate(&access.Request{
		Caller: t.caller, Action: action, Resource: t.arn, Context: t.context,
	}, &t.policies)
	if !d.Allowed {
		return errors.Join(errDenied, errors.New(d.String()))
	}
	return nil
}

// allowSession asks for the action and for what the session brings along.
func (t *trust) allowSession(action string, session *principal.Session) error {
	t.context.Set("sts:RoleSessionName", session.Name)
	if len(session.Tags) > 0 {
		t.context.SetTags(session.Tags)
	}
	if len(session.Transitive) > 0 {
		t.context.Set("sts:TransitiveTagKeys", session.Transitive...)
	}
	if session.SourceIdentity != "" {
		t.context.Set("sts:SourceIdentity", session.SourceIdentity)
	}
	if err := t.allows(action); err != nil {
		return err
	}
	if len(session.Tags) > 0 {
		if err := t.allows(access.ActionTagSession); err != nil {
			return err
		}
	}
	if session.SourceIdentity != "" {
		return t.allows(access.ActionSetSourceIdentity)
	}
	return nil
}

// mint gives the session of a role its credentials.
func (s *Service) mint(ctx context.Context, role *principal.Role, session principal.Session, length time.Duration) (*Credentials, error) {
	if err := session.Check(); err != nil {
		return nil, err
	}
	session.Kind, session.Account = access.AssumedRole, s.deps.Account.ID
	session.PrincipalID, session.PrincipalARN = role.ID, s.deps.Account.RoleARN(role.Path, role.Name)
	c, err := s.seal(session, length)
	if err != nil {
		return nil, err
	}
	c.ARN, c.ID = s.deps.Account.SessionARN(role.Name, session.Name), role.ID+":"+session.Name
	return c, s.touch(ctx, role)
}

func (s *Service) seal(session principal.Session, length time.Duration) (*Credentials, error) {
	session.IssuedAt = s.deps.Now()
	session.ExpiresAt = session.IssuedAt.Add(length)
	minted, token, err := principal.MintSession(session, s.deps.Rand, s.deps.Seal)
	if err != nil {
		return nil, err
	}
	return &Credentials{
		Session: minted, Token: token, PackedSize: minted.PackedSize(), SourceIdentity: minted.SourceIdentity,
	}, nil
}

// touchEvery is how exact the last use of a role is: more would be a write for
// every session.
const touchEvery = time.Hour

func (s *Service) touch(ctx context.Context, role *principal.Role) error {
	now := s.deps.Now()
	if now.Sub(role.LastUsed.At) < touchEvery {
		return nil
	}
	return s.deps.DB.Update(ctx, func(st Store) error {
		return st.TouchIAMRole(role.ID, principal.LastUsed{At: now, Region: s.deps.Region})
	})
}

// validTags checks tags that no API description has checked: those of a token.
func validTags(tags []access.Tag, transitive []string) error {
	if err := principal.CheckTags(tags); err != nil {
		return err
	}
	for _, key := range transitive {
		if !slices.ContainsFunc(tags, func(t access.Tag) bool { return principal.NameKey(t.Key) == principal.NameKey(key) }) {
			return principal.Errorf(principal.ValidationError, "The transitive tag key %s is not among the session tags.", key)
		}
	}
	return nil
}

// parseRole refuses what is no ARN of a role.
func parseRole(arn string) error {
	if !looksLikeRole(arn) {
		return principal.Errorf(principal.ValidationError, "Request ARN is invalid")
	}
	return nil
}
