package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/access/sts"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/crypto/identitytoken"
	"github.com/cognate-id/cognate/internal/identitypool"
	identityoperation "github.com/cognate-id/cognate/internal/operation/identity"
	stsoperation "github.com/cognate-id/cognate/internal/operation/sts"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/upstream/assertion"
	"github.com/cognate-id/cognate/internal/upstream/issuer"
	"github.com/cognate-id/cognate/internal/upstream/social"
	"github.com/cognate-id/cognate/internal/upstream/vending"
	"github.com/cognate-id/cognate/internal/wire/identity"
	wirests "github.com/cognate-id/cognate/internal/wire/sts"
)

// identityPools is the identity pool product together with STS, which gives
// its identities their credentials.
type identityPools struct {
	account *accountParts
	keys    *identityKeys
	pools   *identitypool.Service
	sts     *sts.Service
	vending *vending.Client
}

func (s *Server) buildIdentity(account *accountParts, users *userPools) (*identityPools, error) {
	routes, err := vendingRoutes(s.config)
	if err != nil {
		return nil, err
	}
	p := &identityPools{account: account, vending: vending.New(routes), keys: &identityKeys{account: account, issuer: s.identityIssuer}}
	providers := &loginProviders{
		account: account, pools: users, issuer: s.issuer, location: s.location, outside: issuer.New(issuer.Deps{Now: account.deps.Now}),
		social: social.New(social.Deps{Now: account.deps.Now, Nonce: rand.Text, At: account.deps.Social}),
	}
	p.pools = identitypool.New(identitypool.Deps{
		DB: store.Bind(account.db, func(tx *store.Tx) identitypool.Store { return tx }), Providers: providers, Tokens: p.keys,
		Assume: p.assume, OwnRole: p.ownRole, Now: account.deps.Now, Rand: account.deps.Rand,
		Region: s.config.Region, Account: s.config.Account,
	})
	p.sts = sts.New(sts.Deps{
		DB: store.Bind(account.db, func(tx *store.Tx) sts.Store { return tx }), Account: account.account, Region: s.config.Region,
		Now: account.deps.Now, Rand: account.deps.Rand, Seal: account.sessions.Seal, Policies: account.guard.Policies,
		Conditions: account.conditions, PoolToken: p.poolToken, Signature: providers.signature,
		AccessToken: providers.accessToken, Assertion: samlAssertion,
	})
	return p, nil
}

func vendingRoutes(c *config.Config) ([]vending.Route, error) {
	var routes []vending.Route
	for _, text := range c.Vend {
		route, err := vending.ParseRoute(text)
		if err != nil {
			return nil, err
		}
		routes = append(routes, route)
	}
	for _, service := range c.VendGuestServices {
		if !slices.Contains(identitypool.GuestServices(), service) {
			return nil, fmt.Errorf("vend-guest-services: guests cannot use %s; there are %s",
				service, strings.Join(identitypool.GuestServices(), ", "))
		}
	}
	return routes, nil
}

// identityIssuer is the iss claim of the OpenID tokens of identity pools.
func (s *Server) identityIssuer() string {
	if s.config.Issuer == config.IssuerAWS {
		return awsIdentityIssuer
	}
	return s.URL()
}

func (p *identityPools) services() (identities, tokens *awsproto.Service) {
	return identity.Service(identityoperation.New(identityoperation.Deps{Pools: p.pools})),
		wirests.Service(stsoperation.New(stsoperation.Deps{STS: p.sts}))
}

// conditions are the condition keys of a request that nobody has signed.
func (a *accountParts) conditions(ctx context.Context) access.Context {
	return requestConditions(&access.Caller{}, awsproto.RequestFrom(ctx), a.deps.Now(), a.place())
}

// ownRole tells whether pools can use a role.
func (p *identityPools) ownRole(arn string) bool {
	_, _, ok := p.account.account.SplitName(arn, "role")
	return ok || p.vending.Has(arn)
}

// assume gives an identity the credentials of a role: those of a service
// elsewhere when the settings say so, else our own.
func (p *identityPools) assume(ctx context.Context, in identitypool.Assumption) (*identitypool.Credentials, error) {
	if p.vending.Has(in.RoleARN) {
		return p.vend(ctx, in)
	}
	passed := sts.Passed{RoleARN: in.RoleARN, Name: identitypool.SessionName}
	if in.Guest {
		passed.Policies, passed.PolicyARNs = []string{identitypool.GuestPolicy()}, []string{principal.GuestSessionPolicy}
	}
	c, err := p.sts.AssumeFor(ctx, poolIdentity(in.Pool, in.Identity, in.AMR, in.Tags), passed)
	if err != nil {
		return nil, err
	}
	return &identitypool.Credentials{
		AccessKeyID: c.Session.AccessKeyID, SecretKey: string(c.Session.Secret), SessionToken: c.Token, Expires: c.Session.ExpiresAt,
	}, nil
}

func (p *identityPools) vend(ctx context.Context, in identitypool.Assumption) (*identitypool.Credentials, error) {
	token, err := in.Token(ctx, p.roleClaim(in.RoleARN))
	if err != nil {
		return nil, err
	}
	ask := vending.Request{Role: in.RoleARN, Session: identitypool.SessionName, Token: token}
	if in.Guest {
		ask.Policy = identitypool.GuestPolicy(p.account.config.VendGuestServices...)
	}
	c, err := p.vending.Assume(ctx, ask)
	if errors.Is(err, vending.ErrUnreachable) {
		return nil, identitypool.Errorf(identitypool.ExternalService, "The service that gives out the credentials does not answer.").Because(err)
	}
	if err != nil {
		return nil, err
	}
	return &identitypool.Credentials{
		AccessKeyID: c.AccessKeyID, SecretKey: c.SecretKey, SessionToken: c.SessionToken, Expires: c.Expires,
	}, nil
}

// roleClaim tells a service elsewhere the name of the role, the last part of
// its ARN, if the settings name a claim for it.
func (p *identityPools) roleClaim(arn string) map[string]string {
	claim := p.account.config.VendRoleClaim
	if claim == "" {
		return nil
	}
	return map[string]string{claim: arn[strings.LastIndexByte(arn, '/')+1:]}
}

// poolIdentity is an identity as STS sees the bearer of its token.
func poolIdentity(pool identitypool.PoolID, id identitypool.IdentityID, amr []string, tags map[string]string) *sts.WebIdentity {
	const own = identitypool.OwnProvider
	return &sts.WebIdentity{
		Provider: own, Name: own, Subject: string(id), Audience: string(pool), Tags: tagList(tags),
		Keys: map[string][]string{own + ":aud": {string(pool)}, own + ":sub": {string(id)}, own + ":amr": amr},
	}
}

// poolToken verifies tokens that identity pools have issued here.
func (p *identityPools) poolToken(ctx context.Context, token string) (*sts.WebIdentity, bool, error) {
	who, err := p.pools.OpenToken(ctx, token)
	if errors.Is(err, identitytoken.ErrToken) {
		// Whoever has issued it, it was not us; an issuer that is us is then
		// not found among the registered ones.
		return nil, false, nil
	}
	if err != nil {
		now := p.account.deps.Now()
		if errors.Is(err, identitypool.ErrTokenExpired) {
			return nil, true, sts.ExpiredToken(now, now)
		}
		return nil, true, principal.Errorf(principal.InvalidIdentityToken, "The token is not valid.").Because(err)
	}
	return poolIdentity(who.Pool, who.Identity, who.AMR, who.Tags), true, nil
}

// samlAssertion reads a response that is meant for AWS.
func samlAssertion(p *principal.SAMLProvider, response string) (*sts.Assertion, error) {
	d := assertion.Decryption{Required: p.Encryption == principal.EncryptionRequired}
	for _, k := range p.Keys {
		d.Keys = append(d.Keys, k.DER)
	}
	found, err := assertion.Verify(p.Metadata, response, d, assertion.AWS(p.UUID))
	if err != nil {
		return nil, err
	}
	_, kind, _ := strings.Cut(found.SubjectFormat, "nameid-format:")
	if kind != "persistent" && kind != "transient" {
		kind = found.SubjectFormat
	}
	return &sts.Assertion{
		Subject: found.Subject, SubjectType: kind, Issuer: found.Issuer, Audience: found.Recipient, Attributes: found.Attributes,
		NotOnOrAfter: found.SessionEnds,
	}, nil
}
