package identitypool

import (
	"strings"
	"time"
)

// PoolID names a pool: the region, a colon and a UUID.
type PoolID string

// IdentityID names an identity, in the same form. It does not tell the pool.
type IdentityID string

// Region is the part before the colon.
func (id PoolID) Region() string {
	region, _, _ := strings.Cut(string(id), ":")
	return region
}

// OwnProvider is the login key, and the principal of trust policies, of the
// tokens that identity pools issue themselves.
const OwnProvider = "cognito-identity.amazonaws.com"

// A Pool is an identity pool with everything that is configured for it.
type Pool struct {
	ID                PoolID
	Name              string
	AllowGuests       bool
	AllowClassic      bool              // the basic flow: GetOpenIdToken
	Social            map[string]string // SupportedLoginProviders: domain → app id
	DeveloperProvider string            // name of the developer's own provider; never changes once set
	OIDCProviders     []string          // ARNs
	SAMLProviders     []string          // ARNs
	UserPools         []UserPoolProvider
	Tags              map[string]string
	Created           time.Time

	Roles    map[string]string      // RoleAuthenticated, RoleUnauthenticated → ARN
	Mappings map[string]RoleMapping // by provider as RoleMappings names it
	TagMaps  map[string]TagMap      // by provider name
}

// The keys of Pool.Roles.
const (
	RoleAuthenticated   = "authenticated"
	RoleUnauthenticated = "unauthenticated"
)

// A UserPoolProvider is a client of a user pool whose tokens are logins.
type UserPoolProvider struct {
	Name        string // ProviderName as it was given
	ClientID    string
	ServerCheck bool // ask the user pool whether the token still counts
}

// A RoleMapping chooses the role of a provider's users.
type RoleMapping struct {
	Type      MappingType
	Ambiguous Resolution
	Rules     []Rule // of MapByRules, in order
}

// MappingType says how the role is found.
type MappingType string

// The mapping types: by claims that name the roles, or by rules.
const (
	MapByToken MappingType = "Token"
	MapByRules MappingType = "Rules"
)

// Resolution says what happens when a mapping finds no role.
type Resolution string

// The resolutions.
const (
	UseDefaultRole Resolution = "AuthenticatedRole"
	Deny           Resolution = "Deny"
)

// A Rule gives a role to tokens whose claim matches.
type Rule struct {
	Claim   string
	Match   Match
	Value   string
	RoleARN string
}

// Match is how a claim is compared.
type Match string

// The ways to compare.
const (
	Equals     Match = "Equals"
	Contains   Match = "Contains"
	StartsWith Match = "StartsWith"
	NotEqual   Match = "NotEqual"
)

// A TagMap turns claims of a provider's tokens into principal tags.
type TagMap struct {
	UseDefaults bool
	Tags        map[string]string // tag key → claim
}

// defaultTags are the tags of TagMap.UseDefaults.
func defaultTags() map[string]string { return map[string]string{"client": "aud", "username": "sub"} }

// An Identity is one person, or one device, in a pool.
type Identity struct {
	ID       IdentityID
	Pool     PoolID
	Created  time.Time
	Modified time.Time
	Disabled bool       // merged away, or its last login was taken from it
	Parent   IdentityID // that it was merged into; empty unless Disabled
}

// A Login is a provider's subject that leads to an identity.
type Login struct {
	Pool     PoolID
	Provider string // canonical: see Service.provider
	Subject  string
	Identity IdentityID
	Created  time.Time
}

// MaxLogins is how many logins one identity can have.
const MaxLogins = 20
