// Package recovery resets passwords: users who have forgotten theirs ask for a
// code and set a new one with it, administrators demand a new one.
//
// It owns ForgotPassword, ConfirmForgotPassword and AdminResetUserPassword:
// who may reset, where the code goes, and what a caller learns about users
// that do not exist. Passwords that are changed with a password are profile's,
// those that an administrator sets are directory's.
package recovery
