// Package factor holds what a user can prove: a password, a TOTP seed, a code
// sent by mail or text, a passkey, a remembered device.
//
// It owns how each factor is made, kept and checked. When a factor is asked
// for is the business of signin.
package factor
