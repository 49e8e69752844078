package token

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Rotation says what becomes of the keys of a pool when fresh ones take over:
// Put is written, Drop deleted.
type Rotation struct {
	Put  []userpool.SigningKey
	Drop []userpool.SigningKey
}

// Rotate lets fresh keys sign from now on. Those that signed so far stay in
// the JWKS until the last token they signed has expired; those past that time
// go.
func Rotate(old, fresh []userpool.SigningKey, now time.Time) Rotation {
	r := Rotation{Put: append([]userpool.SigningKey(nil), fresh...)}
	for _, k := range old {
		switch {
		case k.RetireAt.IsZero():
			k.RetireAt = now.Add(MaxTokenLife)
			r.Put = append(r.Put, k)
		case !now.Before(k.RetireAt):
			r.Drop = append(r.Drop, k)
		}
	}
	return r
}
