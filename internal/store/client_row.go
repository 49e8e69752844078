package store

import "github.com/cognate-id/cognate/internal/userpool"

// clientRow is the settings document of a client.
type clientRow struct {
	Name       string `json:"name"`
	Created    int64  `json:"created"`
	Modified   int64  `json:"modified"`
	Registered bool   `json:"registered,omitzero"`

	Refresh validityRow `json:"refresh,omitzero"`
	Access  validityRow `json:"access,omitzero"`
	IDToken validityRow `json:"id_token,omitzero"`

	Read      []userpool.AttributeName `json:"read,omitzero"`
	Write     []userpool.AttributeName `json:"write,omitzero"`
	AuthFlows []string                 `json:"auth_flows,omitzero"`

	Providers          []string `json:"providers,omitzero"`
	CallbackURLs       []string `json:"callback_urls,omitzero"`
	LogoutURLs         []string `json:"logout_urls,omitzero"`
	DefaultRedirectURI string   `json:"default_redirect_uri,omitzero"`
	OAuthEnabled       bool     `json:"oauth,omitzero"`
	OAuthFlows         []string `json:"oauth_flows,omitzero"`
	OAuthScopes        []string `json:"oauth_scopes,omitzero"`

	HideUserExistence  *bool         `json:"hide_user_existence,omitzero"`
	TokenRevocation    bool          `json:"token_revocation,omitzero"`
	PropagateUserData  bool          `json:"propagate_user_data,omitzero"`
	AuthSessionMinutes int           `json:"auth_session_minutes,omitzero"`
	Rotation           *rotationRow  `json:"rotation,omitzero"`
	Analytics          *analyticsRow `json:"analytics,omitzero"`
	SSOMaxMinutes      *int          `json:"sso_max_minutes,omitzero"`
}

type clientSecretRow struct {
	ID      string `json:"id"`
	Value   string `json:"value"`
	Created int64  `json:"created"`
}

type validityRow struct {
	Value int    `json:"value,omitzero"`
	Unit  string `json:"unit,omitzero"`
}

type rotationRow struct {
	Enabled      bool `json:"enabled,omitzero"`
	GraceSeconds int  `json:"grace_seconds,omitzero"`
}

type analyticsRow struct {
	ApplicationARN string `json:"application_arn,omitzero"`
	ApplicationID  string `json:"application_id,omitzero"`
	RoleARN        string `json:"role_arn,omitzero"`
	ExternalID     string `json:"external_id,omitzero"`
	UserDataShared bool   `json:"user_data_shared,omitzero"`
}

func clientRowOf(c *userpool.Client) clientRow {
	return clientRow{
		Name: c.Name, Created: millis(c.Created), Modified: millis(c.Modified), Registered: c.Registered,
		Refresh: validityRow(c.Refresh), Access: validityRow(c.Access), IDToken: validityRow(c.IDToken),
		Read: c.Read, Write: c.Write, AuthFlows: c.AuthFlows,
		Providers: c.Providers, CallbackURLs: c.CallbackURLs, LogoutURLs: c.LogoutURLs,
		DefaultRedirectURI: c.DefaultRedirectURI, OAuthEnabled: c.OAuthEnabled,
		OAuthFlows: c.OAuthFlows, OAuthScopes: c.OAuthScopes,
		HideUserExistence: c.HideUserExistence, TokenRevocation: c.TokenRevocation,
		PropagateUserData: c.PropagateUserData, AuthSessionMinutes: c.AuthSessionMinutes,
		Rotation: (*rotationRow)(c.Rotation), Analytics: (*analyticsRow)(c.Analytics),
		SSOMaxMinutes: c.SSOMaxMinutes,
	}
}

func (r *clientRow) client() *userpool.Client {
	return &userpool.Client{
		Name: r.Name, Created: instant(r.Created), Modified: instant(r.Modified), Registered: r.Registered,
		Refresh: userpool.TokenValidity(r.Refresh), Access: userpool.TokenValidity(r.Access),
		IDToken: userpool.TokenValidity(r.IDToken),
		Read:    r.Read, Write: r.Write, AuthFlows: r.AuthFlows,
		Providers: r.Providers, CallbackURLs: r.CallbackURLs, LogoutURLs: r.LogoutURLs,
		DefaultRedirectURI: r.DefaultRedirectURI, OAuthEnabled: r.OAuthEnabled,
		OAuthFlows: r.OAuthFlows, OAuthScopes: r.OAuthScopes,
		HideUserExistence: r.HideUserExistence, TokenRevocation: r.TokenRevocation,
		PropagateUserData: r.PropagateUserData, AuthSessionMinutes: r.AuthSessionMinutes,
		Rotation: (*userpool.Rotation)(r.Rotation), Analytics: (*userpool.Analytics)(r.Analytics),
		SSOMaxMinutes: r.SSOMaxMinutes,
	}
}
