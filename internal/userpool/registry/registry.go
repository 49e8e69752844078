// Package registry answers "which pool, which client, which keys, which domain"
// from memory.
//
// It owns the cache of configuration and its bound on staleness: what another
// node has changed is seen after at most MaxAge, what this node has changed at
// once (Forget). It never caches users.
package registry

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// MaxAge bounds how long a change made on another node may go unseen.
const MaxAge = time.Second

// maxEntries bounds each cache; past it the cache starts anew.
const maxEntries = 10_000

// Store reads configuration.
type Store interface {
	Pool(userpool.PoolID) (*userpool.Pool, error)
	Client(userpool.ClientID) (*userpool.Client, error)
	SigningKeys(userpool.PoolID) ([]userpool.SigningKey, error)
	Domain(name string) (*userpool.Domain, error)
	DomainsOf(userpool.PoolID) ([]userpool.Domain, error)
}

// DB opens read transactions.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Registry needs.
type Deps struct {
	DB  DB
	Now func() time.Time
}

// Registry caches pools, clients, signing keys and domains. What it hands out is shared:
// callers must not change it.
type Registry struct {
	deps    Deps
	pools   cache[userpool.PoolID, *userpool.Pool]
	clients cache[userpool.ClientID, *userpool.Client]
	keys    cache[userpool.PoolID, []userpool.SigningKey]
	domains cache[string, *userpool.Domain]
	ofPool  cache[userpool.PoolID, []userpool.Domain]
}

// New makes an empty Registry.
func New(deps Deps) *Registry { return &Registry{deps: deps} }

// Pool gives the pool, or the ResourceNotFound that Cognito answers.
func (r *Registry) Pool(ctx context.Context, id userpool.PoolID) (*userpool.Pool, error) {
	p, err := r.pools.get(id, r.deps.Now(), func() (p *userpool.Pool, err error) {
		err = r.deps.DB.View(ctx, func(s Store) error { p, err = s.Pool(id); return err })
		return p, err
	})
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.PoolNotFound(id)
	}
	return p, err
}

// Client gives the client and its pool, or the ResourceNotFound for the client.
func (r *Registry) Client(ctx context.Context, id userpool.ClientID) (*userpool.Client, *userpool.Pool, error) {
	c, err := r.clients.get(id, r.deps.Now(), func() (c *userpool.Client, err error) {
		err = r.deps.DB.View(ctx, func(s Store) error { c, err = s.Client(id); return err })
		return c, err
	})
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, nil, userpool.ClientNotFound(id)
	}
	if err != nil {
		return nil, nil, err
	}
	p, err := r.Pool(ctx, c.Pool)
	if err != nil {
		return nil, nil, err
	}
	return c, p, nil
}

// ClientOf gives the client if it belongs to the pool. The pool is looked up
// first, as Cognito does.
func (r *Registry) ClientOf(ctx context.Context, pool userpool.PoolID, id userpool.ClientID) (*userpool.Client, *userpool.Pool, error) {
	if _, err := r.Pool(ctx, pool); err != nil {
		return nil, nil, err
	}
	c, p, err := r.Client(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if c.Pool != pool {
		return nil, nil, userpool.ClientNotFound(id)
	}
	return c, p, nil
}

// SigningKeys gives the keys of a pool, retired ones that still verify included.
func (r *Registry) SigningKeys(ctx context.Context, id userpool.PoolID) ([]userpool.SigningKey, error) {
	return r.keys.get(id, r.deps.Now(), func() (k []userpool.SigningKey, err error) {
		err = r.deps.DB.View(ctx, func(s Store) error { k, err = s.SigningKeys(id); return err })
		return k, err
	})
}

// Domain gives the domain of that name, nil if no pool has it. Names that
// nobody has are remembered too: browsers and scanners ask for many.
func (r *Registry) Domain(ctx context.Context, name string) (*userpool.Domain, error) {
	return r.domains.get(name, r.deps.Now(), func() (d *userpool.Domain, err error) {
		err = r.deps.DB.View(ctx, func(s Store) error { d, err = s.Domain(name); return err })
		if errors.Is(err, userpool.ErrNotFound) {
			return nil, nil
		}
		return d, err
	})
}

// DomainsOf gives the domains of a pool, at most one of each kind.
func (r *Registry) DomainsOf(ctx context.Context, pool userpool.PoolID) ([]userpool.Domain, error) {
	return r.ofPool.get(pool, r.deps.Now(), func() (d []userpool.Domain, err error) {
		err = r.deps.DB.View(ctx, func(s Store) error { d, err = s.DomainsOf(pool); return err })
		return d, err
	})
}

// ForgetDomain drops what is cached of a domain of the pool that was just written.
func (r *Registry) ForgetDomain(pool userpool.PoolID, name string) {
	r.domains.drop(name)
	r.ofPool.drop(pool)
}

// ForgetPool drops what is cached of a pool that was just written.
func (r *Registry) ForgetPool(id userpool.PoolID) { r.pools.drop(id); r.keys.drop(id) }

// ForgetClient drops what is cached of a client that was just written.
func (r *Registry) ForgetClient(id userpool.ClientID) { r.clients.drop(id) }

type entry[V any] struct {
	value V
	read  time.Time
}

// cache remembers successful reads. A read that raced with drop is not kept,
// so that a node always sees its own writes.
type cache[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]entry[V]
	drops   uint64
}

func (c *cache[K, V]) get(k K, now time.Time, load func() (V, error)) (V, error) {
	c.mu.RLock()
	e, ok := c.entries[k]
	drops := c.drops
	c.mu.RUnlock()
	if age := now.Sub(e.read); ok && age >= 0 && age < MaxAge {
		return e.value, nil
	}
	v, err := load()
	if err != nil {
		return v, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops == drops {
		if c.entries == nil || len(c.entries) >= maxEntries {
			c.entries = make(map[K]entry[V])
		}
		c.entries[k] = entry[V]{value: v, read: now}
	}
	return v, nil
}

func (c *cache[K, V]) drop(k K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, k)
	c.drops++
}
