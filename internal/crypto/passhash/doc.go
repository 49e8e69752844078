// Package passhash hashes passwords with Argon2id and verifies the hashes that
// a user import may bring (bcrypt, scrypt, Argon2id, PBKDF2-SHA256).
//
// Passwords that sign in through SRP are not its business: their record is an
// srp.Verifier, which replaces an imported hash at the first sign-in.
//
// Invariants: no parameter of a hash goes beyond the bounds that Cognito
// states for imports, so no stored text can make a sign-in expensive; and at
// most as many hashes are computed at once as a Hasher has slots, so their
// memory (up to 64 MiB each) is bounded.
package passhash
