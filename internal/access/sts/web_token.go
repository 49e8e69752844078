package sts

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/syntax/claims"
)

// The claims by which a token brings session tags and a source identity.
const (
	claimTags           = "https://aws.amazon.com/tags"
	claimSourceIdentity = "https://aws.amazon.com/source_identity"
)

// Identity providers that every account trusts without registering them.
const (
	google = "accounts.google.com"
	amazon = "www.amazon.com"
)

// skew is how far the clock of an issuer may be off.
const skew = 5 * time.Minute

func badToken(message string) *principal.Error {
	return principal.Errorf(principal.InvalidIdentityToken, "%s", message)
}

// webIdentity verifies a token: of our own identity pools, or of a registered
// issuer. The order of the checks is issuer, audience, signature, time.
func (s *Service) webIdentity(ctx context.Context, token string) (*WebIdentity, error) {
	who, ours, err := s.deps.PoolToken(ctx, token)
	if ours || err != nil {
		return who, err
	}
	c := unverified(token)
	if c == nil {
		return nil, badToken("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
	}
	p, err := s.issuer(ctx, c.String("iss"))
	if err != nil {
		return nil, err
	}
	audience := audienceOf(c, p)
	if audience == "" {
		return nil, badToken("Incorrect token audience")
	}
	err = s.deps.Signature(ctx, p.URL(), token)
	switch {
	case errors.Is(err, ErrUnreachable):
		return nil, badToken("Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements").Because(err)
	case err != nil:
		return nil, badToken("The token's signature is not one of its issuer.").Because(err)
	}
	if err := s.checkTime(c); err != nil {
		return nil, err
	}
	return s.describe(c, p, audience)
}

// issuer finds the provider that is registered for an issuer. Its URL must be
// the one of the token, scheme included.
func (s *Service) issuer(ctx context.Context, iss string) (*principal.OIDCProvider, error) {
	missing := badToken("No OpenIDConnect provider found in your account for " + iss)
	scheme, host, ok := strings.Cut(iss, "://")
	if !ok {
		scheme, host = "https", iss
	}
	if host == google {
		return &principal.OIDCProvider{Issuer: google}, nil
	}
	var p *principal.OIDCProvider
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		p, err = st.OIDCProvider(host)
		return err
	})
	if errors.Is(err, principal.ErrNotFound) || err == nil && p.URL() != scheme+"://"+host {
		return nil, missing
	}
	return p, err
}

// audienceOf is the client that a token was issued to, "" when that is none of
// the provider's. Google's are for the trust policy to judge.
func audienceOf(c *claims.Set, p *principal.OIDCProvider) string {
	all := c.Strings("aud")
	if one := c.String("aud"); one != "" {
		all = []string{one}
	}
	if azp := c.String("azp"); azp != "" {
		all = []string{azp}
	}
	for _, audience := range all {
		if p.Issuer == google || slices.Contains(p.ClientIDs, audience) {
			return audience
		}
	}
	return ""
}

func (s *Service) checkTime(c *claims.Set) error {
	now := s.deps.Now()
	exp, ok := c.Int("exp")
	if !ok {
		return badToken("Missing a required claim: exp")
	}
	if end := time.Unix(exp, 0); !now.Before(end.Add(skew)) {
		return ExpiredToken(now, end)
	}
	for _, name := range []string{"iat", "nbf"} {
		if at, ok := c.Int(name); ok && time.Unix(at, 0).After(now.Add(skew)) {
			return badToken("The token is not valid yet.")
		}
	}
	return nil
}

// ExpiredToken is the error for a token that ended before now.
func ExpiredToken(now, end time.Time) *principal.Error {
	const form = "Mon Jan 02 15:04:05 MST 2006"
	return principal.Errorf(principal.ExpiredToken,
		"Token expired: current date/time %s must be before the expiration date/time %s", now.UTC().Format(form), end.UTC().Format(form))
}

// describe turns claims into condition keys, tags and source identity.
func (s *Service) describe(c *claims.Set, p *principal.OIDCProvider, audience string) (*WebIdentity, error) {
	who := &WebIdentity{
		Provider: s.deps.Account.OIDCProviderARN(p.Issuer), Name: p.URL(), Subject: c.String("sub"), Audience: audience,
		SourceIdentity: c.String(claimSourceIdentity),
	}
	if who.Subject == "" {
		return nil, badToken("Missing a required claim: sub")
	}
	who.Keys = map[string][]string{p.Issuer + ":aud": {audience}, p.Issuer + ":sub": {who.Subject}}
	if amr := c.Strings("amr"); len(amr) > 0 {
		who.Keys[p.Issuer+":amr"] = amr
	}
	if p.Issuer == google {
		who.Provider, who.Name = google, google
		if oaud := c.String("aud"); c.Has("azp") && oaud != "" {
			who.Keys[google+":oaud"] = []string{oaud}
		}
	}
	who.Tags, who.Transitive = sessionTags(c)
	return who, nil
}

// sessionTags reads the tags claim: an object, or a list of such objects.
func sessionTags(c *claims.Set) (tags []access.Tag, transitive []string) {
	objects := c.Objects(claimTags)
	if one := c.Object(claimTags); one != nil {
		objects = []*claims.Set{one}
	}
	for _, o := range objects {
		if all := o.Object("principal_tags"); all != nil {
			for _, key := range all.Names() {
				value := all.String(key)
				if list := all.Strings(key); len(list) > 0 {
					value = list[0]
				}
				tags = append(tags, access.Tag{Key: key, Value: value})
			}
		}
		transitive = append(transitive, o.Strings("transitive_tag_keys")...)
	}
	return tags, transitive
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
