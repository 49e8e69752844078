package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/srp"
)

const password = "Passw0rd!"

// operation is one thing that is measured.
type operation struct {
	name     string
	requests int     // per turn
	goal     float64 // CPU relative to the floor
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
}

func nothing(context.Context, *target, options) error { return nil }

func name(i int) string { return fmt.Sprintf("user%d", i%signers) }

type authentication struct {
	ChallengeName        string
	Session              string
	ChallengeParameters  map[string]string
	AuthenticationResult struct{ AccessToken, RefreshToken string }
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
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, t.url+"/"+t.pool+"/.well-known/jwks.json", nil)
	if err != nil {
		return err
	}
	resp, err := t.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("jwks: %d", resp.StatusCode)
	}
	return nil
}
