package main

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/totp"
	"github.com/cognate-id/cognate/internal/pooltest"
)

// totpUsers is how many users have an authenticator app. A code is good once
// and three are good at a time, so that each sign-in takes another user and a
// later code than the round before.
const totpUsers = 2000

func totpName(i int) string { return fmt.Sprintf("totp%d", i) }

// seedOf is the secret of a user's authenticator app, as the floor has it too.
func seedOf(user string) string {
	sum := sha256.Sum256([]byte("seed of " + user))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:20])
}

func totpSignIn(ctx context.Context, t *target, _ int) error {
	t.mu.Lock()
	n := t.totp
	t.totp++
	t.mu.Unlock()
	round, user := n/totpUsers, totpName(n%totpUsers)
	if round > 2 {
		return fmt.Errorf("all codes of all users are used; measure fewer")
	}
	a, err := t.signIn(ctx, user)
	if err != nil {
		return err
	}
	secret, err := totp.ParseSecret(seedOf(user))
	if err != nil {
		return err
	}
	var out authentication
	err = t.call(ctx, "RespondToAuthChallenge", map[string]any{"ClientId": t.app, "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": a.Session,
		"ChallengeResponses": map[string]string{"USERNAME": user,
			"SOFTWARE_TOKEN_MFA_CODE": secret.Code(totp.Step(time.Now()) + int64(round) - 1)}}, false, &out)
	if err != nil {
		return err
	}
	return out.done()
}

// passkeyUsers is how many of the signers have a passkey.
const passkeyUsers = 100

// quiet lets pooltest's authenticator run outside a test.
type quiet struct{ testing.TB }

func (quiet) Helper()           {}
func (quiet) Fatal(args ...any) { log.Fatal(append([]any{"load: authenticator: "}, args...)...) }

// withPasskeys registers a passkey for each user who signs in by one.
func withPasskeys(ctx context.Context, t *target, _ options) error {
	for i := len(t.passkeys); i < passkeyUsers; i++ {
		key := pooltest.NewAuthenticator(quiet{}, "localhost")
		if err := t.register(ctx, name(i), key); err != nil {
			return err
		}
		t.passkeys = append(t.passkeys, key)
	}
	return nil
}

func (t *target) register(ctx context.Context, user string, key *pooltest.Authenticator) error {
	if t.floor {
		return t.call(ctx, "PutPasskey", map[string]any{"Username": user, "Key": base64.StdEncoding.EncodeToString(key.PublicKey())}, false, nil)
	}
	a, err := t.signIn(ctx, user)
	if err != nil {
		return err
	}
	token := a.AuthenticationResult.AccessToken
	var begun struct{ CredentialCreationOptions json.RawMessage }
	if err := t.call(ctx, "StartWebAuthnRegistration", map[string]any{"AccessToken": token}, false, &begun); err != nil {
		return err
	}
	return t.call(ctx, "CompleteWebAuthnRegistration", map[string]any{"AccessToken": token,
		"Credential": json.RawMessage(key.Register(begun.CredentialCreationOptions))}, false, nil)
}

func passkeySignIn(ctx context.Context, t *target, i int) error {
	user, key := name(i%passkeyUsers), t.passkeys[i%passkeyUsers]
	var a authentication
	err := t.call(ctx, "InitiateAuth", map[string]any{"AuthFlow": "USER_AUTH", "ClientId": t.app,
		"AuthParameters": map[string]string{"USERNAME": user, "PREFERRED_CHALLENGE": "WEB_AUTHN"}}, false, &a)
	if err != nil {
		return err
	}
	var out authentication
	err = t.call(ctx, "RespondToAuthChallenge", map[string]any{"ClientId": t.app, "ChallengeName": "WEB_AUTHN", "Session": a.Session,
		"ChallengeResponses": map[string]string{"USERNAME": user,
			"CREDENTIAL": key.Assert(a.ChallengeParameters["CREDENTIAL_REQUEST_OPTIONS"])}}, false, &out)
	if err != nil {
		return err
	}
	return out.done()
}

// rotating collects refresh tokens that are replaced at each use, one for each
// connection and some more.
func rotating(ctx context.Context, t *target, o options) error {
	if t.rotation != nil {
		return nil
	}
	n := 2 * o.conns
	t.rotation = make(chan string, n)
	for i := range n {
		var a authentication
		err := t.call(ctx, "InitiateAuth", map[string]any{"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": t.rotator,
			"AuthParameters": map[string]string{"USERNAME": name(i), "PASSWORD": password}}, false, &a)
		if err != nil {
			return err
		}
		t.rotation <- a.AuthenticationResult.RefreshToken
	}
	return nil
}

func rotate(ctx context.Context, t *target, _ int) error {
	var out authentication
	used := <-t.rotation
	if err := t.call(ctx, "GetTokensFromRefreshToken", map[string]any{"ClientId": t.rotator, "RefreshToken": used}, false, &out); err != nil {
		return err
	}
	if next := out.AuthenticationResult.RefreshToken; next == "" || next == used {
		return fmt.Errorf("the refresh token was not replaced")
	}
	t.rotation <- out.AuthenticationResult.RefreshToken
	return out.done()
}
