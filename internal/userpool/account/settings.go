package account

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// MFAOption is one entry of the deprecated MFAOptions list.
type MFAOption struct {
	Medium    userpool.Medium
	Attribute userpool.AttributeName
}

// SetMFAOptions does what SetUserSettings asks: codes by text message as
// second factor with the one option that exists, no second factor of that kind
// with none. It is InvalidParameter for any other option, and for users
// without a phone number.
func SetMFAOptions(u *userpool.User, options []MFAOption) error {
	for _, o := range options {
		if o.Medium != userpool.MediumSMS || o.Attribute != userpool.AttrPhone {
			return userpool.Errorf(userpool.InvalidParameter,
				"Invalid MFA options: only SMS to phone_number can be set.")
		}
	}
	if len(options) == 0 {
		if u.MFA.LegacySMS {
			u.MFA.LegacySMS, u.MFA.SMSEnabled = false, false
		}
		return nil
	}
	if u.Attributes[userpool.AttrPhone] == "" {
		return userpool.Errorf(userpool.InvalidParameter, "User does not have delivery config set to turn on SMS_MFA")
	}
	u.MFA.LegacySMS, u.MFA.SMSEnabled = true, true
	return nil
}

// SignOut ends every token that u has been given so far.
func SignOut(u *userpool.User, now time.Time) {
	u.TokenEpoch++
	u.SignedOutAt = now
}

// Copy gives a user whose attributes can be changed without changing those of u.
func Copy(u *userpool.User) *userpool.User {
	c := *u
	c.Attributes, c.Pending = u.Attributes.Clone(), u.Pending.Clone()
	return &c
}
