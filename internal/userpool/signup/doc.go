// Package signup brings users into a pool: they register and confirm
// themselves, or an administrator invites or confirms them.
//
// It owns the order of checks and triggers of SignUp, ConfirmSignUp,
// ResendConfirmationCode, AdminCreateUser and AdminConfirmSignUp. It does not
// sign anybody in: Sessions, implemented by signin, continues from here.
//
// Invariant: a user and its names are written in one transaction, together
// with the code and the message that speak of them.
package signup
