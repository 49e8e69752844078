package identitypool

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// MaxRules is how many rules a mapping can have.
const MaxRules = 25

// SetRoles replaces the roles of a pool and the mappings that choose others.
func (s *Service) SetRoles(ctx context.Context, id PoolID, roles map[string]string, mappings map[string]RoleMapping) error {
	for _, arn := range roles {
		if !s.deps.OwnRole(arn) {
			return foreignRole(arn)
		}
	}
	for _, provider := range slices.Sorted(maps.Keys(mappings)) {
		m := mappings[provider]
		if err := s.checkMapping(provider, &m); err != nil {
			return err
		}
	}
	_, err := s.change(ctx, id, func(p *Pool) error {
		for provider := range mappings {
			if !s.mappable(p, provider) {
				return Errorf(InvalidParameter, "(%s) is not a valid RoleMapping ProviderName or is not a configured provider.", provider)
			}
		}
		p.Roles, p.Mappings = roles, mappings
		return nil
	})
	return err
}

func foreignRole(arn string) *Error {
	return Errorf(NotAuthorized, "Access to Role '%s' is forbidden.", arn)
}

func (s *Service) checkMapping(provider string, m *RoleMapping) error {
	switch {
	case m.Ambiguous == "":
		return Errorf(InvalidParameter, "AmbiguousRoleResolution is required for the role mapping of %s.", provider)
	case m.Type == MapByRules && len(m.Rules) == 0:
		return Errorf(InvalidParameter, "RulesConfiguration is required for the role mapping of %s.", provider)
	case m.Type == MapByToken && len(m.Rules) > 0:
		return Errorf(InvalidParameter, "A role mapping of type Token has no rules.")
	case len(m.Rules) > MaxRules:
		return Errorf(InvalidParameter, "A role mapping can have up to %d rules.", MaxRules)
	}
	for _, r := range m.Rules {
		if !s.deps.OwnRole(r.RoleARN) {
			return foreignRole(r.RoleARN)
		}
	}
	return nil
}

// mappable tells whether a key of RoleMappings is a provider of the pool: a
// user pool with its client, another provider's ARN or name.
func (s *Service) mappable(p *Pool, key string) bool {
	_, social := p.Social[key]
	return social || key == p.DeveloperProvider && key != "" || slices.Contains(p.OIDCProviders, key) ||
		slices.Contains(p.SAMLProviders, key) || slices.ContainsFunc(p.UserPools, func(u UserPoolProvider) bool {
		return key == u.Name+":"+u.ClientID
	})
}

// SetTagMap sets how claims of a provider's tokens become principal tags.
func (s *Service) SetTagMap(ctx context.Context, id PoolID, provider string, m TagMap) (TagMap, error) {
	if m.UseDefaults {
		m.Tags = defaultTags()
	}
	_, err := s.change(ctx, id, func(p *Pool) error {
		if !s.configured(p, provider) {
			return Errorf(InvalidParameter, "(%s) is not a configured provider of this identity pool.", provider)
		}
		p.TagMaps = maps.Clone(p.TagMaps)
		if p.TagMaps == nil {
			p.TagMaps = map[string]TagMap{}
		}
		p.TagMaps[provider] = m
		return nil
	})
	return m, err
}

// configured tells whether a provider name of a tag map is one of the pool's.
func (s *Service) configured(p *Pool, provider string) bool {
	return s.mappable(p, provider) ||
		slices.ContainsFunc(p.UserPools, func(u UserPoolProvider) bool { return u.Name == provider }) ||
		slices.ContainsFunc(p.OIDCProviders, func(arn string) bool { return strings.HasSuffix(arn, ":oidc-provider/"+provider) })
}

// TagMapOf reads a tag map; of a provider that has none it is empty.
func (s *Service) TagMapOf(ctx context.Context, id PoolID, provider string) (TagMap, error) {
	p, err := s.Describe(ctx, id)
	if err != nil {
		return TagMap{}, err
	}
	return p.TagMaps[provider], nil
}
