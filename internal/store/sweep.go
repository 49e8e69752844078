package store

import (
	"context"
	"fmt"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Swept counts the deleted rows by table.
type Swept map[string]int

// sweepBatch bounds the rows that one transaction deletes, and with it how long
// others wait for it.
const sweepBatch = 500

// How long messages stay after they are done with. A sent one has nothing left
// to tell; the others are read, or looked into.
const (
	keepSent = 24 * time.Hour
	keepRest = 7 * 24 * time.Hour
)

// graveAge is how long a deleted pool is remembered after its rows are gone: by
// then no write that had read the pool is still under way.
const graveAge = 24 * time.Hour

// Rows go by the time in their expires column; 0 is never.
const (
	sweepFamilies = `DELETE FROM families WHERE (pool, id) IN
    (SELECT pool, id FROM families WHERE expires > 0 AND expires < $1 LIMIT $2)`
	sweepCodes = `DELETE FROM codes WHERE (pool, sub, purpose) IN
    (SELECT pool, sub, purpose FROM codes WHERE expires > 0 AND expires < $1 LIMIT $2)`
	sweepCounters = `DELETE FROM counters WHERE (pool, subject, kind) IN
    (SELECT pool, subject, kind FROM counters WHERE expires > 0 AND expires < $1 LIMIT $2)`
	sweepSpent = `DELETE FROM spent WHERE id IN
    (SELECT id FROM spent WHERE expires > 0 AND expires < $1 LIMIT $2)`
	sweepSSO = `DELETE FROM sso_sessions WHERE (pool, id) IN
    (SELECT pool, id FROM sso_sessions WHERE expires > 0 AND expires < $1 LIMIT $2)`
	sweepMessages = `DELETE FROM messages WHERE id IN
    (SELECT id FROM messages WHERE state = $1 AND created < $2 LIMIT $3)`
)

// Rows of pools and groups that were deleted.
const (
	listGraves  = `SELECT pool, gid, deleted FROM graves ORDER BY pool, gid`
	deleteGrave = `DELETE FROM graves WHERE pool = $1 AND gid = $2`

	buryUsers = `DELETE FROM users WHERE pool = $1 AND sub IN
    (SELECT sub FROM users WHERE pool = $1 LIMIT $2)`
	buryNames = `DELETE FROM names WHERE pool = $1 AND value IN
    (SELECT value FROM names WHERE pool = $1 LIMIT $2)`
	buryFamilies = `DELETE FROM families WHERE pool = $1 AND id IN
    (SELECT id FROM families WHERE pool = $1 LIMIT $2)`
	buryCodes = `DELETE FROM codes WHERE pool = $1 AND (sub, purpose) IN
    (SELECT sub, purpose FROM codes WHERE pool = $1 LIMIT $2)`
	buryCounters = `DELETE FROM counters WHERE pool = $1 AND (subject, kind) IN
    (SELECT subject, kind FROM counters WHERE pool = $1 LIMIT $2)`
	buryDevices = `DELETE FROM devices WHERE pool = $1 AND (sub, id) IN
    (SELECT sub, id FROM devices WHERE pool = $1 LIMIT $2)`
	buryPasskeys = `DELETE FROM passkeys WHERE pool = $1 AND id IN
    (SELECT id FROM passkeys WHERE pool = $1 LIMIT $2)`
	burySSO = `DELETE FROM sso_sessions WHERE pool = $1 AND id IN
    (SELECT id FROM sso_sessions WHERE pool = $1 LIMIT $2)`
	buryMembers = `DELETE FROM members WHERE pool = $1 AND (gid, sub) IN
    (SELECT gid, sub FROM members WHERE pool = $1 LIMIT $2)`
	buryMembersOf = `DELETE FROM members WHERE pool = $1 AND gid = $2 AND sub IN
    (SELECT sub FROM members WHERE pool = $1 AND gid = $2 LIMIT $3)`
)

// Sweep deletes what has expired by now and what deleted pools and groups left,
// in batches small enough that requests do not notice. Several nodes may sweep
// at once. It reports what it deleted even when it fails.
func (db *DB) Sweep(ctx context.Context, now time.Time) (Swept, error) {
	s := sweep{db: db, ctx: ctx, swept: Swept{}}
	s.delete("families", sweepFamilies, millis(now))
	s.delete("codes", sweepCodes, millis(now))
	s.delete("counters", sweepCounters, millis(now))
	s.delete("spent", sweepSpent, millis(now))
	s.delete("sso_sessions", sweepSSO, millis(now))
	s.delete("messages", sweepMessages, string(userpool.MessageSent), millis(now.Add(-keepSent)))
	s.delete("messages", sweepMessages, string(userpool.MessageKept), millis(now.Add(-keepRest)))
	s.delete("messages", sweepMessages, string(userpool.MessageFailed), millis(now.Add(-keepRest)))
	s.graves(now)
	if s.err == nil {
		s.err = db.engine.reclaim(ctx)
	}
	if s.err != nil {
		return s.swept, fmt.Errorf("sweep: %w", s.err)
	}
	return s.swept, nil
}

// sweep is a run of Sweep; after err its methods do nothing.
type sweep struct {
	db    *DB
	ctx   context.Context
	swept Swept
	err   error
}

// delete runs a deleting statement, whose last argument is the batch size,
// until it finds nothing, and reports how many rows went.
func (s *sweep) delete(table, statement string, args ...any) int {
	total := 0
	args = append(args, sweepBatch)
	for s.err == nil {
		var n int64
		s.err = s.db.Update(s.ctx, func(tx *Tx) (err error) {
			n, err = tx.exec(statement, args...)
			return err
		})
		if s.err != nil || n == 0 {
			break
		}
		total += int(n)
		if n < sweepBatch {
			break
		}
	}
	if total > 0 {
		s.swept[table] += total
	}
	return total
}

type grave struct {
	pool, gid string
	deleted   int64
}

func (s *sweep) graves(now time.Time) {
	if s.err != nil {
		return
	}
	var graves []grave
	s.err = s.db.View(s.ctx, func(tx *Tx) error {
		graves = nil
		return tx.each(func(r rows) error {
			var g grave
			err := r.Scan(&g.pool, &g.gid, &g.deleted)
			graves = append(graves, g)
			return err
		}, listGraves)
	})
	for _, g := range graves {
		left := s.bury(g)
		if s.err != nil {
			return
		}
		if left == 0 && g.deleted < millis(now.Add(-graveAge)) {
			s.err = s.db.Update(s.ctx, func(tx *Tx) error {
				_, err := tx.exec(deleteGrave, g.pool, g.gid)
				return err
			})
		}
	}
}

// bury deletes the rows of a deleted pool, or the memberships of a deleted
// group, and reports how many there were.
func (s *sweep) bury(g grave) int {
	if g.gid != "" {
		return s.delete("members", buryMembersOf, g.pool, g.gid)
	}
	return s.delete("users", buryUsers, g.pool) +
		s.delete("names", buryNames, g.pool) +
		s.delete("members", buryMembers, g.pool) +
		s.delete("families", buryFamilies, g.pool) +
		s.delete("codes", buryCodes, g.pool) +
		s.delete("counters", buryCounters, g.pool) +
		s.delete("devices", buryDevices, g.pool) +
		s.delete("passkeys", buryPasskeys, g.pool) +
		s.delete("sso_sessions", burySSO, g.pool)
}
