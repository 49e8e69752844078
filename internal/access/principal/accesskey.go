package principal

import (
	"fmt"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/access"
)

// LastUsed tells of the last session that was made with a role. The zero value
// is never.
type LastUsed struct {
	At     time.Time
	Region string
}

// MaxAccessKeys is how many access keys a user can have.
const MaxAccessKeys = 2

// NewAccessKey makes an active long-term key for the principal: the unique
// id of a user, or what stands for the root.
func NewAccessKey(owner string, now time.Time, rand io.Reader) (access.Key, error) {
	var b [keyIDRandom + secretKeySize]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return access.Key{}, fmt.Errorf("make access key: %w", err)
	}
	return access.Key{
		ID:        accessKeyID(AccessKeyPrefix, b[:keyIDRandom]),
		Secret:    secretKey(b[keyIDRandom:]),
		Principal: owner,
		Created:   now,
		Status:    access.KeyActive,
	}, nil
}
