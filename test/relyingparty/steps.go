package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

func newChecks() Checks {
	return Checks{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
}

// enter signs in, or goes through by the browser's session.
func enter(ctx context.Context, app *App, b *browser) (*oauth2.Token, *oidc.IDToken, error) {
	checks := newChecks()
	back, err := b.through(app.Address(checks))
	if err != nil {
		return nil, nil, err
	}
	return app.Complete(ctx, back.Get("state"), back.Get("code"), checks)
}

func succeed(ctx context.Context, w *world, app *App) error {
	b, err := newBrowser()
	if err != nil {
		return err
	}
	tokens, id, err := enter(ctx, app, b)
	if err != nil {
		return err
	}
	step("signed in by code with PKCE, state and nonce; the ID token of %s is verified", id.Subject)
	if err := userInfo(ctx, w, app, tokens, id); err != nil {
		return err
	}
	if err := renew(ctx, w, app, tokens, id); err != nil {
		return err
	}
	if _, _, err := enter(ctx, app, b); err != nil {
		return err
	}
	if err := check(b.forms == 1, "no password was asked for the second time"); err != nil {
		return err
	}
	step("signed in once more without a question, by the session of the browser")
	if err := revoke(ctx, app, tokens); err != nil {
		return err
	}
	return signOut(app, b)
}

func userInfo(ctx context.Context, w *world, app *App, tokens *oauth2.Token, id *oidc.IDToken) error {
	info, err := app.Provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return err
	}
	step("user info of %s", info.Email)
	return check(info.Subject == id.Subject && info.Email == w.email && info.EmailVerified, "user info: %+v", info)
}

// renew refreshes by the library's token source, which asks when the access
// token is over.
func renew(ctx context.Context, w *world, app *App, tokens *oauth2.Token, id *oidc.IDToken) error {
	old := *tokens
	old.Expiry = time.Now().Add(-time.Second)
	fresh, err := app.TokenSource(ctx, &old).Token()
	if err != nil {
		return err
	}
	if err := check(fresh.AccessToken != tokens.AccessToken && fresh.RefreshToken == tokens.RefreshToken && fresh.Valid() &&
		time.Until(fresh.Expiry) > 50*time.Minute, "the access token is new, the refresh token stays: %v", fresh.Expiry); err != nil {
		return err
	}
	again, err := app.Verify(ctx, fresh)
	if err != nil {
		return err
	}
	if err := check(again.Subject == id.Subject && again.Nonce == "", "the new ID token: %+v", again); err != nil {
		return err
	}
	step("refreshed; the new ID token is verified")
	return userInfo(ctx, w, app, fresh, id)
}

// revoke does what neither library has: it posts to the endpoint that
// discovery names.
func revoke(ctx context.Context, app *App, tokens *oauth2.Token) error {
	var metadata struct {
		Revocation string `json:"revocation_endpoint"`
	}
	if err := app.Provider.Claims(&metadata); err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, metadata.Revocation,
		strings.NewReader(url.Values{"token": {tokens.RefreshToken}, "client_id": {app.ClientID}}.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if app.ClientSecret != "" {
		r.SetBasicAuth(app.ClientID, app.ClientSecret)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	if err := errors.Join(response.Body.Close(), check(response.StatusCode == http.StatusOK, "revoked: %s", response.Status)); err != nil {
		return err
	}
	_, err = app.TokenSource(ctx, &oauth2.Token{RefreshToken: tokens.RefreshToken}).Token()
	if err := answers(err, "invalid_grant", "refresh after revocation"); err != nil {
		return err
	}
	_, err = app.Provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err := check(err != nil && strings.Contains(err.Error(), "401") && strings.Contains(err.Error(), "invalid_token"), "user info after revocation: %v", err); err != nil {
		return err
	}
	step("revoked; neither refresh nor user info goes on")
	return nil
}

func signOut(app *App, b *browser) error {
	var metadata struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := app.Provider.Claims(&metadata); err != nil {
		return err
	}
	out, err := b.open(metadata.EndSession + "?" + url.Values{"client_id": {app.ClientID}, "logout_uri": {application + "signed-out"}}.Encode())
	if err != nil {
		return err
	}
	if err := check(out.address.String() == application+"signed-out", "logout leads to the application: %s", out.address); err != nil {
		return err
	}
	after, err := b.open(app.Address(newChecks()))
	if err != nil {
		return err
	}
	if err := check(after.asksForPassword(), "after logout the login page is shown: %s", after.address); err != nil {
		return err
	}
	step("signed out; the browser is asked for the password again")
	return nil
}

// answers checks the error of the token endpoint, as x/oauth2 gives it.
func answers(err error, code, what string) error {
	var e *oauth2.RetrieveError
	return check(errors.As(err, &e) && e.ErrorCode == code && e.Response.StatusCode == http.StatusBadRequest, "%s is %s: %v", what, code, err)
}

func refuse(ctx context.Context, w *world, app *App) error {
	b, err := newBrowser()
	if err != nil {
		return err
	}
	if err := refuseAddresses(app, b); err != nil {
		return err
	}
	checks := newChecks()
	back, err := b.through(app.Address(checks))
	if err != nil {
		return err
	}
	state, code := back.Get("state"), back.Get("code")
	_, _, err = app.Complete(ctx, "another", code, checks)
	if err := check(err != nil, "another state is refused"); err != nil {
		return err
	}
	_, _, err = app.Complete(ctx, state, code, Checks{State: state, Nonce: checks.Nonce, Verifier: oauth2.GenerateVerifier()})
	if err := answers(err, "invalid_grant", "another PKCE verifier"); err != nil {
		return err
	}
	elsewhere := *app
	elsewhere.RedirectURL += "/"
	_, _, err = elsewhere.Complete(ctx, state, code, checks)
	if err := answers(err, "unauthorized_client", "another redirect URI"); err != nil {
		return err
	}
	tokens, _, err := app.Complete(ctx, state, code, checks)
	if err != nil {
		return fmt.Errorf("what was refused must not use the code up: %w", err)
	}
	_, _, err = app.Complete(ctx, state, code, checks)
	if err := answers(err, "invalid_grant", "a code used twice"); err != nil {
		return err
	}
	_, err = app.TokenSource(ctx, &oauth2.Token{RefreshToken: tokens.RefreshToken}).Token()
	if err := answers(err, "invalid_grant", "refresh after a code was used twice"); err != nil {
		return err
	}
	step("another verifier and redirect URI are refused; a code used twice also takes back what it gave")
	return refuseSecret(ctx, w, app, b)
}

// refuseAddresses are requests that lead to no login page.
func refuseAddresses(app *App, b *browser) error {
	checks := newChecks()
	for parameter, want := range map[string]string{"prompt=none": "login_required", "scope=openid+phone": "invalid_scope", "response_type=id_token": "invalid_request"} {
		p, err := b.open(changed(app.Address(checks), parameter))
		if err != nil {
			return err
		}
		q := p.address.Query()
		if err := check(p.text == "" && q.Get("error") == want && q.Get("state") == checks.State, "%s is %s: %s", parameter, want, p.address); err != nil {
			return err
		}
	}
	p, err := b.open(changed(app.Address(checks), "redirect_uri=https://evil.example/callback"))
	if err != nil {
		return err
	}
	if err := check(p.status == http.StatusBadRequest && strings.Contains(p.text, "redirect_mismatch"), "a foreign redirect URI is an error page: %d", p.status); err != nil {
		return err
	}
	step("prompt=none, a foreign scope, response type and redirect URI are refused")
	return nil
}

// changed replaces one parameter of an address.
func changed(address, parameter string) string {
	before, query, _ := strings.Cut(address, "?")
	name, value, _ := strings.Cut(parameter, "=")
	values, _ := url.ParseQuery(query)
	values.Set(name, strings.ReplaceAll(value, "+", " "))
	return before + "?" + values.Encode()
}

func refuseSecret(ctx context.Context, w *world, app *App, b *browser) error {
	if app.ClientSecret == "" {
		return nil
	}
	wrong := *app
	wrong.ClientSecret = "not-the-secret"
	_, _, err := enter(ctx, &wrong, b)
	if err := answers(err, "invalid_client", "a wrong client secret"); err != nil {
		return err
	}
	step("a wrong client secret is refused")
	return nil
}
