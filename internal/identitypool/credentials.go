package identitypool

import (
	"context"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/claims"
)

// GetCredentials gives the identity temporary credentials: the enhanced flow,
// in which the pool chooses the role.
func (s *Service) GetCredentials(ctx context.Context, id IdentityID, logins map[string]string, customRole string) (IdentityID, *Credentials, error) {
	who, verified, err := s.bearer(ctx, id, logins)
	if err != nil {
		return "", nil, err
	}
	role, err := who.pool.role(verified, customRole)
	if err != nil {
		return "", nil, err
	}
	if !s.deps.OwnRole(role) {
		return "", nil, badConfiguration(nil)
	}
	c, err := s.deps.Assume(ctx, Assumption{
		RoleARN: role, Pool: who.pool.ID, Identity: who.identity, AMR: who.amr, Tags: who.tags, Guest: len(verified) == 0,
		Token: func(ctx context.Context, more map[string]string) (string, error) {
			return s.token(ctx, who, TokenLife, more)
		},
	})
	if err != nil && CodeOf(err) == "" {
		err = badConfiguration(err)
	}
	if err != nil {
		return "", nil, err
	}
	return who.identity, c, nil
}

// role chooses the role of a call.
func (p *Pool) role(logins []login, custom string) (string, error) {
	if len(logins) == 0 {
		if custom != "" {
			return "", foreignRole(custom)
		}
		return p.defaultRole(RoleUnauthenticated)
	}
	for i := range logins {
		l := &logins[i]
		if m, key, ok := p.mapping(l); ok {
			return p.mapped(l, m, key, custom)
		}
		if l.saml != nil {
			return p.asserted(l.saml, custom)
		}
	}
	if custom != "" {
		return "", foreignRole(custom)
	}
	return p.defaultRole(RoleAuthenticated)
}

func (p *Pool) defaultRole(name string) (string, error) {
	if arn := p.Roles[name]; arn != "" {
		return arn, nil
	}
	return "", badConfiguration(nil)
}

// mapping finds the role mapping of a login.
func (p *Pool) mapping(l *login) (m RoleMapping, key string, ok bool) {
	keys := []string{l.name, l.arn}
	if l.kind == kindUserPool {
		keys = []string{l.name + ":" + l.audience}
	}
	for _, key := range keys {
		if m, ok := p.Mappings[key]; ok {
			return m, key, true
		}
	}
	return RoleMapping{}, "", false
}

func (p *Pool) mapped(l *login, m RoleMapping, key, custom string) (string, error) {
	denied := Errorf(NotAuthorized, "The ambiguous role mapping rules for: %s denied this request.", key)
	var role string
	if m.Type == MapByToken {
		role = tokenRole(l.claims, custom)
	} else {
		role = ruleRole(m.Rules, l.claims, custom)
	}
	switch {
	case role != "":
		return role, nil
	case custom != "" || m.Ambiguous == Deny:
		return "", denied
	default:
		return p.defaultRole(RoleAuthenticated)
	}
}

// tokenRole is the role that the token's claims name, "" for none.
func tokenRole(c *claims.Set, custom string) string {
	if c == nil {
		return ""
	}
	roles, preferred := c.Strings("cognito:roles"), c.String("cognito:preferred_role")
	switch {
	case custom != "" && slices.Contains(roles, custom):
		return custom
	case custom != "":
		return ""
	case preferred != "":
		return preferred
	case len(roles) == 1:
		return roles[0]
	default:
		return ""
	}
}

// ruleRole is the role of the first rule that matches, and that gives the role
// asked for if one is.
func ruleRole(rules []Rule, c *claims.Set, custom string) string {
	for _, r := range rules {
		if r.matches(c) && (custom == "" || custom == r.RoleARN) {
			return r.RoleARN
		}
	}
	return ""
}

// matches compares one claim. A claim that is not there matches nothing, not
// even NotEqual.
func (r *Rule) matches(c *claims.Set) bool {
	if c == nil || !c.Has(r.Claim) {
		return false
	}
	values := c.Strings(r.Claim)
	if values == nil {
		values = []string{text(c, r.Claim)}
	}
	some := func(test func(v, want string) bool) bool {
		return slices.ContainsFunc(values, func(v string) bool { return test(v, r.Value) })
	}
	switch r.Match {
	case Equals:
		return some(func(v, want string) bool { return v == want })
	case Contains:
		return some(strings.Contains)
	case StartsWith:
		return some(strings.HasPrefix)
	case NotEqual:
		return !some(func(v, want string) bool { return v == want })
	default:
		return false
	}
}

// asserted is the role that a SAML response names, chosen if there are several.
func (p *Pool) asserted(l *SAMLLogin, custom string) (string, error) {
	switch {
	case custom != "" && slices.Contains(l.Roles, custom):
		return custom, nil
	case custom != "":
		return "", foreignRole(custom)
	case len(l.Roles) == 1:
		return l.Roles[0], nil
	case len(l.Roles) == 0:
		return p.defaultRole(RoleAuthenticated)
	default:
		return "", Errorf(InvalidParameter, "The SAML assertion names several roles. CustomRoleArn must be one of them.")
	}
}
