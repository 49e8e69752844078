package principal

import (
	"fmt"
	"io"
	"time"
)

// An AccessKey is the long-term credential of a user, or of the account's root.
type AccessKey struct {
	ID       string // AKIA…
	Secret   Secret // kept sealed by the store
	UserID   string // empty for the root
	Active   bool
	Created  time.Time
	LastUsed LastUsed
}

// LastUsed tells of the last request that was signed with a key or made with a
// role. The zero value is never.
type LastUsed struct {
	At      time.Time
	Service string
	Region  string
}

// MaxAccessKeys is how many access keys a user can have.
const MaxAccessKeys = 2

// NewAccessKey makes an active key for the user.
func NewAccessKey(userID string, now time.Time, rand io.Reader) (AccessKey, error) {
	var b [keyIDRandom + secretKeySize]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return AccessKey{}, fmt.Errorf("make access key: %w", err)
	}
	return AccessKey{
		ID:      accessKeyID(AccessKeyPrefix, b[:keyIDRandom]),
		Secret:  secretKey(b[keyIDRandom:]),
		UserID:  userID,
		Active:  true,
		Created: now,
	}, nil
}
