// Package profile is what signed-in users do with their own account: read it,
// change and verify its attributes, change the password, sign out everywhere,
// delete it.
//
// It owns the rules of the operations that take an access token and concern
// the user itself; whether the token is good is token's. Second factors and
// passkeys are enrol's, devices device's, sign-ins session's.
package profile
