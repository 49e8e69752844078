// Package srp is the Secure Remote Password exchange as Cognito speaks it, for
// users (USER_SRP_AUTH) and for remembered devices (DEVICE_SRP_AUTH).
//
// It owns the group (3072-bit, g = 2, SHA-256), the stored verifier, both
// sides' key agreement, the proof ("password claim signature") and the
// spellings of numbers and timestamps on the wire. It does not own sessions,
// lock-out or the sealing of a server's secret between the two requests.
//
// Invariants: every number that is hashed goes through pad, and every
// exponentiation with a secret exponent on the server side runs in time
// independent of that exponent. The client side uses math/big on purpose: it
// is an independent second implementation, meant for tests and tools.
package srp
