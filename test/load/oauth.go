package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
)

// callback is the application's address. Nobody goes there.
const callback = "https://app.example.com/callback"

// browsers is how many browsers are signed in, each as a user of her own.
const browsers = 50

// web is a pool's domain with an application, a machine and signed-in browsers.
type web struct {
	base            string // address of the domain
	app             string // client id of the application, which has no secret
	machine, secret string
	cookies         []string // Cookie headers

	refresh, access []string // of the browsers
}

// withBrowsers makes the domain and signs the browsers in, once for each
// target.
func withBrowsers(ctx context.Context, t *target, _ options) error {
	if t.web != nil {
		return nil
	}
	w := &web{base: t.url + "/domain/load", app: "floor", machine: "machine", secret: "secret"}
	if !t.floor {
		if err := t.makeDomain(ctx, w); err != nil {
			return err
		}
	}
	for i := range browsers {
		cookie, err := t.enter(ctx, w, name(i))
		if err != nil {
			return fmt.Errorf("sign the browser of %s in: %w", name(i), err)
		}
		w.cookies = append(w.cookies, cookie)
	}
	t.web = w
	return nil
}

func (t *target) makeDomain(ctx context.Context, w *web) error {
	err := errors.Join(
		t.call(ctx, "CreateUserPoolDomain", map[string]any{"UserPoolId": t.pool, "Domain": "load", "ManagedLoginVersion": 2}, true, nil),
		t.call(ctx, "CreateResourceServer", map[string]any{"UserPoolId": t.pool, "Identifier": "load", "Name": "load",
			"Scopes": []map[string]string{{"ScopeName": "read", "ScopeDescription": "read"}}}, true, nil))
	if err != nil {
		return err
	}
	type client struct {
		UserPoolClient struct {
			ClientID     string `json:"ClientId"`
			ClientSecret string
		}
	}
	var app, machine client
	err = errors.Join(
		t.call(ctx, "CreateUserPoolClient", map[string]any{"UserPoolId": t.pool, "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true,
			"AllowedOAuthFlows": []string{"code"}, "AllowedOAuthScopes": []string{"openid", "email", "profile"}, "CallbackURLs": []string{callback},
			"SupportedIdentityProviders": []string{"COGNITO"}, "ExplicitAuthFlows": []string{"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"},
		}, true, &app),
		t.call(ctx, "CreateUserPoolClient", map[string]any{"UserPoolId": t.pool, "ClientName": "machine", "GenerateSecret": true,
			"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": []string{"client_credentials"}, "AllowedOAuthScopes": []string{"load/read"},
		}, true, &machine))
	w.app, w.machine, w.secret = app.UserPoolClient.ClientID, machine.UserPoolClient.ClientID, machine.UserPoolClient.ClientSecret
	return err
}

// ask is the query of an authorize request.
func (w *web) ask(challenge string) string {
	return "?" + url.Values{"response_type": {"code"}, "client_id": {w.app}, "redirect_uri": {callback}, "scope": {"openid email profile"},
		"state": {"state"}, "nonce": {"nonce"}, "code_challenge": {challenge}, "code_challenge_method": {"S256"}}.Encode()
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// enter signs in on the login page and gives the browser's cookies.
func (t *target) enter(ctx context.Context, w *web, user string) (cookie string, err error) {
	address := w.base + "/login" + w.ask(challengeOf("verifier"))
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	resp, page, err := t.exchange(r)
	if err != nil {
		return "", err
	}
	form := url.Values{"username": {user}, "password": {password}}
	for _, m := range hidden.FindAllStringSubmatch(string(page), -1) {
		form.Set(m[1], m[2])
	}
	if r, err = formRequest(ctx, address, form); err != nil {
		return "", err
	}
	r.Header.Set("Cookie", cookiesOf(resp))
	if resp, page, err = t.exchange(r); err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusFound {
		return "", fmt.Errorf("%s: %s", resp.Status, page)
	}
	return cookiesOf(resp), nil
}

func cookiesOf(resp *http.Response) string {
	var header http.Request
	header.Header = http.Header{}
	for _, c := range resp.Cookies() {
		header.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	return header.Header.Get("Cookie")
}

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// tokens is the answer of the token endpoint.
type tokens struct {
	ID      string `json:"id_token"`
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
}

// token asks the token endpoint.
func (t *target) token(ctx context.Context, form url.Values) (out tokens, err error) {
	r, err := formRequest(ctx, t.web.base+"/oauth2/token", form)
	if err != nil {
		return out, err
	}
	answer, err := t.send(r)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		return out, err
	}
	if out.Access == "" {
		return out, errors.New("no access token")
	}
	return out, nil
}

// grant sends a signed-in browser through authorize and redeems the code.
func (t *target) grant(ctx context.Context, browser int) (tokens, error) {
	verifier := rand.Text() + rand.Text()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, t.web.base+"/oauth2/authorize"+t.web.ask(challengeOf(verifier)), nil)
	if err != nil {
		return tokens{}, err
	}
	r.Header.Set("Cookie", t.web.cookies[browser])
	resp, page, err := t.exchange(r)
	if err != nil {
		return tokens{}, err
	}
	back, err := resp.Location()
	if err != nil || back.Query().Get("code") == "" {
		return tokens{}, fmt.Errorf("authorize gave no code: %s to %v: %s", resp.Status, back, page)
	}
	return t.token(ctx, url.Values{"grant_type": {"authorization_code"}, "client_id": {t.web.app}, "code": {back.Query().Get("code")},
		"redirect_uri": {callback}, "code_verifier": {verifier}})
}

func authorizeAndToken(ctx context.Context, t *target, i int) error {
	got, err := t.grant(ctx, i%browsers)
	if err == nil && (got.ID == "" || got.Refresh == "") {
		err = errors.New("a token is missing")
	}
	return err
}

func clientCredentials(ctx context.Context, t *target, _ int) error {
	_, err := t.token(ctx, url.Values{"grant_type": {"client_credentials"}, "client_id": {t.web.machine}, "client_secret": {t.web.secret},
		"scope": {"load/read"}})
	return err
}

// withTokens gives each browser's application its tokens.
func withTokens(ctx context.Context, t *target, o options) error {
	if err := withBrowsers(ctx, t, o); err != nil {
		return err
	}
	for i := len(t.web.access); i < browsers; i++ {
		got, err := t.grant(ctx, i)
		if err != nil {
			return err
		}
		t.web.refresh, t.web.access = append(t.web.refresh, got.Refresh), append(t.web.access, got.Access)
	}
	return nil
}

func refreshByForm(ctx context.Context, t *target, i int) error {
	_, err := t.token(ctx, url.Values{"grant_type": {"refresh_token"}, "client_id": {t.web.app}, "refresh_token": {t.web.refresh[i%browsers]}})
	return err
}

func userInfo(ctx context.Context, t *target, i int) error {
	_, err := t.get(ctx, t.web.base+"/oauth2/userInfo", http.Header{"Authorization": {"Bearer " + t.web.access[i%browsers]}})
	return err
}

// loginPage shows the page to a browser that comes for the first time.
func loginPage(ctx context.Context, t *target, _ int) error {
	page, err := t.get(ctx, t.web.base+"/login"+t.web.ask("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), nil)
	if err == nil && !hidden.Match(page) {
		err = errors.New("the page has no form")
	}
	return err
}
