package store

import (
	"errors"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	selectCounter = `SELECT events, since, last_event, locked_until, expires FROM counters
WHERE pool = $1 AND subject = $2 AND kind = $3`
	putCounter = `INSERT INTO counters (pool, subject, kind, events, since, last_event, locked_until, expires)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (pool, subject, kind) DO UPDATE SET events = excluded.events, since = excluded.since,
    last_event = excluded.last_event, locked_until = excluded.locked_until, expires = excluded.expires`
	deleteCounter = `DELETE FROM counters WHERE pool = $1 AND subject = $2 AND kind = $3`
)

// Counter reads a counter; without a row it counts zero.
func (tx *Tx) Counter(pool userpool.PoolID, subject string, kind userpool.CounterKind) (userpool.Counter, error) {
	c := userpool.Counter{Pool: pool, Subject: subject, Kind: kind}
	err := tx.one(func(r rows) error {
		var count, since, last, locked, expires int64
		if err := r.Scan(&count, &since, &last, &locked, &expires); err != nil {
			return err
		}
		c.Count, c.Since, c.Last = int(count), instant(since), instant(last)
		c.Locked, c.Expires = instant(locked), instant(expires)
		return nil
	}, selectCounter, string(pool), []byte(subject), string(kind))
	if errors.Is(err, userpool.ErrNotFound) {
		err = nil
	}
	return c, err
}

// PutCounter writes a counter.
func (tx *Tx) PutCounter(c userpool.Counter) error {
	return tx.later(putCounter, string(c.Pool), []byte(c.Subject), string(c.Kind), c.Count,
		millis(c.Since), millis(c.Last), millis(c.Locked), millis(c.Expires))
}

// DeleteCounter sets a counter back to zero.
func (tx *Tx) DeleteCounter(pool userpool.PoolID, subject string, kind userpool.CounterKind) error {
	return tx.later(deleteCounter, string(pool), []byte(subject), string(kind))
}
