package identitypool

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/claims"
)

// Lifetimes of OpenID tokens.
const (
	TokenLife          = 10 * time.Minute
	DeveloperTokenLife = 15 * time.Minute
)

// The first entry of amr.
const (
	amrAuthenticated   = "authenticated"
	amrUnauthenticated = "unauthenticated"
)

// The claims of an OpenID token beside the registered ones.
const (
	claimPoolARN = "https://cognito-identity.amazonaws.com/identity-pool-arn"
	claimTags    = "https://aws.amazon.com/tags"
)

// subject is what an OpenID token, or a session in its place, says.
type subject struct {
	pool     *Pool
	identity IdentityID
	amr      []string
	tags     map[string]string
}

// token makes the OpenID token. Nothing in more can stand for a claim that
// every token has.
func (s *Service) token(ctx context.Context, who *subject, life time.Duration, more map[string]string) (string, error) {
	now := s.deps.Now()
	var c claims.Set
	for _, name := range slices.Sorted(maps.Keys(more)) {
		c.Put(name, more[name])
	}
	c.Put("iss", s.deps.Tokens.Issuer())
	c.Put("aud", string(who.pool.ID))
	c.Put("sub", string(who.identity))
	c.PutStrings("amr", who.amr)
	c.Put(claimPoolARN, s.ARN(who.pool.ID))
	if len(who.tags) > 0 {
		var tags, outer claims.Set
		for _, key := range slices.Sorted(maps.Keys(who.tags)) {
			tags.PutStrings(key, []string{who.tags[key]})
		}
		outer.PutObject("principal_tags", &tags)
		c.PutObject(claimTags, &outer)
	}
	c.PutInt("exp", now.Add(life).Unix())
	c.PutInt("iat", now.Unix())
	return s.deps.Tokens.Sign(ctx, c.JSON())
}

// ownToken is an OpenID token of ours that came back as a login.
type ownToken struct {
	identity IdentityID
	amr      []string
	tags     map[string]string
}

// openOwn accepts an OpenID token of this pool.
func (s *Service) openOwn(ctx context.Context, p *Pool, raw string) (*ownToken, error) {
	who, err := s.OpenToken(ctx, raw)
	if err != nil {
		return nil, err
	}
	if who.Pool != p.ID {
		return nil, unsupported()
	}
	if !slices.Contains(who.AMR, amrAuthenticated) {
		return nil, noMatch()
	}
	return &ownToken{identity: who.Identity, amr: who.AMR, tags: who.Tags}, nil
}

// A Bearer is what an OpenID token of an identity pool says.
type Bearer struct {
	Pool     PoolID
	Identity IdentityID
	AMR      []string
	Tags     map[string]string
	Expires  time.Time
}

// OpenToken accepts an OpenID token that this deployment has issued and that
// has not expired.
func (s *Service) OpenToken(ctx context.Context, raw string) (*Bearer, error) {
	payload, err := s.deps.Tokens.Verify(ctx, raw)
	if err != nil {
		return nil, invalidLogin("Couldn't verify signed token.").Because(err)
	}
	c, err := claims.Parse(payload)
	if err != nil {
		return nil, invalidLogin("Not a valid OpenId Connect identity token.").Because(err)
	}
	if err := s.checkTime(c, false); err != nil {
		return nil, err
	}
	exp, _ := c.Int("exp")
	b := &Bearer{
		Pool: PoolID(c.String("aud")), Identity: IdentityID(c.String("sub")), AMR: c.Strings("amr"), Expires: time.Unix(exp, 0),
	}
	if outer := c.Object(claimTags); outer != nil {
		if tags := outer.Object("principal_tags"); tags != nil {
			b.Tags = map[string]string{}
			for _, key := range tags.Names() {
				b.Tags[key] = first(tags, key)
			}
		}
	}
	return b, nil
}

// tags are the principal tags that the claims of the logins yield.
func (p *Pool) tags(logins []login) map[string]string {
	out := map[string]string{}
	for _, l := range logins {
		if l.own != nil {
			maps.Copy(out, l.own.tags)
			continue
		}
		m, ok := p.TagMaps[l.name]
		if !ok && l.arn != "" {
			m, ok = p.TagMaps[l.arn]
		}
		if !ok || l.claims == nil {
			continue
		}
		for key, claim := range m.Tags {
			if v := text(l.claims, claim); v != "" {
				out[key] = v
			}
		}
	}
	return out
}

// text gives a claim as text: of a list the first entry, of numbers and
// booleans their JSON.
func text(c *claims.Set, name string) string {
	if v := first(c, name); v != "" {
		return v
	}
	if raw := c.Raw(name); len(raw) > 0 && raw[0] != '"' && raw[0] != '[' && raw[0] != '{' && string(raw) != "null" {
		return string(raw)
	}
	return ""
}

func (p *Pool) amr(logins []login) []string {
	if len(logins) == 0 {
		return []string{amrUnauthenticated}
	}
	amr := []string{amrAuthenticated}
	for i := range logins {
		for _, entry := range logins[i].tail(p) {
			if !slices.Contains(amr, entry) {
				amr = append(amr, entry)
			}
		}
	}
	return amr
}
