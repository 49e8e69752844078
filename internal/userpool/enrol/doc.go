// Package enrol is how users come to have second factors and passkeys: it
// registers authenticator apps and passkeys, and keeps which of a user's
// factors are switched on and preferred.
//
// It owns the rules of registration and preference, for users with an access
// token and for administrators. When a factor is asked for, and registration
// as part of a sign-in, is signin's; what a factor is, is factor's.
package enrol
