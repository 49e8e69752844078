package server

import (
	"context"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// srpRule answers whether some client of a pool may use SRP, from memory while
// the answer is fresh: every new password asks.
type srpRule struct {
	db  *store.DB
	now func() time.Time

	mu    sync.Mutex
	known map[userpool.PoolID]srpAnswer
}

type srpAnswer struct {
	allows bool
	read   time.Time
}

// allows reports true also for a pool without clients: the clients of its
// users are still to come, and a hash would shut them out of SRP.
func (s *srpRule) allows(ctx context.Context, pool userpool.PoolID) (bool, error) {
	now := s.now()
	s.mu.Lock()
	a, ok := s.known[pool]
	s.mu.Unlock()
	if age := now.Sub(a.read); ok && age >= 0 && age < time.Second {
		return a.allows, nil
	}
	var allows bool
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		allows, err = anySRP(tx, pool)
		return err
	})
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || len(s.known) >= maxKeys {
		s.known = make(map[userpool.PoolID]srpAnswer)
	}
	s.known[pool] = srpAnswer{allows: allows, read: now}
	return allows, nil
}

func anySRP(tx *store.Tx, pool userpool.PoolID) (bool, error) {
	const page = 50
	for after, seen := userpool.ClientID(""), 0; ; seen += page {
		clients, err := tx.Clients(pool, after, page)
		if err != nil {
			return false, err
		}
		for _, c := range clients {
			// USER_AUTH offers SRP among its first factors.
			if c.Allows(userpool.AllowSRP) || c.Allows(userpool.AllowChoice) {
				return true, nil
			}
		}
		if len(clients) < page {
			return seen == 0 && len(clients) == 0, nil
		}
		after = clients[len(clients)-1].ID
	}
}
