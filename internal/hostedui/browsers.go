package hostedui

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/sso"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Browsers accepts a browser session where the services of a signed-in user
// ask for an access token: our own account page needs none of the tokens that
// applications get, and none is ever made for it.
type Browsers struct {
	SSO    *sso.Service
	Client func(context.Context, userpool.PoolID, userpool.ClientID) (*userpool.Client, *userpool.Pool, error)
	Now    func() time.Time
}

// Verify gives whom the session of a browser stands for, with the rights that
// the client has through which it signed in. NotAuthorized without a live
// session.
func (b Browsers) Verify(ctx context.Context, bearer string) (*token.Access, error) {
	escaped, cookie, _ := strings.Cut(bearer, " ")
	pool, err := url.QueryUnescape(escaped)
	if err != nil || cookie == "" {
		return nil, signedOut()
	}
	session, user, err := b.SSO.Find(ctx, userpool.PoolID(pool), cookie)
	if err != nil {
		return nil, err
	}
	if session == nil {
		return nil, signedOut()
	}
	client, p, err := b.Client(ctx, session.Pool, session.Client)
	if userpool.CodeOf(err) == userpool.ResourceNotFound {
		return nil, signedOut().Because(err)
	}
	if err != nil {
		return nil, err
	}
	if !session.ReusableBy(client, p, b.Now()) {
		return nil, signedOut()
	}
	return &token.Access{Pool: p, Client: client, User: user, Scopes: []string{token.SelfServiceScope},
		AuthTime: session.FreshAuth, ACR: session.ACR, AMR: session.AMR}, nil
}

func signedOut() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "The browser is not signed in.")
}

// NoTokens refuses refresh tokens, which a browser session does not have; with
// it Browsers is what package profile asks for.
type NoTokens struct{ Browsers }

// Revoke refuses.
func (NoTokens) Revoke(context.Context, *userpool.Client, string) error { return signedOut() }

// RevokeLinked refuses.
func (NoTokens) RevokeLinked(context.Context, *userpool.Client, string) error { return signedOut() }
