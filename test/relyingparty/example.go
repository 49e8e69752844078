package main

import (
	"context"
	"errors"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// App signs users in. Issuer is https://127.0.0.1:9400/<pool id>; a public
// client has no Secret.
type App struct {
	oauth2.Config
	Provider *oidc.Provider
}

// Checks belong into the session of the browser that is sent to the address.
type Checks struct{ State, Nonce, Verifier string }

// Connect reads the issuer's discovery document.
func Connect(ctx context.Context, issuer, clientID, secret string) (*App, error) {
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return nil, err
	}
	return &App{Provider: provider, Config: oauth2.Config{
		ClientID: clientID, ClientSecret: secret, Endpoint: provider.Endpoint(),
		RedirectURL: "http://localhost:3000/callback", Scopes: []string{oidc.ScopeOpenID, "email"},
	}}, nil
}

// Address is where the browser is sent.
func (a *App) Address(c Checks) string {
	return a.AuthCodeURL(c.State, oidc.Nonce(c.Nonce), oauth2.S256ChallengeOption(c.Verifier))
}

// Complete trades the code for tokens and verifies the ID token.
func (a *App) Complete(ctx context.Context, state, code string, c Checks) (*oauth2.Token, *oidc.IDToken, error) {
	if state != c.State {
		return nil, nil, errors.New("the state is not that of this browser")
	}
	tokens, err := a.Exchange(ctx, code, oauth2.VerifierOption(c.Verifier))
	if err != nil {
		return nil, nil, err
	}
	id, err := a.Verify(ctx, tokens)
	if err == nil && id.Nonce != c.Nonce {
		err = errors.New("the nonce is not that of this browser")
	}
	return tokens, id, err
}

// Verify verifies the ID token and that the access token belongs to it.
func (a *App) Verify(ctx context.Context, tokens *oauth2.Token) (*oidc.IDToken, error) {
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return nil, errors.New("no ID token")
	}
	id, err := a.Provider.Verifier(&oidc.Config{ClientID: a.ClientID}).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	return id, id.VerifyAccessToken(tokens.AccessToken)
}
