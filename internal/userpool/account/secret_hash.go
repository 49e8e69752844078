package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Family tells operations apart that say the same thing in other words.
type Family int

// The families.
const (
	SignUpFamily Family = iota // SignUp, ConfirmSignUp, ResendConfirmationCode, (Confirm)ForgotPassword
	SignInFamily               // InitiateAuth, RespondToAuthChallenge and their Admin forms
)

// CheckSecretHash refuses, with NotAuthorized, a call that does not prove one
// of the client's secrets. The proof is the standard base64 of
// HMAC-SHA256(secret, username + client id), where username is the text of the
// request, byte for byte; hash is "" when the call carries none.
//
// The answer takes the same time for each wrong hash, whichever of the two
// secrets comes closer.
func CheckSecretHash(c *userpool.Client, username, hash string, f Family) error {
	if !c.Confidential() {
		if hash != "" {
			return wrongSecretHash(c)
		}
		return nil
	}
	if hash == "" {
		return missingSecretHash(c, f)
	}
	given, err := base64.StdEncoding.DecodeString(hash)
	if err != nil {
		return wrongSecretHash(c)
	}
	proved := false
	for _, s := range c.Secrets {
		mac := hmac.New(sha256.New, []byte(s.Value))
		mac.Write([]byte(username))
		mac.Write([]byte(c.ID))
		proved = hmac.Equal(mac.Sum(nil), given) || proved
	}
	if !proved {
		return wrongSecretHash(c)
	}
	return nil
}

func missingSecretHash(c *userpool.Client, f Family) error {
	if f == SignInFamily {
		return userpool.Errorf(userpool.NotAuthorized,
			"Client %s is configured for secret but secret was not received", c.ID)
	}
	return userpool.Errorf(userpool.NotAuthorized,
		"Client %s is configured with secret but SECRET_HASH was not received", c.ID)
}

func wrongSecretHash(c *userpool.Client) error {
	return userpool.Errorf(userpool.NotAuthorized, "Unable to verify secret hash for client %s", c.ID)
}
