package cognatetest_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/cognate-id/cognate/cognatetest"
)

const callback = "https://app.example.com/callback"

// browser follows redirects to the application's address and no further.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if r.URL.Host == "app.example.com" || len(via) > 5 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// walk opens an address, signs in where a page asks for it, and gives where the
// browser is sent in the end; signedIn tells whether a page was shown.
func walk(t *testing.T, b *http.Client, address string) (back *url.URL, asked bool) {
	t.Helper()
	response, err := b.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode == http.StatusOK {
		asked = true
		page, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		form := url.Values{"username": {"alice"}, "password": {"Correct-Horse-7"}}
		for _, m := range hidden.FindAllStringSubmatch(string(page), -1) {
			form.Set(m[1], m[2])
		}
		at := response.Request.URL.String()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", response.Request.URL.Scheme+"://"+response.Request.URL.Host)
		_ = response.Body.Close()
		if response, err = b.Do(request); err != nil {
			t.Fatal(err)
		}
	}
	defer response.Body.Close()
	back, err = response.Location()
	if err != nil {
		text, _ := io.ReadAll(response.Body)
		t.Fatalf("%s: %s, no way back: %s", address, response.Status, text)
	}
	return back, asked
}

// TestOAuthJourney takes two client libraries, as they are, and a browser
// through sign-in, refresh, single sign-on and logout.
func TestOAuthJourney(t *testing.T) {
	t.Parallel()
	s := cognatetest.Start(t)
	c := client(s)
	pool, err := c.CreateUserPool(t.Context(), &cognito.CreateUserPoolInput{PoolName: aws.String("web")})
	if err != nil {
		t.Fatal(err)
	}
	id := pool.UserPool.Id
	app, err1 := c.CreateUserPoolClient(t.Context(), &cognito.CreateUserPoolClientInput{
		UserPoolId: id, ClientName: aws.String("web"), GenerateSecret: true, AllowedOAuthFlowsUserPoolClient: true,
		AllowedOAuthFlows: []types.OAuthFlowType{types.OAuthFlowTypeCode}, AllowedOAuthScopes: []string{"openid", "email"},
		CallbackURLs: []string{callback}, LogoutURLs: []string{"https://app.example.com/bye"}, SupportedIdentityProviders: []string{"COGNITO"},
	})
	_, err2 := c.CreateUserPoolDomain(t.Context(), &cognito.CreateUserPoolDomainInput{UserPoolId: id, Domain: aws.String("web-app")})
	_, err3 := c.AdminCreateUser(t.Context(), &cognito.AdminCreateUserInput{UserPoolId: id, Username: aws.String("alice"),
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: aws.String("alice@example.com")}}})
	_, err4 := c.AdminSetUserPassword(t.Context(), &cognito.AdminSetUserPasswordInput{UserPoolId: id, Username: aws.String("alice"),
		Password: aws.String("Correct-Horse-7"), Permanent: true})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	provider, err := oidc.NewProvider(t.Context(), s.URL+"/"+*id)
	if err != nil {
		t.Fatal(err)
	}
	conf := oauth2.Config{ClientID: *app.UserPoolClient.ClientId, ClientSecret: *app.UserPoolClient.ClientSecret,
		Endpoint: provider.Endpoint(), RedirectURL: callback, Scopes: []string{"openid", "email"}}

	b := browser(t)
	for _, first := range []bool{true, false} {
		verifier := oauth2.GenerateVerifier()
		back, asked := walk(t, b, conf.AuthCodeURL("st", oauth2.S256ChallengeOption(verifier), oidc.Nonce("n")))
		if asked != first || back.Query().Get("state") != "st" {
			t.Fatalf("page shown: %v, back at %s", asked, back)
		}
		tokens, err := conf.Exchange(t.Context(), back.Query().Get("code"), oauth2.VerifierOption(verifier))
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := tokens.Extra("id_token").(string)
		idToken, err := provider.Verifier(&oidc.Config{ClientID: conf.ClientID, Now: s.Clock.Now}).Verify(t.Context(), raw)
		if err != nil {
			t.Fatal(err)
		}
		if err := idToken.VerifyAccessToken(tokens.AccessToken); err != nil || idToken.Nonce != "n" {
			t.Errorf("%+v, %v", idToken, err)
		}
		info, err := provider.UserInfo(t.Context(), oauth2.StaticTokenSource(tokens))
		if err != nil || info.Email != "alice@example.com" || info.Subject != idToken.Subject {
			t.Errorf("%+v, %v", info, err)
		}
		if _, err := conf.TokenSource(t.Context(), &oauth2.Token{RefreshToken: tokens.RefreshToken}).Token(); err != nil {
			t.Error(err)
		}
	}
	var discovered struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&discovered); err != nil {
		t.Fatal(err)
	}
	leave := discovered.EndSession + "?" + url.Values{"client_id": {conf.ClientID}, "logout_uri": {"https://app.example.com/bye"}}.Encode()
	if back, _ := walk(t, b, leave); back.String() != "https://app.example.com/bye" {
		t.Errorf("logout leads to %s", back)
	}
	if _, asked := walk(t, b, conf.AuthCodeURL("st")); !asked {
		t.Error("signed in silently after the logout")
	}
}
