package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/sigv4"
)

// persons is how many users have an identity.
const persons = 50

// people is an identity pool for the user pool, with users who have been there.
type people struct {
	pool, role string
	logins     []map[string]string // for each user her ID token
	ids        []string
	tokens     []string // OpenID tokens of the identities
}

// withIdentities makes the pool and the identities, once for each target.
func withIdentities(ctx context.Context, t *target, _ options) error {
	if t.people != nil {
		return nil
	}
	p := &people{pool: "us-east-1:floor", role: "arn:aws:iam::123456789012:role/load"}
	if !t.floor {
		if err := t.makeIdentityPool(ctx, p); err != nil {
			return err
		}
	}
	for i := range persons {
		a, err := t.signIn(ctx, name(i))
		if err != nil {
			return err
		}
		login := map[string]string{t.provider(): a.AuthenticationResult.IdToken}
		var out struct{ IdentityId string }
		if err := t.json(ctx, identityPools, "GetId", map[string]any{"IdentityPoolId": p.pool, "Logins": login}, false, &out); err != nil {
			return err
		}
		p.logins, p.ids = append(p.logins, login), append(p.ids, out.IdentityId)
	}
	t.people = p
	return nil
}

func (t *target) provider() string { return "cognito-idp.us-east-1.amazonaws.com/" + t.pool }

func (t *target) makeIdentityPool(ctx context.Context, p *people) error {
	var made struct{ IdentityPoolId string }
	err := t.json(ctx, identityPools, "CreateIdentityPool", map[string]any{"IdentityPoolName": "load", "AllowUnauthenticatedIdentities": false,
		"AllowClassicFlow": true, "CognitoIdentityProviders": []map[string]any{{"ProviderName": t.provider(), "ClientId": t.app}}}, true, &made)
	if err != nil {
		return err
	}
	p.pool = made.IdentityPoolId
	trust, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{"Effect": "Allow",
		"Principal": map[string]string{"Federated": "cognito-identity.amazonaws.com"}, "Action": []string{"sts:AssumeRoleWithWebIdentity", "sts:TagSession"},
		"Condition": map[string]any{
			"StringEquals":           map[string]string{"cognito-identity.amazonaws.com:aud": p.pool},
			"ForAnyValue:StringLike": map[string]string{"cognito-identity.amazonaws.com:amr": "authenticated"}}}}})
	if err != nil {
		return err
	}
	answer, err := t.query(ctx, "iam", "CreateRole", url.Values{"RoleName": {"load"}, "AssumeRolePolicyDocument": {string(trust)}}, true)
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(answer, "<Arn>")
	p.role, _, _ = strings.Cut(rest, "</Arn>")
	return errors.Join(
		ignoring(t.query(ctx, "iam", "PutRolePolicy", url.Values{"RoleName": {"load"}, "PolicyName": {"load"}, "PolicyDocument": {
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}]}`}}, true)),
		t.json(ctx, identityPools, "SetIdentityPoolRoles", map[string]any{"IdentityPoolId": p.pool, "Roles": map[string]string{"authenticated": p.role}}, true, nil))
}

func ignoring(_ string, err error) error { return err }

func getID(ctx context.Context, t *target, i int) error {
	var out struct{ IdentityId string }
	err := t.json(ctx, identityPools, "GetId", map[string]any{"IdentityPoolId": t.people.pool, "Logins": t.people.logins[i%persons]}, false, &out)
	if err == nil && out.IdentityId != t.people.ids[i%persons] {
		err = errors.New("another identity than before")
	}
	return err
}

func getCredentials(ctx context.Context, t *target, i int) error {
	var out struct{ Credentials struct{ SessionToken string } }
	err := t.json(ctx, identityPools, "GetCredentialsForIdentity",
		map[string]any{"IdentityId": t.people.ids[i%persons], "Logins": t.people.logins[i%persons]}, false, &out)
	if err == nil && out.Credentials.SessionToken == "" {
		err = errors.New("no credentials")
	}
	return err
}

// withOpenIDTokens gives the identities new tokens, which last ten minutes.
func withOpenIDTokens(ctx context.Context, t *target, o options) error {
	if err := withIdentities(ctx, t, o); err != nil {
		return err
	}
	t.people.tokens = nil
	for i := range persons {
		var out struct{ Token string }
		err := t.json(ctx, identityPools, "GetOpenIdToken", map[string]any{"IdentityId": t.people.ids[i], "Logins": t.people.logins[i]}, false, &out)
		if err != nil {
			return err
		}
		t.people.tokens = append(t.people.tokens, out.Token)
	}
	return nil
}

func assumeRole(ctx context.Context, t *target, i int) error {
	answer, err := t.query(ctx, "sts", "AssumeRoleWithWebIdentity", url.Values{"RoleArn": {t.people.role}, "RoleSessionName": {"load"},
		"WebIdentityToken": {t.people.tokens[i%persons]}}, false)
	if err == nil && !strings.Contains(answer, "<SessionToken>") {
		err = errors.New("no credentials")
	}
	return err
}

// getCallerIdentity is the least that a signed request can ask for, so that its
// row is about the signature. The floor has a key of its own for it.
func getCallerIdentity(ctx context.Context, t *target, _ int) error {
	form := url.Values{"Action": {"GetCallerIdentity"}, "Version": {"2011-06-15"}}
	r, err := formRequest(ctx, t.url+"/", form)
	if err != nil {
		return err
	}
	signer := sigv4.Signer{AccessKeyID: "AKIAFLOORFLOORFLOOR0", Secret: "the secret of the floor", Region: "us-east-1"}
	if !t.floor {
		signer = *t.signer
	}
	signer.Service = "sts"
	signer.Sign(r, sha256.Sum256([]byte(form.Encode())), time.Now())
	resp, answer, err := t.exchange(r)
	if err == nil && (resp.StatusCode != http.StatusOK || !strings.Contains(string(answer), "<Arn>")) {
		err = errors.New(resp.Status + ": " + string(answer))
	}
	return err
}
