package userpool

import (
	"slices"
	"time"
)

// Client is an app client.
type Client struct {
	ID       ClientID
	Pool     PoolID
	Name     string
	Created  time.Time
	Modified time.Time
	Version  int64

	Registered bool // ClientType DCR: made by dynamic client registration

	Secrets []ClientSecret // none for a public client, at most two

	Refresh TokenValidity // zero Value means 30 days
	Access  TokenValidity // zero Value means 1 hour
	IDToken TokenValidity // zero Value means 1 hour

	Read, Write []AttributeName // nil means the standard attributes
	AuthFlows   []string        // ExplicitAuthFlows as given; nil and empty mean the default set

	Providers          []string
	CallbackURLs       []string
	LogoutURLs         []string
	DefaultRedirectURI string
	OAuthEnabled       bool // AllowedOAuthFlowsUserPoolClient
	OAuthFlows         []string
	OAuthScopes        []string

	HideUserExistence  *bool // PreventUserExistenceErrors; nil behaves as LEGACY
	TokenRevocation    bool
	PropagateUserData  bool // EnablePropagateAdditionalUserContextData
	AuthSessionMinutes int  // 3 to 15; 0 means 3
	Rotation           *Rotation
	Analytics          *Analytics
	SSOMaxMinutes      *int // SSOSession.MaxValidityMinutes; nil means 60
}

// ClientSecret is one of a client's secrets; each signs alike.
type ClientSecret struct {
	ID      string // `<client id>--<epoch seconds>`
	Value   string
	Created time.Time
}

// TokenValidity is a lifetime as configured. Unit is seconds, minutes, hours
// or days; "" is the default unit of its token.
type TokenValidity struct {
	Value int
	Unit  string
}

// Rotation is RefreshTokenRotation.
type Rotation struct {
	Enabled      bool
	GraceSeconds int // 0 to 60
}

// Analytics is kept and returned; nothing here sends analytics.
type Analytics struct {
	ApplicationARN, ApplicationID, RoleARN, ExternalID string
	UserDataShared                                     bool
}

// Duration is the lifetime, with def for a zero value and unit for a missing unit.
func (v TokenValidity) Duration(unit string, def time.Duration) time.Duration {
	if v.Value == 0 {
		return def
	}
	if v.Unit != "" {
		unit = v.Unit
	}
	n := time.Duration(v.Value)
	switch unit {
	case "seconds":
		return n * time.Second
	case "minutes":
		return n * time.Minute
	case "hours":
		return n * time.Hour
	}
	return n * 24 * time.Hour
}

// AccessTTL is the lifetime of access tokens.
func (c *Client) AccessTTL() time.Duration { return c.Access.Duration("hours", time.Hour) }

// IDTokenTTL is the lifetime of ID tokens.
func (c *Client) IDTokenTTL() time.Duration { return c.IDToken.Duration("hours", time.Hour) }

// RefreshTTL is the lifetime of refresh tokens.
func (c *Client) RefreshTTL() time.Duration { return c.Refresh.Duration("days", 30*24*time.Hour) }

// SessionTTL is how long a challenge Session lives.
func (c *Client) SessionTTL() time.Duration {
	if c.AuthSessionMinutes == 0 {
		return 3 * time.Minute
	}
	return time.Duration(c.AuthSessionMinutes) * time.Minute
}

// HidesUserExistence reports whether PreventUserExistenceErrors is ENABLED.
func (c *Client) HidesUserExistence() bool { return c.HideUserExistence != nil && *c.HideUserExistence }

// Confidential reports whether the client has a secret.
func (c *Client) Confidential() bool { return len(c.Secrets) > 0 }

// Rotates reports whether each refresh replaces the refresh token.
func (c *Client) Rotates() bool { return c.Rotation != nil && c.Rotation.Enabled }

// The names of ExplicitAuthFlows that rules test.
const (
	AllowSRP           = "ALLOW_USER_SRP_AUTH"
	AllowPassword      = "ALLOW_USER_PASSWORD_AUTH"
	AllowAdminPassword = "ALLOW_ADMIN_USER_PASSWORD_AUTH"
	AllowCustom        = "ALLOW_CUSTOM_AUTH"
	AllowChoice        = "ALLOW_USER_AUTH"
	AllowRefresh       = "ALLOW_REFRESH_TOKEN_AUTH"
	AllowClientToken   = "ALLOW_CLIENT_TOKEN_AUTH"
)

// Allows reports whether the client may use the flow named by an ALLOW_*
// constant. Without ExplicitAuthFlows these are refresh, SRP and custom; the
// legacy names always allow refresh, and CUSTOM_AUTH_FLOW_ONLY rules out SRP.
// Rotation rules ALLOW_REFRESH_TOKEN_AUTH out whatever the flows say: with it
// only GetTokensFromRefreshToken and the token endpoint refresh.
func (c *Client) Allows(flow string) bool {
	if flow == AllowRefresh && c.Rotates() {
		return false
	}
	if len(c.AuthFlows) == 0 {
		return flow == AllowRefresh || flow == AllowSRP || flow == AllowCustom
	}
	if slices.Contains(c.AuthFlows, flow) {
		return true
	}
	legacy := map[string]string{
		AllowAdminPassword: "ADMIN_NO_SRP_AUTH",
		AllowPassword:      "USER_PASSWORD_AUTH",
		AllowCustom:        "CUSTOM_AUTH_FLOW_ONLY",
	}
	if name, ok := legacy[flow]; ok && slices.Contains(c.AuthFlows, name) {
		return true
	}
	if !c.usesLegacyFlows() {
		return false
	}
	switch flow {
	case AllowRefresh:
		return true
	case AllowSRP:
		return !slices.Contains(c.AuthFlows, "CUSTOM_AUTH_FLOW_ONLY")
	}
	return false
}

func (c *Client) usesLegacyFlows() bool {
	return slices.ContainsFunc(c.AuthFlows, func(f string) bool {
		return f == "ADMIN_NO_SRP_AUTH" || f == "USER_PASSWORD_AUTH" || f == "CUSTOM_AUTH_FLOW_ONLY"
	})
}
