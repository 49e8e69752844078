package idp

import (
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/appclient"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// newClientFrom translates a CreateUserPoolClient request. The settings of
// UpdateUserPoolClient are the same and go through here too.
func newClientFrom(in *idp.CreateUserPoolClientRequest) appclient.NewClient {
	units := value(in.TokenValidityUnits)
	out := appclient.NewClient{
		Settings: appclient.Settings{
			Name:               value(in.ClientName),
			Refresh:            validityFrom(in.RefreshTokenValidity, units.RefreshToken),
			Access:             validityFrom(in.AccessTokenValidity, units.AccessToken),
			IDToken:            validityFrom(in.IdTokenValidity, units.IdToken),
			Read:               named[userpool.AttributeName](in.ReadAttributes),
			Write:              named[userpool.AttributeName](in.WriteAttributes),
			AuthFlows:          in.ExplicitAuthFlows,
			Providers:          in.SupportedIdentityProviders,
			CallbackURLs:       in.CallbackURLs,
			LogoutURLs:         in.LogoutURLs,
			DefaultRedirectURI: value(in.DefaultRedirectURI),
			OAuthEnabled:       value(in.AllowedOAuthFlowsUserPoolClient),
			OAuthFlows:         in.AllowedOAuthFlows,
			OAuthScopes:        in.AllowedOAuthScopes,
			TokenRevocation:    in.EnableTokenRevocation,
			PropagateUserData:  value(in.EnablePropagateAdditionalUserContextData),
			AuthSessionMinutes: int(value(in.AuthSessionValidity)),
		},
		GenerateSecret: value(in.GenerateSecret),
		Secret:         value(in.ClientSecret),
	}
	if in.PreventUserExistenceErrors != nil {
		out.HideUserExistence = new(*in.PreventUserExistenceErrors == idp.PreventUserExistenceErrorTypesEnabled)
	}
	if r := in.RefreshTokenRotation; r != nil {
		out.Rotation = &userpool.Rotation{
			Enabled:      value(r.Feature) == idp.FeatureTypeEnabled,
			GraceSeconds: int(value(r.RetryGracePeriodSeconds)),
		}
	}
	if a := in.AnalyticsConfiguration; a != nil {
		out.Analytics = &userpool.Analytics{
			ApplicationARN: value(a.ApplicationArn), ApplicationID: value(a.ApplicationId), RoleARN: value(a.RoleArn),
			ExternalID: value(a.ExternalId), UserDataShared: value(a.UserDataShared),
		}
	}
	return out
}

// clientSettingsFrom translates an UpdateUserPoolClient request.
func clientSettingsFrom(in *idp.UpdateUserPoolClientRequest) appclient.Settings {
	return newClientFrom(&idp.CreateUserPoolClientRequest{
		ClientName: in.ClientName, RefreshTokenValidity: in.RefreshTokenValidity,
		AccessTokenValidity: in.AccessTokenValidity, IdTokenValidity: in.IdTokenValidity,
		TokenValidityUnits: in.TokenValidityUnits, ReadAttributes: in.ReadAttributes, WriteAttributes: in.WriteAttributes,
		ExplicitAuthFlows: in.ExplicitAuthFlows, SupportedIdentityProviders: in.SupportedIdentityProviders,
		CallbackURLs: in.CallbackURLs, LogoutURLs: in.LogoutURLs, DefaultRedirectURI: in.DefaultRedirectURI,
		AllowedOAuthFlows: in.AllowedOAuthFlows, AllowedOAuthScopes: in.AllowedOAuthScopes,
		AllowedOAuthFlowsUserPoolClient: in.AllowedOAuthFlowsUserPoolClient,
		AnalyticsConfiguration:          in.AnalyticsConfiguration,
		PreventUserExistenceErrors:      in.PreventUserExistenceErrors,
		EnableTokenRevocation:           in.EnableTokenRevocation,

		EnablePropagateAdditionalUserContextData: in.EnablePropagateAdditionalUserContextData,
		AuthSessionValidity:                      in.AuthSessionValidity,
		RefreshTokenRotation:                     in.RefreshTokenRotation,
	}).Settings
}

func validityFrom(n *int32, unit *string) userpool.TokenValidity {
	return userpool.TokenValidity{Value: int(value(n)), Unit: value(unit)}
}

// client translates a client as Create, Describe and UpdateUserPoolClient show it.
func client(c *userpool.Client) *idp.UserPoolClientType {
	out := &idp.UserPoolClientType{
		UserPoolId: new(string(c.Pool)), ClientId: new(string(c.ID)), ClientName: &c.Name,
		ClientType:   new(string(appclient.KindOf(c))),
		CreationDate: &c.Created, LastModifiedDate: &c.Modified,
		RefreshTokenValidity: wireNumber(c.Refresh.Value),
		AccessTokenValidity:  given(int32(c.Access.Value)),
		IdTokenValidity:      given(int32(c.IDToken.Value)),
		TokenValidityUnits: &idp.TokenValidityUnitsType{
			RefreshToken: given(c.Refresh.Unit), AccessToken: given(c.Access.Unit), IdToken: given(c.IDToken.Unit),
		},
		ReadAttributes: texts(c.Read), WriteAttributes: texts(c.Write),
		ExplicitAuthFlows:               c.AuthFlows,
		SupportedIdentityProviders:      c.Providers,
		CallbackURLs:                    c.CallbackURLs,
		LogoutURLs:                      c.LogoutURLs,
		DefaultRedirectURI:              given(c.DefaultRedirectURI),
		AllowedOAuthFlowsUserPoolClient: &c.OAuthEnabled,
		AllowedOAuthFlows:               c.OAuthFlows,
		AllowedOAuthScopes:              c.OAuthScopes,
		EnableTokenRevocation:           &c.TokenRevocation,
		AuthSessionValidity:             wireNumber(c.AuthSessionMinutes),

		EnablePropagateAdditionalUserContextData: &c.PropagateUserData,
	}
	if c.Confidential() {
		out.ClientSecret = &c.Secrets[0].Value
	}
	addOptionalToClient(out, c)
	return out
}

// addOptionalToClient adds the blocks that are absent until they are set.
func addOptionalToClient(out *idp.UserPoolClientType, c *userpool.Client) {
	if c.HideUserExistence != nil {
		out.PreventUserExistenceErrors = new(idp.PreventUserExistenceErrorTypesLegacy)
		if *c.HideUserExistence {
			out.PreventUserExistenceErrors = new(idp.PreventUserExistenceErrorTypesEnabled)
		}
	}
	if r := c.Rotation; r != nil {
		out.RefreshTokenRotation = &idp.RefreshTokenRotationType{
			Feature: new(idp.FeatureTypeDisabled), RetryGracePeriodSeconds: wireNumber(r.GraceSeconds),
		}
		if r.Enabled {
			out.RefreshTokenRotation.Feature = new(idp.FeatureTypeEnabled)
		}
	}
	if a := c.Analytics; a != nil {
		out.AnalyticsConfiguration = &idp.AnalyticsConfigurationType{
			ApplicationArn: given(a.ApplicationARN), ApplicationId: given(a.ApplicationID), RoleArn: given(a.RoleARN),
			ExternalId: given(a.ExternalID), UserDataShared: &a.UserDataShared,
		}
	}
}
