// Package sso remembers which browser is signed in as whom at the pages of a
// pool (Cognito's `cognito` cookie).
//
// A session is a row; the browser holds a random secret of which the row keeps
// only the hash. Whether a session may stand for a sign-in is decided by the
// row and the client (userpool.SSOSession.ReusableBy, package grant), never by
// the age of the cookie.
//
// # For pages
//
//	session, user, err := sessions.Find(ctx, pool, cookie) // nil, nil, nil without a live one
//	cookie, session, err := sessions.Begin(ctx, sso.Begin{
//		Pool: a.Pool, Client: a.Client, User: done.User, Provider: userpool.CognitoProvider,
//		AMR: done.AMR, ACR: done.ACR, At: done.At, IP: ip, Agent: agent, Old: cookieOfTheRequest,
//	})
//	err := sessions.End(ctx, pool, cookie)
//
// Begin is for fresh proofs only: a browser that is let through silently keeps
// cookie and session. The cookie's value is Cookie.Value, to be kept until
// Cookie.Expires, HttpOnly, Secure where the site is https, SameSite=Lax, with
// the __Host- prefix where its path is /.
//
// Invariants: every sign-in changes the secret, so that a cookie planted before
// it is worth nothing after it (session fixation); a session of one pool is
// never found in another.
package sso
