// Package jwt signs and verifies the tokens of a user pool: compact JWS with
// RS256 and Cognito's header, {"kid":"…","alg":"RS256"}.
//
// It owns the envelope, the signing keys and the published key set. It knows
// no claim: who issued a token, for whom, and whether it is still valid is
// decided by whoever reads the claims.
//
// Invariant: the algorithm is fixed. Nothing in a token's header chooses a
// key except by naming one that the caller already trusts (RFC 8725, sections
// 3.1 and 3.10).
package jwt
