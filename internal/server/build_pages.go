package server

import (
	"context"
	"net/http"

	"github.com/cognate-id/cognate/internal/hostedui"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/profile"
	"github.com/cognate-id/cognate/internal/userpool/recovery"
	"github.com/cognate-id/cognate/internal/userpool/session"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/userpool/signup"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// pageParts are what the pages take beside the services of the product.
type pageParts struct {
	signIn    *signin.Service
	signup    *signup.Service
	recovery  *recovery.Service
	passwords *factor.Passwords
	mailer    *message.Mailer
	opaque    token.Opaque
	secret    func(label string) []byte
}

// buildPages makes the pages of all domains. Their account page has services
// of its own, which take the session of a browser for an access token.
func buildPages(p userPoolParts, u *userPools, q pageParts) *hostedui.Pages {
	now, rand := p.deps.Now, p.deps.Rand
	browsers := hostedui.Browsers{SSO: u.sso, Client: u.known.ClientOf, Now: now}
	return hostedui.New(hostedui.Deps{
		Grants: u.grants, SSO: u.sso, SignIn: q.signIn, Signup: q.signup, Recovery: q.recovery, Branding: u.branding,
		Terms: u.terms, Client: u.known.ClientOf, Opaque: q.opaque, Now: now,
		Account: hostedui.Account{
			Profile: profile.New(profile.Deps{
				DB: store.Bind(p.db, func(tx *store.Tx) profile.Store { return tx }), Registry: u.known,
				Tokens: hostedui.NoTokens{Browsers: browsers}, Passwords: q.passwords, Mailer: q.mailer, Now: now, Rand: rand,
			}),
			Factors: enrol.New(enrol.Deps{
				DB: store.Bind(p.db, func(tx *store.Tx) enrol.Store { return tx }), Registry: u.known, Verify: browsers.Verify,
				Sessions: q.signIn, RelyingParty: relyingParty(u.sites), Now: now, Rand: rand,
			}),
			Devices: device.New(device.Deps{
				DB: store.Bind(p.db, func(tx *store.Tx) device.Store { return tx }), Registry: u.known, Verify: browsers.Verify,
				Now: now, Secret: q.secret,
			}),
			Sessions: session.New(session.Deps{
				DB: store.Bind(p.db, func(tx *store.Tx) session.Store { return tx }), Registry: u.known, Verify: browsers.Verify, Now: now,
			}),
		},
		SourceIP: func(r *http.Request) string { return clientAddress(r, p.config.TrustedProxies) },
		Trace:    func(ctx context.Context) string { return eventFrom(ctx).ID },
		Observe:  observePage,
	})
}

// observePage notes which page a request is for, and what went wrong with it,
// in the event of the request.
func observePage(ctx context.Context, page, code string, cause error) {
	e := eventFrom(ctx)
	if page != "" {
		e.Operation = "page_" + page
	}
	if code != "" {
		e.Code = code
	}
	if cause != nil {
		e.Cause = cause
	}
}
