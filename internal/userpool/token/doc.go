// Package token mints, verifies, refreshes and revokes the tokens of a user
// pool.
//
// It owns the claims, the two signing keys of a pool, the form of refresh
// tokens, and the one check by which every operation accepts an access token.
// It does not decide who may have tokens: signin and grant do.
//
// Invariant: each refresh token belongs to a stored family
// (userpool.TokenFamily); ending the family ends every token that came from it
// at Cognate's own operations.
package token
