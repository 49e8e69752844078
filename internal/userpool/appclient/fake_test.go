package appclient_test

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
	"github.com/cognate-id/cognate/internal/userpool/appclient"
)

const (
	poolID = userpool.PoolID("us-east-1_AbCdEf123")
	ip     = "InvalidParameterException: "
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// memory is a store of clients whose writes run twice, as those of a store
// may: what the first run leaves is thrown away. It also knows the providers
// and scopes of the pool.
type memory struct {
	pools     map[userpool.PoolID]userpool.Pool
	clients   map[userpool.ClientID]userpool.Client
	forgot    []userpool.ClientID
	providers []string
	scopes    []string
	stale     bool
}

func (m *memory) View(_ context.Context, fn func(appclient.Store) error) error { return fn(m) }

func (m *memory) Update(_ context.Context, fn func(appclient.Store) error) error {
	before := maps.Clone(m.clients)
	first := fn(m)
	m.clients = maps.Clone(before)
	second := fn(m)
	if (first == nil) != (second == nil) {
		panic("the two runs of an update differ")
	}
	if second != nil {
		m.clients = before
	}
	return second
}

func (m *memory) ForgetClient(id userpool.ClientID) { m.forgot = append(m.forgot, id) }

func (m *memory) HasProvider(_ context.Context, _ userpool.PoolID, name string) (bool, error) {
	return slices.Contains(m.providers, name), nil
}

func (m *memory) HasScope(_ context.Context, _ userpool.PoolID, scope string) (bool, error) {
	return slices.Contains(m.scopes, scope), nil
}

func (m *memory) Pool(id userpool.PoolID) (*userpool.Pool, error) {
	p, ok := m.pools[id]
	if !ok {
		return nil, userpool.ErrNotFound
	}
	return &p, nil
}

func (m *memory) Client(id userpool.ClientID) (*userpool.Client, error) {
	c, ok := m.clients[id]
	if !ok {
		return nil, userpool.ErrNotFound
	}
	c.Secrets = slices.Clone(c.Secrets)
	return &c, nil
}

func (m *memory) Clients(pool userpool.PoolID, after userpool.ClientID, limit int) ([]*userpool.Client, error) {
	var page []*userpool.Client
	for _, id := range slices.Sorted(maps.Keys(m.clients)) {
		if c := m.clients[id]; id > after && c.Pool == pool && len(page) < limit {
			page = append(page, &c)
		}
	}
	return page, nil
}

func (m *memory) InsertClient(c *userpool.Client) error {
	if _, ok := m.clients[c.ID]; ok {
		return userpool.ErrExists
	}
	m.clients[c.ID] = *c
	return nil
}

func (m *memory) UpdateClient(c *userpool.Client) error {
	if m.stale || m.clients[c.ID].Version != c.Version {
		return userpool.ErrConflict
	}
	stored := *c
	stored.Version++
	m.clients[c.ID] = stored
	return nil
}

func (m *memory) DeleteClient(_ userpool.PoolID, id userpool.ClientID) error {
	delete(m.clients, id)
	return nil
}

func (m *memory) CountClients(userpool.PoolID) (int, error) { return len(m.clients), nil }

// fixture is a Service over one pool and no clients at noon.
type fixture struct {
	*appclient.Service
	mem *memory
	now *time.Time
}

func start() fixture {
	schema := userpool.StandardSchema()
	for i := range schema {
		schema[i].Required = schema[i].Required || schema[i].Name == "email"
	}
	schema = append(schema,
		userpool.SchemaAttribute{Name: "custom:team", Type: "String", Mutable: true},
		userpool.SchemaAttribute{Name: "dev:custom:note", Type: "String", DeveloperOnly: true})
	f := fixture{now: new(noon), mem: &memory{
		clients: map[userpool.ClientID]userpool.Client{},
		pools: map[userpool.PoolID]userpool.Pool{
			poolID:          {ID: poolID, Tier: userpool.TierEssentials, Schema: schema},
			"us-east-1_two": {ID: "us-east-1_two", Schema: schema},
		},
		providers: []string{"Google"}, scopes: []string{"api/read"},
	}}
	f.Service = appclient.New(appclient.Deps{
		DB: f.mem, Cache: f.mem, Catalog: f.mem, Rand: rand.Reader, Now: func() time.Time { return *f.now },
	})
	return f
}

// create makes a client that must be accepted.
func (f fixture) create(t *testing.T, in appclient.NewClient) *userpool.Client {
	t.Helper()
	in.Name = cmp.Or(in.Name, "c")
	c, err := f.Create(context.Background(), poolID, in)
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	return c
}

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
