package token

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
)

// SelfServiceScope is the scope of API sign-in: it lets the token's owner call
// the operations that take an access token.
const SelfServiceScope = "aws.cognito.signin.user.admin"

// common writes what both tokens share.
func (m *Minter) common(s *claims.Set, g Grant, expires int64, iat int64, jti string) {
	s.Put("sub", string(g.User.Sub))
	if names := groupNames(g.Groups); len(names) > 0 {
		s.PutStrings("cognito:groups", names)
	}
	s.Put("iss", m.deps.Issuer(g.Pool.ID))
	if g.Client.TokenRevocation {
		s.Put("origin_jti", g.Family.ID)
	}
	s.PutNonEmpty("event_id", g.Family.EventID)
	s.PutInt("auth_time", g.Family.AuthTime.Unix())
	s.PutInt("exp", expires)
	s.PutInt("iat", iat)
	s.Put("jti", jti)
	if g.Family.ACR != "" {
		s.Put("acr", g.Family.ACR)
	}
	if len(g.Family.AMR) > 0 {
		s.PutStrings("amr", g.Family.AMR)
	}
}

func (m *Minter) accessClaims(g Grant, iat int64, jti string) *claims.Set {
	s := &claims.Set{}
	m.common(s, g, iat+int64(g.Client.AccessTTL().Seconds()), iat, jti)
	s.Put("client_id", string(g.Client.ID))
	s.Put("token_use", "access")
	s.Put("scope", strings.Join(g.scopes(), " "))
	s.Put("username", string(g.User.Username))
	if g.Family.DeviceKey != "" && g.DeviceConfirmed {
		s.Put("device_key", g.Family.DeviceKey)
	}
	if g.OAuth {
		s.PutInt("version", 2)
	}
	if g.Resource != "" {
		s.Put("aud", g.Resource)
	}
	return s
}

func (m *Minter) idClaims(g Grant, iat int64, jti string) *claims.Set {
	s := &claims.Set{}
	m.common(s, g, iat+int64(g.Client.IDTokenTTL().Seconds()), iat, jti)
	s.Put("aud", string(g.Client.ID))
	s.Put("token_use", "id")
	s.Put("cognito:username", string(g.User.Username))
	s.PutNonEmpty("nonce", g.Family.Nonce)
	roles, preferred := rolesOf(g.Groups)
	if len(roles) > 0 {
		s.PutStrings("cognito:roles", roles)
	}
	s.PutNonEmpty("cognito:preferred_role", preferred)
	putAttributes(s, g)
	if len(g.User.Identities) > 0 && g.mayRead(userpool.AttrIdentities) {
		s.PutObjects("identities", identities(g.User.Identities))
	}
	return s
}

// putAttributes writes the attributes that the client may read and, with
// OAuth, that the granted scopes open.
func putAttributes(s *claims.Set, g Grant) {
	for _, n := range g.User.Attributes.Names() {
		v := g.User.Attributes[n]
		if v == "" || n.IsDeveloperOnly() || n == userpool.AttrIdentities || !g.mayRead(n) {
			continue
		}
		switch {
		case n == userpool.AttrEmailVerified || n == userpool.AttrPhoneVerified:
			s.PutBool(string(n), v == "true")
		case n == "updated_at":
			if i, err := strconv.ParseInt(v, 10, 64); err == nil {
				s.PutInt(string(n), i)
			} else {
				s.Put(string(n), v)
			}
		case n == "address":
			a := &claims.Set{}
			a.Put("formatted", v)
			s.PutObject(string(n), a)
		default:
			s.Put(string(n), v)
		}
	}
}

// ReadableBy reports whether the client may read attribute n of its users: the
// standard ones unless it lists its own.
func ReadableBy(c *userpool.Client, n userpool.AttributeName) bool {
	if n.IsDeveloperOnly() {
		return false
	}
	if c.Read == nil {
		return n.IsStandard()
	}
	return n == userpool.AttrSub || slices.Contains(c.Read, n)
}

func (g Grant) mayRead(n userpool.AttributeName) bool {
	return ReadableBy(g.Client, n) && (!g.OAuth || scopeOpens(g.scopes(), n))
}

// scopeOpens applies the attribute side of the OpenID scopes: email and phone
// open their two claims, profile all others, and openid alone opens all that
// the client may read.
func scopeOpens(scopes []string, n userpool.AttributeName) bool {
	narrow := false
	for _, s := range scopes {
		switch s {
		case "email":
			narrow = true
			if n == userpool.AttrEmail || n == userpool.AttrEmailVerified {
				return true
			}
		case "phone":
			narrow = true
			if n == userpool.AttrPhone || n == userpool.AttrPhoneVerified {
				return true
			}
		case "profile":
			narrow = true
			if n.VerifiedFlag() == "" && n != userpool.AttrEmailVerified && n != userpool.AttrPhoneVerified {
				return true
			}
		}
	}
	return !narrow
}

// OpensAttribute reports whether an OAuth grant of scopes shows attribute n of
// a client's user, in the ID token and at userInfo alike.
func OpensAttribute(c *userpool.Client, scopes []string, n userpool.AttributeName) bool {
	return ReadableBy(c, n) && scopeOpens(scopes, n)
}

// ranked orders groups by ascending precedence, unranked last, then by name.
func ranked(groups []userpool.Group) []userpool.Group {
	out := slices.Clone(groups)
	slices.SortStableFunc(out, func(a, b userpool.Group) int {
		switch {
		case a.Precedence != nil && b.Precedence != nil && *a.Precedence != *b.Precedence:
			return *a.Precedence - *b.Precedence
		case (a.Precedence == nil) != (b.Precedence == nil):
			if a.Precedence == nil {
				return 1
			}
			return -1
		}
		return strings.Compare(string(a.Name), string(b.Name))
	})
	return out
}

func groupNames(groups []userpool.Group) []string {
	var names []string
	for _, g := range ranked(groups) {
		names = append(names, string(g.Name))
	}
	return names
}

// rolesOf gives the role ARNs of all groups in rank order and the role of the
// best-ranked one, "" when two best groups tie with different roles.
func rolesOf(groups []userpool.Group) (roles []string, preferred string) {
	var best *userpool.Group
	tie := false
	for _, g := range ranked(groups) {
		if g.RoleARN == nil || *g.RoleARN == "" {
			continue
		}
		if !slices.Contains(roles, *g.RoleARN) {
			roles = append(roles, *g.RoleARN)
		}
		switch {
		case best == nil:
			best = &g
		case sameRank(best.Precedence, g.Precedence) && *best.RoleARN != *g.RoleARN:
			tie = true
		}
	}
	if best == nil || tie {
		return roles, ""
	}
	return roles, *best.RoleARN
}

func sameRank(a, b *int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// IdentitiesText is the identities of a federated user as userInfo shows them:
// JSON inside of a text.
func IdentitiesText(links []userpool.LinkedIdentity) string {
	s := &claims.Set{}
	s.PutObjects("identities", identities(links))
	return string(s.Raw("identities"))
}

func identities(links []userpool.LinkedIdentity) []*claims.Set {
	var out []*claims.Set
	for _, l := range links {
		s := &claims.Set{}
		s.Put("userId", l.UserID)
		s.Put("providerName", l.Provider)
		s.Put("providerType", l.ProviderType)
		if l.Issuer == "" {
			s.PutRaw("issuer", []byte("null"))
		} else {
			s.Put("issuer", l.Issuer)
		}
		s.Put("primary", strconv.FormatBool(l.Primary))
		s.Put("dateCreated", strconv.FormatInt(l.Created.UnixMilli(), 10))
		out = append(out, s)
	}
	return out
}
