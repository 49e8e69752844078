package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/srp"
)

const password = "Passw0rd!"

// operation is one thing that is measured.
type operation struct {
	name     string
	requests int     // per turn
	goal     float64 // CPU relative to the floor, 0 for none
	filter   string  // of ListUsers, for a pool's size
	prepare  func(ctx context.Context, t *target, o options) error
	send     func(ctx context.Context, t *target, i int) error
}

// signers is how many users sign in; the others only fill the pool.
const signers = 500

var operations = []operation{
	{name: "refresh", requests: 1200, goal: 1.25, prepare: signedIn, send: refresh},
	{name: "password", requests: 1000, goal: 1.25, prepare: nothing, send: passwordSignIn},
	{name: "SRP", requests: 600, goal: 1.2, prepare: nothing, send: srpSignIn},
	{name: "TOTP", requests: 400, goal: 1.25, prepare: nothing, send: totpSignIn},
	{name: "passkey", requests: 1000, goal: 1.5, prepare: withPasskeys, send: passkeySignIn},
	{name: "rotation", requests: 1200, goal: 1.5, prepare: rotating, send: rotate},
	{name: "SignUp", requests: 2000, goal: 1.3, prepare: newNames, send: signUp},
	{name: "GetUser", requests: 8000, goal: 2, prepare: signedIn, send: getUser},
	{name: "AdminGetUser", requests: 10000, goal: 5, prepare: nothing, send: adminGetUser},
	{name: "ListUsers", requests: 3000, goal: 2.5, prepare: nothing, send: listUsers},
	{name: "JWKS", requests: 20000, goal: 1.5, prepare: nothing, send: jwks},
	{name: "authorize+token", requests: 600, prepare: withBrowsers, send: authorizeAndToken},
	{name: "client_credentials", requests: 2000, prepare: withBrowsers, send: clientCredentials},
	{name: "refresh by form", requests: 1200, prepare: withTokens, send: refreshByForm},
	{name: "userInfo", requests: 8000, prepare: withTokens, send: userInfo},
	{name: "login page", requests: 4000, prepare: withBrowsers, send: loginPage},
	{name: "GetId", requests: 8000, prepare: withIdentities, send: getID},
	{name: "GetCredentialsForIdentity", requests: 6000, prepare: withIdentities, send: getCredentials},
	{name: "AssumeRoleWithWebIdentity", requests: 6000, prepare: withOpenIDTokens, send: assumeRole},
	{name: "GetCallerIdentity", requests: 10000, prepare: nothing, send: getCallerIdentity},
}

func nothing(context.Context, *target, options) error { return nil }

func name(i int) string { return fmt.Sprintf("user%d", i%signers) }

type authentication struct {
	ChallengeName        string
	Session              string
	ChallengeParameters  map[string]string
	AuthenticationResult struct{ AccessToken, IdToken, RefreshToken string }
}

// done insists on tokens: what is fast because it stopped early counts for nothing.
func (a authentication) done() error {
	if a.AuthenticationResult.AccessToken == "" {
		return fmt.Errorf("%s instead of tokens", a.ChallengeName)
	}
	return nil
}

func (t *target) signIn(ctx context.Context, user string) (authentication, error) {
	var out authentication
	err := t.call(ctx, "InitiateAuth", map[string]any{"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": t.app,
		"AuthParameters": map[string]string{"USERNAME": user, "PASSWORD": password}}, false, &out)
	return out, err
}

// signedIn collects tokens to use, once for each target.
func signedIn(ctx context.Context, t *target, _ options) error {
	for i := len(t.refresh); i < 100; i++ {
		a, err := t.signIn(ctx, name(i))
		if err != nil {
			return err
		}
		t.refresh = append(t.refresh, a.AuthenticationResult.RefreshToken)
		t.access = append(t.access, a.AuthenticationResult.AccessToken)
	}
	return nil
}

func passwordSignIn(ctx context.Context, t *target, i int) error {
	_, err := t.signIn(ctx, name(i))
	return err
}

func refresh(ctx context.Context, t *target, i int) error {
	return t.call(ctx, "InitiateAuth", map[string]any{"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": t.app,
		"AuthParameters": map[string]string{"REFRESH_TOKEN": t.refresh[i%len(t.refresh)]}}, false, nil)
}

func srpSignIn(ctx context.Context, t *target, i int) error {
	user := name(i)
	c, err := srp.NewClient(rand.Reader, t.poolName, user)
	if err != nil {
		return err
	}
	var a authentication
	if err := t.call(ctx, "InitiateAuth", map[string]any{"AuthFlow": "USER_SRP_AUTH", "ClientId": t.app,
		"AuthParameters": map[string]string{"USERNAME": user, "SRP_A": srp.Hex(c.A())}}, false, &a); err != nil {
		return err
	}
	p := a.ChallengeParameters
	key, err := c.Key(p["SRP_B"], p["SALT"], password)
	if err != nil {
		return err
	}
	block, err := base64.StdEncoding.DecodeString(p["SECRET_BLOCK"])
	if err != nil {
		return err
	}
	at := srp.FormatTimestamp(time.Now())
	return t.call(ctx, "RespondToAuthChallenge", map[string]any{"ChallengeName": "PASSWORD_VERIFIER", "ClientId": t.app,
		"ChallengeResponses": map[string]string{"USERNAME": p["USERNAME"], "TIMESTAMP": at,
			"PASSWORD_CLAIM_SECRET_BLOCK": p["SECRET_BLOCK"],
			"PASSWORD_CLAIM_SIGNATURE":    base64.StdEncoding.EncodeToString(c.Sign(key, block, at))}}, false, nil)
}

// newNames starts a new series of names: a name can sign up once.
func newNames(_ context.Context, t *target, _ options) error { return nil }

func signUp(ctx context.Context, t *target, _ int) error {
	t.mu.Lock()
	t.round++
	user := fmt.Sprintf("new%d", t.round)
	t.mu.Unlock()
	return t.call(ctx, "SignUp", map[string]any{"ClientId": t.app, "Username": user, "Password": password,
		"UserAttributes": []map[string]string{{"Name": "email", "Value": user + "@example.com"}}}, false, nil)
}

func getUser(ctx context.Context, t *target, i int) error {
	return t.call(ctx, "GetUser", map[string]any{"AccessToken": t.access[i%len(t.access)]}, false, nil)
}

func adminGetUser(ctx context.Context, t *target, i int) error {
	return t.call(ctx, "AdminGetUser", map[string]any{"UserPoolId": t.pool, "Username": name(i)}, true, nil)
}

func listUsers(ctx context.Context, t *target, _ int) error {
	return t.call(ctx, "ListUsers", map[string]any{"UserPoolId": t.pool, "Limit": 20}, true, nil)
}

func jwks(ctx context.Context, t *target, _ int) error {
	_, err := t.get(ctx, t.url+"/"+t.pool+"/.well-known/jwks.json", nil)
	return err
}
