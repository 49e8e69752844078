// Package session shows users and administrators where a user is signed in,
// and ends single sign-ins: Cognito's session management.
//
// A TOKEN session is a token family of a pool that tracks sessions, an SSO
// session a browser that is signed in at the pool's pages. This package owns
// how the two are listed and revoked. Token families come into being at
// sign-in and by grants, which also see to MaxPerUser; SSO sessions are sso's.
package session
