package idp_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	operation "github.com/cognate-id/cognate/internal/operation/idp"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/appclient"
	"github.com/cognate-id/cognate/internal/userpool/branding"
	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/group"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/resourceserver"
	"github.com/cognate-id/cognate/internal/userpool/terms"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

const account = "123456789012"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// catalog has one provider and one scope.
type catalog struct{}

func (catalog) HasProvider(_ context.Context, _ userpool.PoolID, name string) (bool, error) {
	return name == "Google", nil
}

func (catalog) HasScope(_ context.Context, _ userpool.PoolID, scope string) (bool, error) {
	return scope == "api/read", nil
}

// api calls operations with JSON as the wire does, on an empty store.
type api struct {
	service *awsproto.Service
	db      *store.DB
}

// start makes an api without pools. Only the configuration of pools is wired.
func start(t *testing.T) api {
	t.Helper()
	ring, err := seal.Generate(rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return noon }
	db, err := store.Open(context.Background(), store.Options{Path: ":memory:", Sealer: ring, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	cache := registry.New(registry.Deps{DB: store.Bind(db, func(tx *store.Tx) registry.Store { return tx }), Now: now})
	service := operation.New(operation.Deps{
		Account: account,
		Pools: poolconfig.New(poolconfig.Deps{
			DB:    store.Bind(db, func(tx *store.Tx) poolconfig.Store { return tx }),
			Cache: cache, Now: now, Rand: rand.Reader, Region: "us-east-1", Account: account,
			Domains: func(ctx context.Context, pool userpool.PoolID) (poolconfig.Domains, error) {
				domains, err := cache.DomainsOf(ctx, pool)
				prefix, custom := domain.Names(domains)
				return poolconfig.Domains{Prefix: prefix, Custom: custom}, err
			},
			NewKeys: func(pool userpool.PoolID, now time.Time) ([]userpool.SigningKey, error) {
				return []userpool.SigningKey{{Pool: pool, KID: "k", Use: userpool.KeyID, DER: []byte("der"), Created: now}}, nil
			},
		}),
		Clients: appclient.New(appclient.Deps{
			DB:    store.Bind(db, func(tx *store.Tx) appclient.Store { return tx }),
			Cache: cache, Catalog: catalog{}, Now: now, Rand: rand.Reader,
		}),
		Domains: domain.New(domain.Deps{
			DB: store.Bind(db, func(tx *store.Tx) domain.Store { return tx }), Cache: cache, Now: now,
		}),
		ResourceServers: resourceserver.New(store.Bind(db, func(tx *store.Tx) resourceserver.Store { return tx })),
		Branding: branding.New(branding.Deps{
			DB: store.Bind(db, func(tx *store.Tx) branding.Store { return tx }), Now: now, Rand: rand.Reader,
			BaseOf: func(context.Context, userpool.PoolID) (string, error) { return "https://login.example.com", nil },
		}),
		Terms: terms.New(terms.Deps{DB: store.Bind(db, func(tx *store.Tx) terms.Store { return tx }), Now: now, Rand: rand.Reader}),
		Groups: group.New(group.Deps{
			DB: store.Bind(db, func(tx *store.Tx) group.Store { return tx }), Now: now, Account: account,
		}),
	})
	return api{service: idp.Service(service), db: db}
}

// call gives the answer of an operation, or the fault that a client would see.
// A fault that the operation does not declare fails the test.
func (a api) call(t *testing.T, operation string, body any) (map[string]any, *awsproto.Fault) {
	t.Helper()
	text, ok := body.(string)
	if !ok {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		text = string(b)
	}
	op := a.service.Operation(operation)
	if op == nil || !op.Implemented {
		t.Fatalf("%s is not implemented", operation)
	}
	out, err := op.Call(context.Background(), &awsproto.Input{Body: []byte(text)}, nil)
	var f *awsproto.Fault
	if errors.As(err, &f) {
		if !op.Declares(f.Code) {
			t.Errorf("%s does not declare %s", operation, f.Code)
		}
		return nil, f
	}
	if err != nil {
		t.Fatalf("%s: %v", operation, err)
	}
	if len(out) == 0 {
		return nil, nil
	}
	return parse(t, string(out)), nil
}

// must gives the answer of an operation that succeeds.
func (a api) must(t *testing.T, operation string, body any) map[string]any {
	t.Helper()
	out, f := a.call(t, operation, body)
	if f != nil {
		t.Fatalf("%s %v: %v", operation, body, f)
	}
	return out
}

// refused wants `Code: message` for an answer.
func (a api) refused(t *testing.T, operation string, body any, want string) {
	t.Helper()
	_, f := a.call(t, operation, body)
	if f == nil {
		t.Errorf("%s %v succeeds, want %s", operation, body, want)
	} else if got := f.Error(); got != want {
		t.Errorf("%s %v\ngot  %s\nwant %s", operation, body, got, want)
	}
}

// m is a JSON object.
type m = map[string]any

func parse(t *testing.T, text string) m {
	t.Helper()
	var out m
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return out
}

// same compares an answer with JSON text.
func same(t *testing.T, got m, want string) {
	t.Helper()
	if diff := cmp.Diff(parse(t, want), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// pool makes a pool and gives its id.
func (a api) pool(t *testing.T, settings m) string {
	t.Helper()
	body := m{"PoolName": "p"}
	for k, v := range settings {
		body[k] = v
	}
	return a.must(t, "CreateUserPool", body)["UserPool"].(m)["Id"].(string)
}
