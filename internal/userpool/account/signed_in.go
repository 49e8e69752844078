package account

import "github.com/cognate-id/cognate/internal/userpool"

// CheckSignedIn refuses the owner of a good access token who has changed since
// the token was made: one who is no longer confirmed (UserNotConfirmed) or must
// set a new password first (PasswordResetRequired).
func CheckSignedIn(u *userpool.User) error {
	switch u.Status {
	case userpool.Unconfirmed:
		return userpool.Errorf(userpool.UserNotConfirmed, "User is not confirmed.")
	case userpool.ResetRequired:
		return userpool.Errorf(userpool.PasswordResetRequired, "Password reset required for the user")
	}
	return nil
}
