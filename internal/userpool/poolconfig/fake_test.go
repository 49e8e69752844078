package poolconfig_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
)

const account = "123456789012"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// memory is a store of pools whose writes run twice, as those of a store may:
// what the first run leaves is thrown away.
type memory struct {
	pools  map[userpool.PoolID]userpool.Pool
	keys   []userpool.SigningKey
	users  int
	forgot []userpool.PoolID
}

func (m *memory) View(_ context.Context, fn func(poolconfig.Store) error) error { return fn(m) }

func (m *memory) Update(_ context.Context, fn func(poolconfig.Store) error) error {
	pools, keys := maps.Clone(m.pools), slices.Clone(m.keys)
	first := fn(m)
	m.pools, m.keys = maps.Clone(pools), slices.Clone(keys)
	second := fn(m)
	if (first == nil) != (second == nil) {
		panic("the two runs of an update differ")
	}
	if second != nil {
		m.pools, m.keys = pools, keys
	}
	return second
}

func (m *memory) ForgetPool(id userpool.PoolID) { m.forgot = append(m.forgot, id) }

func (m *memory) Pool(id userpool.PoolID) (*userpool.Pool, error) {
	p, ok := m.pools[id]
	if !ok {
		return nil, userpool.ErrNotFound
	}
	p.Tags = maps.Clone(p.Tags)
	p.Extra = maps.Clone(p.Extra)
	return &p, nil
}

func (m *memory) Pools(after userpool.PoolID, limit int) ([]*userpool.Pool, error) {
	var page []*userpool.Pool
	for _, id := range slices.Sorted(maps.Keys(m.pools)) {
		if id > after && len(page) < limit {
			p := m.pools[id]
			page = append(page, &p)
		}
	}
	return page, nil
}

func (m *memory) InsertPool(p *userpool.Pool) error {
	if _, ok := m.pools[p.ID]; ok {
		return userpool.ErrExists
	}
	m.pools[p.ID] = *p
	return nil
}

func (m *memory) UpdatePool(p *userpool.Pool) error {
	if m.pools[p.ID].Version != p.Version {
		return userpool.ErrConflict
	}
	stored := *p
	stored.Version++
	m.pools[p.ID] = stored
	return nil
}

func (m *memory) DeletePool(id userpool.PoolID) error {
	delete(m.pools, id)
	return nil
}

func (m *memory) EstimatedUsers(userpool.PoolID) (int, error) { return m.users, nil }

func (m *memory) CountPools() (int, error) { return len(m.pools), nil }

func (m *memory) PutSigningKey(k userpool.SigningKey) error {
	m.keys = append(m.keys, k)
	return nil
}

// fixture is a Service over an empty memory at noon.
type fixture struct {
	*poolconfig.Service
	mem     *memory
	now     *time.Time
	domains *poolconfig.Domains
}

func start(strict bool) fixture {
	f := fixture{mem: &memory{pools: map[userpool.PoolID]userpool.Pool{}}, now: new(noon), domains: &poolconfig.Domains{}}
	f.Service = poolconfig.New(poolconfig.Deps{
		DB: f.mem, Cache: f.mem, Rand: rand.Reader,
		Now: func() time.Time { return *f.now },
		NewKeys: func(pool userpool.PoolID, now time.Time) ([]userpool.SigningKey, error) {
			return []userpool.SigningKey{
				{Pool: pool, KID: "a", Use: userpool.KeyID, Created: now},
				{Pool: pool, KID: "b", Use: userpool.KeyAccess, Created: now},
			}, nil
		},
		Domains: func(context.Context, userpool.PoolID) (poolconfig.Domains, error) { return *f.domains, nil },
		Region:  "us-east-1", Account: account, StrictAWS: strict,
	})
	return f
}

// create makes a pool that must be accepted.
func (f fixture) create(t *testing.T, in poolconfig.NewPool) *userpool.Pool {
	t.Helper()
	in.Name = cmp.Or(in.Name, "p")
	p, err := f.Create(context.Background(), in)
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	return p
}

// stored gives the pool as it lies in the store.
func (f fixture) stored(id userpool.PoolID) userpool.Pool { return f.mem.pools[id] }

// wantError compares an error with `Code: message`, "" for none.
func wantError(t *testing.T, got error, want string) {
	t.Helper()
	text := ""
	var e *userpool.Error
	switch {
	case errors.As(got, &e):
		text = string(e.Code) + ": " + e.Message
	case got != nil:
		t.Fatalf("error %v is not one for callers, want %q", got, want)
	}
	if text != want {
		t.Errorf("got  %q\nwant %q", text, want)
	}
}

const ip = "InvalidParameterException: "

func arn(name string) string {
	return "arn:aws:lambda:us-east-1:" + account + ":function:" + name
}
