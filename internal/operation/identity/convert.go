package identity

import (
	"time"

	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/wire/identity"
)

// value gives what p points to, the zero value for nil.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// given points to v, nil for the zero value.
func given[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func poolID(p *string) identitypool.PoolID { return identitypool.PoolID(value(p)) }

func identityID(p *string) identitypool.IdentityID { return identitypool.IdentityID(value(p)) }

// filled gives an empty map the form of an absent one: answers leave out
// what is not set.
func filled[M ~map[string]V, V any](m M) M {
	if len(m) == 0 {
		return nil
	}
	return m
}

func providersFrom(in []identity.CognitoIdentityProvider) []identitypool.UserPoolProvider {
	var out []identitypool.UserPoolProvider
	for _, p := range in {
		out = append(out, identitypool.UserPoolProvider{
			Name: value(p.ProviderName), ClientID: value(p.ClientId), ServerCheck: value(p.ServerSideTokenCheck),
		})
	}
	return out
}

func poolOf(p *identitypool.Pool) *identity.IdentityPool {
	out := &identity.IdentityPool{
		IdentityPoolId: new(string(p.ID)), IdentityPoolName: &p.Name, AllowUnauthenticatedIdentities: &p.AllowGuests,
		AllowClassicFlow: &p.AllowClassic, SupportedLoginProviders: filled(p.Social),
		DeveloperProviderName: given(p.DeveloperProvider), OpenIdConnectProviderARNs: p.OIDCProviders,
		SamlProviderARNs: p.SAMLProviders, IdentityPoolTags: p.Tags,
	}
	if out.IdentityPoolTags == nil {
		out.IdentityPoolTags = map[string]string{}
	}
	for _, u := range p.UserPools {
		out.CognitoIdentityProviders = append(out.CognitoIdentityProviders, identity.CognitoIdentityProvider{
			ProviderName: &u.Name, ClientId: &u.ClientID, ServerSideTokenCheck: &u.ServerCheck,
		})
	}
	return out
}

func mappingsFrom(in map[string]identity.RoleMapping) map[string]identitypool.RoleMapping {
	if len(in) == 0 {
		return nil
	}
	out := map[string]identitypool.RoleMapping{}
	for provider, m := range in {
		mapping := identitypool.RoleMapping{
			Type: identitypool.MappingType(value(m.Type)), Ambiguous: identitypool.Resolution(value(m.AmbiguousRoleResolution)),
		}
		if m.RulesConfiguration != nil {
			for _, r := range m.RulesConfiguration.Rules {
				mapping.Rules = append(mapping.Rules, identitypool.Rule{
					Claim: value(r.Claim), Match: identitypool.Match(value(r.MatchType)), Value: value(r.Value), RoleARN: value(r.RoleARN),
				})
			}
		}
		out[provider] = mapping
	}
	return out
}

func mappingsOf(in map[string]identitypool.RoleMapping) map[string]identity.RoleMapping {
	if len(in) == 0 {
		return nil
	}
	out := map[string]identity.RoleMapping{}
	for provider, m := range in {
		mapping := identity.RoleMapping{Type: new(string(m.Type)), AmbiguousRoleResolution: given(string(m.Ambiguous))}
		if len(m.Rules) > 0 {
			mapping.RulesConfiguration = &identity.RulesConfigurationType{}
		}
		for _, r := range m.Rules {
			mapping.RulesConfiguration.Rules = append(mapping.RulesConfiguration.Rules, identity.MappingRule{
				Claim: &r.Claim, MatchType: new(string(r.Match)), Value: &r.Value, RoleARN: &r.RoleARN,
			})
		}
		out[provider] = mapping
	}
	return out
}

func descriptionOf(d *identitypool.Description) *identity.IdentityDescription {
	return &identity.IdentityDescription{
		IdentityId: new(string(d.ID)), Logins: d.Providers, CreationDate: instant(d.Created), LastModifiedDate: instant(d.Modified),
	}
}

func instant(t time.Time) *time.Time { return &t }
