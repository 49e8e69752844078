// Package grant decides what the OAuth 2.0 and OpenID Connect endpoints of a
// pool grant: which authorize requests are sound, when a browser is let through
// without a page, what a code is worth, which tokens a client gets.
//
// It owns redirect matching, scopes, PKCE, codes and one file for each grant
// (authorization_code.go, refresh_token.go …). It knows no HTTP: internal/oauth
// speaks it with programs, internal/hostedui with browsers. It proves nobody's
// identity: package signin does, and package sso remembers it.
//
// # For pages
//
// Every page request carries the parameters of the authorize request in its
// query, and every page admits them anew, so nothing that a browser changes on
// the way is trusted:
//
//	r := grant.Parse(query)                       // url.Values
//	a, err := grants.Admit(ctx, site.Domain, r)   // *grant.Refusal: redirect or error page
//	session, user, err := sessions.Find(ctx, site.Domain.Pool, cookie)   // nil without one
//	step, err := grants.Decide(ctx, a, session)   // *grant.Refusal: login_required …
//	switch step.Kind {
//	case grant.Silent:   // err-free: 302 to grants.Complete(ctx, a, grant.Of(session, user))
//	case grant.Federate: // 302 to the identity provider step.Provider
//	case grant.AskSignIn: // 302 /login?{same query}
//	}
//
// When the login page has signed somebody in (signin.Outcome.Done):
//
//	cookie, session, err := sessions.Begin(ctx, sso.Begin{…, Old: cookie of the request})
//	location, err := grants.Complete(ctx, a, grant.Of(session, done.User))
//
// and both, the new cookie and the location, go into one 302. Complete answers
// *grant.Refusal if the sign-in does not reach what acr_values ask for or a
// function of the pool refuses. A Refusal with a Redirect goes there; without
// one it is the error page (status 400), since the request has not proved that
// its redirect_uri is the client's.
//
// A sign-in that must reach a level goes by USER_AUTH with a.Targets() as
// TARGET_ACR_VALUES; signin.Start.Proved carries what the session already
// proves, unless max_age or prompt=login want everything anew. A user who
// cannot get there is a.Refuse(UnmetRequirements, "").
//
// The logout page clears its cookie whatever the query says, ends the session
// (sso.Service.End), then asks Logout where to go.
//
// Invariant: a code gives at most one token family, only to the client, the
// redirect_uri and the PKCE verifier that it was made for; used again, it takes
// back what it gave.
package grant
