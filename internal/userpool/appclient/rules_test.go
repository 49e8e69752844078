package appclient_test

import (
	"context"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/appclient"
)

type (
	attributes = []userpool.AttributeName
	settings   = appclient.Settings
	validity   = userpool.TokenValidity
)

func with(s settings) appclient.NewClient { return appclient.NewClient{Settings: s} }

func secret(s settings) appclient.NewClient {
	return appclient.NewClient{Settings: s, GenerateSecret: true}
}

func callbacks(urls ...string) appclient.NewClient { return with(settings{CallbackURLs: urls}) }

// rules are the refusals of CreateUserPoolClient, and next to each what is
// still accepted (an empty error), so that a rule that refuses too much fails
// too. `creating` in a text is `updating` on update.
var rules = map[string]struct {
	in   appclient.NewClient
	want string
}{
	"refresh of an hour":             {in: with(settings{Refresh: validity{Value: 60, Unit: "minutes"}})},
	"refresh of less than an hour":   {with(settings{Refresh: validity{Value: 59, Unit: "minutes"}}), ip + "Invalid range for token validity."},
	"refresh of ten years":           {in: with(settings{Refresh: validity{Value: 3650}})},
	"refresh of more than ten years": {with(settings{Refresh: validity{Value: 3651}}), ip + "Invalid range for token validity."},
	"refresh that overflows":         {with(settings{Refresh: validity{Value: 315360000, Unit: "days"}}), ip + "Invalid range for token validity."},
	"access of five minutes":         {in: with(settings{Access: validity{Value: 5, Unit: "minutes"}})},
	"access of less":                 {with(settings{Access: validity{Value: 299, Unit: "seconds"}}), ip + "Invalid range for token validity."},
	"access of a day":                {in: with(settings{Access: validity{Value: 24}})},
	"access of more":                 {with(settings{Access: validity{Value: 25}}), ip + "Invalid range for token validity."},
	"access that overflows":          {with(settings{Access: validity{Value: 86400, Unit: "days"}}), ip + "Invalid range for token validity."},
	"ID token of less":               {with(settings{IDToken: validity{Value: 4, Unit: "minutes"}}), ip + "Invalid range for token validity."},
	"ID token of more":               {with(settings{IDToken: validity{Value: 2, Unit: "days"}}), ip + "Invalid range for token validity."},
	"access beyond refresh": {with(settings{Refresh: validity{Value: 2, Unit: "hours"}, Access: validity{Value: 3}}),
		ip + "Access and Id Token expiration times must be less than or equal to refresh token expiration times."},
	"ID token beyond refresh": {with(settings{Refresh: validity{Value: 2, Unit: "hours"}, IDToken: validity{Value: 3}}),
		ip + "Access and Id Token expiration times must be less than or equal to refresh token expiration times."},
	"access as long as refresh": {in: with(settings{Refresh: validity{Value: 2, Unit: "hours"}, Access: validity{Value: 2}})},

	"old and new flows": {with(settings{AuthFlows: []string{"ALLOW_USER_SRP_AUTH", "ADMIN_NO_SRP_AUTH"}}),
		ip + "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."},
	"old flows": {in: with(settings{AuthFlows: []string{"ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH", "CUSTOM_AUTH_FLOW_ONLY"}})},
	"machine and user flows": {with(settings{AuthFlows: []string{"ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"}}),
		ip + "ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows."},
	"machine flow": {in: with(settings{AuthFlows: []string{"ALLOW_CLIENT_TOKEN_AUTH"}})},
	"rotation and plain refresh": {with(settings{AuthFlows: []string{"ALLOW_REFRESH_TOKEN_AUTH"}, Rotation: &userpool.Rotation{Enabled: true}}),
		ip + "ALLOW_REFRESH_TOKEN_AUTH cannot be used when refresh token rotation is enabled."},
	"rotation off and plain refresh": {in: with(settings{AuthFlows: []string{"ALLOW_REFRESH_TOKEN_AUTH"}, Rotation: &userpool.Rotation{}})},
	"rotation and default flows":     {in: with(settings{Rotation: &userpool.Rotation{Enabled: true}})},

	"reading what is":          {in: with(settings{Read: attributes{"email", "email_verified", "custom:team", "sub"}})},
	"reading what is not":      {with(settings{Read: attributes{"custom:none"}}), ip + "Invalid read attributes specified while creating a client"},
	"reading developers' own":  {with(settings{Read: attributes{"dev:custom:note"}}), ip + "Invalid read attributes specified while creating a client"},
	"writing what is":          {in: with(settings{Write: attributes{"email", "custom:team"}})},
	"writing what is not":      {with(settings{Write: attributes{"email", "custom:none"}}), ip + "Invalid write attributes specified while creating a client"},
	"writing developers' own":  {with(settings{Write: attributes{"email", "dev:custom:note"}}), ip + "Invalid write attributes specified while creating a client"},
	"writing a verification":   {with(settings{Write: attributes{"email", "email_verified"}}), ip + "Invalid write attributes specified while creating a client"},
	"writing another":          {with(settings{Write: attributes{"email", "phone_number_verified"}}), ip + "Invalid write attributes specified while creating a client"},
	"writing the sub":          {with(settings{Write: attributes{"email", "sub"}}), ip + "Invalid write attributes specified while creating a client"},
	"not writing the required": {with(settings{Write: attributes{"name"}}), ip + "Invalid write attributes specified while creating a client"},

	"known providers": {in: with(settings{Providers: []string{"COGNITO", "Google"}})},
	"unknown provider": {with(settings{Providers: []string{"COGNITO", "Facebook"}}),
		ip + "The provider Facebook does not exist for User Pool us-east-1_AbCdEf123."},

	"callbacks": {in: callbacks("https://a.example/cb?x=1", "http://localhost:3000/cb", "http://127.0.0.1/", "http://[::1]:8/", "myapp://cb", "com.example.app:/cb")},
	"fragment":  {callbacks("https://a.example/#x"), ip + "https://a.example/#x cannot use fragment"},
	"empty fragment": {callbacks("https://a.example/#"),
		ip + "https://a.example/# cannot use fragment"},
	"plain HTTP":            {callbacks("http://a.example/"), ip + "http://a.example/ cannot use the HTTP protocol."},
	"HTTP to a lookalike":   {callbacks("http://localhost.evil.example/"), ip + "http://localhost.evil.example/ cannot use the HTTP protocol."},
	"HTTP with user":        {callbacks("http://localhost@evil.example/"), ip + "http://localhost@evil.example/ cannot use the HTTP protocol."},
	"capital HTTP":          {callbacks("HTTP://a.example/"), ip + "HTTP://a.example/ cannot use the HTTP protocol."},
	"relative":              {callbacks("/cb"), ip + "/cb is not an absolute URI."},
	"without host":          {callbacks("https:///cb"), ip + "https:///cb is not an absolute URI."},
	"not a URI":             {callbacks("https://a.example/%zz"), ip + "https://a.example/%zz is not an absolute URI."},
	"script":                {callbacks("javascript:alert(1)"), ip + "javascript:alert(1) cannot use the scheme javascript."},
	"data":                  {callbacks("data:text/html,x"), ip + "data:text/html,x cannot use the scheme data."},
	"bad logout address":    {with(settings{LogoutURLs: []string{"http://a.example/"}}), ip + "http://a.example/ cannot use the HTTP protocol."},
	"default address":       {in: with(settings{CallbackURLs: []string{"https://a.example/"}, DefaultRedirectURI: "https://a.example/"})},
	"other default address": {with(settings{CallbackURLs: []string{"https://a.example/"}, DefaultRedirectURI: "https://a.example"}), ip + "The default redirect URI https://a.example is not in the callback URIs list."},

	"OAuth without flows": {with(settings{OAuthEnabled: true, OAuthScopes: []string{"openid"}}),
		ip + "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."},
	"OAuth without scopes": {with(settings{OAuthEnabled: true, OAuthFlows: []string{"code"}, CallbackURLs: []string{"https://a.example/"}}),
		ip + "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."},
	"OAuth": {in: with(settings{OAuthEnabled: true, OAuthFlows: []string{"code", "implicit"}, CallbackURLs: []string{"https://a.example/"},
		OAuthScopes: []string{"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin", "api/read"}})},
	"machines and users": {secret(settings{OAuthFlows: []string{"client_credentials", "code"}, CallbackURLs: []string{"https://a.example/"}}),
		"InvalidOAuthFlowException: client_credentials flow can not be selected along with code flow or implicit flow."},
	"machines and implicit": {secret(settings{OAuthFlows: []string{"client_credentials", "implicit"}, CallbackURLs: []string{"https://a.example/"}}),
		"InvalidOAuthFlowException: client_credentials flow can not be selected along with code flow or implicit flow."},
	"machines without secret": {with(settings{OAuthFlows: []string{"client_credentials"}, OAuthScopes: []string{"api/read"}}),
		"InvalidOAuthFlowException: client_credentials flow can not be selected if client does not have a client secret."},
	"code without callback": {with(settings{OAuthFlows: []string{"code"}, OAuthScopes: []string{"openid"}}),
		"InvalidOAuthFlowException: CallbackUrls can not be empty when code flow or implicit flow is selected"},
	"implicit without callback": {with(settings{OAuthFlows: []string{"implicit"}, OAuthScopes: []string{"openid"}}),
		"InvalidOAuthFlowException: CallbackUrls can not be empty when code flow or implicit flow is selected"},
	"machines with users' scopes": {secret(settings{OAuthFlows: []string{"client_credentials"}, OAuthScopes: []string{"api/read", "openid"}}),
		"InvalidOAuthFlowException: openid is not supported with client_credentials flow"},
	"machines with the admin scope": {secret(settings{OAuthFlows: []string{"client_credentials"}, OAuthScopes: []string{"aws.cognito.signin.user.admin"}}),
		"InvalidOAuthFlowException: aws.cognito.signin.user.admin is not supported with client_credentials flow"},
	"machines": {in: secret(settings{OAuthEnabled: true, OAuthFlows: []string{"client_credentials"}, OAuthScopes: []string{"api/read", "aws.cognito/dcr/register"}})},
	"unknown scope": {with(settings{OAuthScopes: []string{"api/write"}}),
		"ScopeDoesNotExistException: Invalid scope requested: api/write"},
	"unknown scope of Cognito's": {with(settings{OAuthScopes: []string{"aws.cognito/other"}}),
		"ScopeDoesNotExistException: Invalid scope requested: aws.cognito/other"},

	"analytics by ARN":   {in: with(settings{Analytics: &userpool.Analytics{ApplicationARN: "a", UserDataShared: true}})},
	"analytics by parts": {in: with(settings{Analytics: &userpool.Analytics{ApplicationID: "a", RoleARN: "r", ExternalID: "e"}})},
	"analytics by both": {with(settings{Analytics: &userpool.Analytics{ApplicationARN: "a", ApplicationID: "a", RoleARN: "r", ExternalID: "e"}}),
		ip + "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid"},
	"analytics by a part": {with(settings{Analytics: &userpool.Analytics{ApplicationID: "a", RoleARN: "r"}}),
		ip + "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid"},
	"no analytics": {with(settings{Analytics: &userpool.Analytics{}}),
		ip + "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid"},

	"user data without secret": {with(settings{PropagateUserData: true}),
		ip + "Client Secret is required to set EnablePropagateAdditionalUserContextData as true"},
	"user data": {in: secret(settings{PropagateUserData: true})},
}

func TestRules(t *testing.T) {
	t.Parallel()
	for name, tt := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start()
			_, err := f.Create(context.Background(), poolID, tt.in)
			wantError(t, err, tt.want)
			if (len(f.mem.clients) == 0) != (tt.want != "") {
				t.Errorf("%d clients stored with error %v", len(f.mem.clients), err)
			}
		})
	}
}

// TestRulesOnUpdate holds UpdateUserPoolClient to the same rules.
func TestRulesOnUpdate(t *testing.T) {
	t.Parallel()
	for name, tt := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start()
			c := f.create(t, appclient.NewClient{GenerateSecret: tt.in.GenerateSecret})
			_, err := f.Update(context.Background(), poolID, c.ID, tt.in.Settings)
			wantError(t, err, strings.ReplaceAll(tt.want, "creating", "updating"))
			if changed := f.mem.clients[c.ID].Version > 0; changed != (tt.want == "") {
				t.Errorf("changed %v with error %v", changed, err)
			}
		})
	}
}

// TestEmptyCatalog is what a server without providers and resource servers says.
func TestEmptyCatalog(t *testing.T) {
	t.Parallel()
	f := start()
	svc := appclient.New(appclient.Deps{DB: f.mem, Cache: f.mem, Rand: zeros{}, Now: f.clock})
	ctx := context.Background()
	_, err := svc.Create(ctx, poolID, with(settings{Providers: []string{"Google"}}))
	wantError(t, err, ip+"The provider Google does not exist for User Pool us-east-1_AbCdEf123.")
	_, err = svc.Create(ctx, poolID, with(settings{OAuthScopes: []string{"api/read"}}))
	wantError(t, err, "ScopeDoesNotExistException: Invalid scope requested: api/read")
}
