package identitypool

import (
	"context"
	"encoding/base64"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/claims"
)

// kind is the sort of a provider.
type kind uint8

const (
	kindUserPool kind = iota
	kindSocial
	kindOIDC
	kindSAML
	kindDeveloper
	kindOwn // a token of the identity pool itself
)

// provider is one provider of a pool, as a key of Logins has named it.
type provider struct {
	kind kind
	// canonical is what logins are stored under: for a user pool the same
	// whichever of its names is used.
	canonical string
	name      string // as the pool's settings have it
	userPool  string // id
	arn       string // OIDC and SAML
	clients   []UserPoolProvider
}

// A login is a token that was verified.
type login struct {
	provider
	subject  string
	audience string
	claims   *claims.Set // nil where there is no token
	saml     *SAMLLogin
	own      *ownToken
}

// provider finds the provider of the pool that a key of Logins names.
func (s *Service) provider(p *Pool, key string) (provider, error) {
	if key == OwnProvider {
		return provider{kind: kindOwn, canonical: key, name: key}, nil
	}
	if key == p.DeveloperProvider && key != "" {
		return provider{kind: kindDeveloper, canonical: key, name: key}, nil
	}
	if _, ok := p.Social[key]; ok {
		return provider{kind: kindSocial, canonical: key, name: key}, nil
	}
	if id, ok := s.deps.Providers.UserPool(key); ok {
		out := provider{kind: kindUserPool, canonical: "userpool/" + id, userPool: id}
		for _, u := range p.UserPools {
			if of, ok := s.deps.Providers.UserPool(u.Name); ok && of == id {
				out.name = u.Name
				out.clients = append(out.clients, u)
			}
		}
		if out.clients != nil {
			return out, nil
		}
	}
	if slices.Contains(p.SAMLProviders, key) {
		return provider{kind: kindSAML, canonical: key, name: key, arn: key}, nil
	}
	for _, arn := range p.OIDCProviders {
		if _, issuer, _ := strings.Cut(arn, ":oidc-provider/"); issuer == key {
			return provider{kind: kindOIDC, canonical: key, name: key, arn: arn}, nil
		}
	}
	return provider{}, noMatch()
}

// shown is the name of a stored login's provider, as the pool calls it.
func (s *Service) shown(p *Pool, canonical string) string {
	id, ok := strings.CutPrefix(canonical, "userpool/")
	if !ok {
		return canonical
	}
	for _, u := range p.UserPools {
		if of, ok := s.deps.Providers.UserPool(u.Name); ok && of == id {
			return u.Name
		}
	}
	return "cognito-idp." + s.deps.Region + ".amazonaws.com/" + id
}

// verify checks all logins of a call, in the order of their keys: one bad token
// fails it even when others are good. A developer's name among them is refused
// unless signed.
func (s *Service) verify(ctx context.Context, p *Pool, logins map[string]string, signed bool) ([]login, error) {
	keys := slices.Sorted(maps.Keys(logins))
	providers := make([]provider, len(keys))
	for i, key := range keys {
		var err error
		if providers[i], err = s.provider(p, key); err != nil {
			return nil, err
		}
		if providers[i].kind == kindDeveloper && !signed {
			return nil, Errorf(InvalidParameter, "Please provide a valid public provider.")
		}
	}
	var out []login
	for i, key := range keys {
		l, err := s.verifyOne(ctx, p, providers[i], logins[key])
		if err != nil {
			return nil, err
		}
		out = append(out, *l)
	}
	return out, nil
}

func (s *Service) verifyOne(ctx context.Context, p *Pool, from provider, token string) (*login, error) {
	switch from.kind {
	case kindDeveloper:
		return &login{provider: from, subject: token}, nil
	case kindOwn:
		own, err := s.openOwn(ctx, p, token)
		if err != nil {
			return nil, err
		}
		return &login{provider: from, subject: string(own.identity), own: own}, nil
	case kindSAML:
		found, err := s.deps.Providers.SAML(ctx, from.arn, token)
		if err != nil {
			return nil, err
		}
		return &login{provider: from, subject: found.Subject, saml: found, claims: samlClaims(found)}, nil
	case kindSocial:
		if !slices.Contains(openIDSocial(), from.name) {
			return s.verifyAccessToken(ctx, p, from, token)
		}
	}
	return s.verifyOpenID(ctx, p, from, token)
}

// openIDSocial are the social providers whose logins are ID tokens.
func openIDSocial() []string { return []string{"accounts.google.com", "appleid.apple.com"} }

func (s *Service) verifyAccessToken(ctx context.Context, p *Pool, from provider, token string) (*login, error) {
	app := p.Social[from.name]
	audience, subject, err := s.deps.Providers.Social(ctx, from.name, app, token)
	if err != nil {
		return nil, err
	}
	// Twitter's apps have a key and a secret, with a semicolon between.
	if id, _, _ := strings.Cut(app, ";"); audience != id || subject == "" {
		return nil, unsupported()
	}
	c := &claims.Set{}
	c.Put("iss", from.name)
	c.Put("aud", audience)
	c.Put("sub", subject)
	return &login{provider: from, subject: subject, audience: audience, claims: c}, nil
}

func unsupported() *Error {
	return Errorf(NotAuthorized, "Token is not from a supported provider of this identity pool.")
}

// Skew is how far the clock of an outside issuer may be off.
const Skew = 5 * time.Minute

// verifyOpenID checks an ID token: form, issuer, audience, signature, time, and
// for user pools that ask for it whether the user still stands behind it.
func (s *Service) verifyOpenID(ctx context.Context, p *Pool, from provider, token string) (*login, error) {
	c := unverified(token)
	if c == nil {
		return nil, invalidLogin("Not a valid OpenId Connect identity token.")
	}
	if !s.issued(from, c.String("iss")) {
		return nil, invalidLogin("Issuer doesn't match providerName")
	}
	audience := c.String("azp")
	if audience == "" || from.kind == kindUserPool {
		audience = first(c, "aud")
	}
	if audience == "" {
		return nil, invalidLogin("Missing a required claim: aud")
	}
	client, err := s.audience(ctx, p, from, audience)
	if err != nil {
		return nil, err
	}
	if err := s.verifySignature(ctx, from, token); err != nil {
		return nil, err
	}
	if err := s.checkTime(c, from.kind != kindUserPool); err != nil {
		return nil, err
	}
	if client.ServerCheck {
		if err := s.deps.Providers.CheckUser(ctx, from.userPool, c); err != nil {
			return nil, err
		}
	}
	if c.String("sub") == "" {
		return nil, invalidLogin("Missing a required claim: sub")
	}
	if client.Name != "" {
		from.name = client.Name
	}
	return &login{provider: from, subject: c.String("sub"), audience: audience, claims: c}, nil
}

func (s *Service) issued(from provider, iss string) bool {
	_, host, ok := strings.Cut(iss, "://")
	if !ok {
		// Google's tokens may name it without scheme.
		host = iss
	}
	if from.kind == kindUserPool {
		id, ok := s.deps.Providers.UserPool(host)
		return ok && id == from.userPool
	}
	return strings.TrimSuffix(host, "/") == strings.TrimSuffix(from.canonical, "/")
}

// audience tells whether a token was issued for this pool; of a user pool also
// by which of its entries.
func (s *Service) audience(ctx context.Context, p *Pool, from provider, audience string) (UserPoolProvider, error) {
	switch from.kind {
	case kindUserPool:
		for _, u := range from.clients {
			if u.ClientID == audience {
				return u, nil
			}
		}
	case kindSocial:
		if p.Social[from.name] == audience {
			return UserPoolProvider{}, nil
		}
	case kindOIDC:
		known, err := s.deps.Providers.OIDC(ctx, from.arn)
		if err != nil {
			return UserPoolProvider{}, err
		}
		if slices.Contains(known, audience) {
			return UserPoolProvider{}, nil
		}
	}
	return UserPoolProvider{}, unsupported()
}

func (s *Service) verifySignature(ctx context.Context, from provider, token string) error {
	var err error
	switch from.kind {
	case kindUserPool:
		err = s.deps.Providers.VerifyUserPool(ctx, from.userPool, token)
	case kindOIDC:
		err = s.deps.Providers.VerifyOIDC(ctx, from.arn, token)
	default:
		err = s.deps.Providers.VerifyOIDC(ctx, from.name, token)
	}
	if err != nil && CodeOf(err) == "" {
		return invalidLogin("Couldn't verify signed token.").Because(err)
	}
	return err
}

// ErrTokenExpired is the cause of the refusal of a token whose time is over.
var ErrTokenExpired = errors.New("identitypool: the token has expired")

func (s *Service) checkTime(c *claims.Set, foreign bool) error {
	now := s.deps.Now().Unix()
	skew := int64(0)
	if foreign {
		skew = int64(Skew / time.Second)
	}
	exp, ok := c.Int("exp")
	if !ok {
		return invalidLogin("Missing a required claim: exp")
	}
	if now >= exp+skew {
		return invalidLogin("Token expired: %d >= %d", now, exp).Because(ErrTokenExpired)
	}
	for _, name := range []string{"nbf", "iat"} {
		if at, ok := c.Int(name); ok && at > now+int64(Skew/time.Second) {
			return invalidLogin("Token is not valid yet: %d < %d", now, at)
		}
	}
	return nil
}

// unverified reads the claims of a compact JWS, nil if it is none.
func unverified(token string) *claims.Set {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil
	}
	c, err := claims.Parse(raw)
	if err != nil {
		return nil
	}
	return c
}

// first gives a claim that is a string or a list of them.
func first(c *claims.Set, name string) string {
	if v := c.String(name); v != "" {
		return v
	}
	if list := c.Strings(name); len(list) > 0 {
		return list[0]
	}
	return ""
}

// samlClaims gives attributes the shape of claims, for rules and tags.
func samlClaims(l *SAMLLogin) *claims.Set {
	c := &claims.Set{}
	for _, name := range slices.Sorted(maps.Keys(l.Attributes)) {
		c.PutStrings(name, l.Attributes[name])
	}
	c.Put("sub", l.Subject)
	return c
}
