package store

import (
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	countUsersTo = `SELECT COUNT(*) FROM (SELECT 1 AS one FROM users WHERE pool = $1 LIMIT $2) AS few`
	countUsers   = `SELECT COUNT(*) FROM users WHERE pool = $1`
)

// Pools of up to exactUsers are counted each time. Counting a larger one reads
// its whole index, so the number is kept for estimateAge.
const (
	exactUsers  = 5000
	estimateAge = 5 * time.Minute
)

// counts are the numbers of users of large pools, as they were counted last.
type counts struct {
	mu     sync.Mutex
	counts map[userpool.PoolID]count
}

type count struct {
	n  int
	at time.Time
}

// EstimatedUsers tells how many users a pool has: exactly up to a few thousand,
// beyond that as of some minutes ago.
func (tx *Tx) EstimatedUsers(pool userpool.PoolID) (int, error) {
	n, err := tx.count(countUsersTo, string(pool), exactUsers+1)
	if err != nil || n <= exactUsers {
		return n, err
	}
	now := tx.db.options.Now()
	if c, ok := tx.db.counts.get(pool); ok && now.Sub(c.at) < estimateAge {
		return c.n, nil
	}
	if n, err = tx.count(countUsers, string(pool)); err == nil {
		tx.db.counts.put(pool, count{n: n, at: now})
	}
	return n, err
}

func (c *counts) get(pool userpool.PoolID) (count, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok := c.counts[pool]
	return n, ok
}

func (c *counts) put(pool userpool.PoolID, n count) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[userpool.PoolID]count{}
	}
	c.counts[pool] = n
}
