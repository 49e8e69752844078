package account

import (
	"crypto/subtle"

	"github.com/cognate-id/cognate/internal/userpool"
)

// CheckClientSecret refuses, with NotAuthorized, a call that does not carry one
// of the client's secrets in the clear, and one that carries a secret for a
// client without any.
func CheckClientSecret(c *userpool.Client, secret string) error {
	if !c.Confidential() {
		if secret != "" {
			return wrongSecretHash(c)
		}
		return nil
	}
	if secret == "" {
		return missingSecretHash(c, SignInFamily)
	}
	ok := 0
	for _, s := range c.Secrets {
		ok |= subtle.ConstantTimeCompare([]byte(s.Value), []byte(secret))
	}
	if ok == 0 {
		return wrongSecretHash(c)
	}
	return nil
}
