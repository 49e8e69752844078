// Package limit bounds what can be tried for one user: failed proofs with
// Cognito's exponential lockout, and events per hour.
//
// It owns the arithmetic. Counting happens inside the caller's write
// transaction, together with the decision it guards, so that parallel guesses
// cannot race past a limit.
package limit

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Lockout of failed proofs: FreeFailures cost nothing, the next ones lock for
// 1, 2, 4 … seconds up to MaxLock. ResetAfter without attempts forgets all.
const (
	FreeFailures = 5
	MaxLock      = 15 * time.Minute
	ResetAfter   = 15 * time.Minute
)

// Locked is the answer while a user is locked, whatever the proof.
func Locked() *userpool.Error {
	return userpool.Errorf(userpool.NotAuthorized, "Password attempts exceeded")
}

// Store keeps counters.
type Store interface {
	Counter(userpool.PoolID, string, userpool.CounterKind) (userpool.Counter, error)
	PutCounter(userpool.Counter) error
	DeleteCounter(userpool.PoolID, string, userpool.CounterKind) error
}

// Allowed refuses with Locked while the subject's lock lasts. Attempts during
// a lock do not extend it.
func Allowed(c userpool.Counter, now time.Time) error {
	if now.Before(c.Locked) {
		return Locked()
	}
	return nil
}

// Proof settles one proof inside the transaction that acts on it. It reads the
// counter anew: while the lock lasts it refuses even a right proof; a failed
// one is counted, a right one clears the count.
func Proof(s Store, now time.Time, pool userpool.PoolID, sub userpool.Sub, kind userpool.CounterKind, ok bool) error {
	c, err := s.Counter(pool, string(sub), kind)
	if err != nil {
		return err
	}
	if err := Allowed(c, now); err != nil {
		return err
	}
	if ok {
		if c.Count == 0 {
			return nil
		}
		return s.DeleteCounter(pool, string(sub), kind)
	}
	if c.Count > 0 && now.Sub(c.Last) >= ResetAfter && !now.Before(c.Locked) {
		c.Count = 0
	}
	c.Pool, c.Subject, c.Kind = pool, string(sub), kind
	c.Count++
	c.Last = now
	c.Locked = time.Time{}
	if n := c.Count - FreeFailures; n >= 0 {
		c.Locked = now.Add(lockFor(n))
	}
	c.Expires = later(c.Locked, now).Add(ResetAfter)
	return s.PutCounter(c)
}

func lockFor(n int) time.Duration {
	if n > 10 {
		return MaxLock
	}
	return min(time.Second<<n, MaxLock)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Hourly limits per user.
const (
	ResendPerHour         = 5
	ConfirmPerHour        = 15
	ResetPerHour          = 20
	VerifyPerHour         = 15
	VerifySendPerHour     = 5
	ChangePasswordPerHour = 5
)

// Hourly counts one event and refuses with AttemptsExceeded the one that would
// exceed max within the hour that the first of them opened.
func Hourly(s Store, now time.Time, pool userpool.PoolID, sub userpool.Sub, kind userpool.CounterKind, max int) error {
	c, err := s.Counter(pool, string(sub), kind)
	if err != nil {
		return err
	}
	if c.Count == 0 || now.Sub(c.Since) >= time.Hour {
		c = userpool.Counter{Pool: pool, Subject: string(sub), Kind: kind, Since: now}
	}
	if c.Count >= max {
		return userpool.AttemptsExceeded()
	}
	c.Count++
	c.Last = now
	c.Expires = c.Since.Add(time.Hour)
	return s.PutCounter(c)
}
