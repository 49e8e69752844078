package token

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
)

func TestRotate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	key := func(kid string, retire time.Time) userpool.SigningKey {
		return userpool.SigningKey{KID: kid, Use: userpool.KeyID, RetireAt: retire}
	}
	got := Rotate([]userpool.SigningKey{
		key("signing", time.Time{}), key("overlapping", now.Add(time.Second)), key("gone", now),
	}, []userpool.SigningKey{key("fresh", time.Time{})}, now)
	want := Rotation{
		Put:  []userpool.SigningKey{key("fresh", time.Time{}), key("signing", now.Add(MaxTokenLife))},
		Drop: []userpool.SigningKey{key("gone", now)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
