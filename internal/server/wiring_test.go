package server

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/userpool"
)

// optional are the ends of paths that may be nil today, each with its reason.
var optional = []string{
	"Grants.deps.Provider", // there are no identity providers to find yet
	"Hooks.deps.HTTP",      // means a client of its own
	"Hooks.deps.Watch",     // for cognate triggers test
	"Pools.deps.Domains",   // no pool has a domain yet
}

// A field that somebody has added to a Deps and nobody sets is a nil pointer
// at the first request. Find it here instead.
func TestNothingIsLeftNil(t *testing.T) {
	t.Parallel()
	c, err := config.Load(config.Dev, []string{"--listen=127.0.0.1:0", "--data=:memory:"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	deps := Deps{}.complete()
	storage, err := OpenStorage(t.Context(), c, deps, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = storage.Close() })
	functions, err := buildTriggers(t.Context(), triggerParts{config: c, ring: storage.Ring, deps: deps, auth: anyKey{account: c.Account}})
	if err != nil {
		t.Fatal(err)
	}
	pools, err := buildUserPools(userPoolParts{
		config: c, db: storage.DB, deps: deps, hooks: functions.caller,
		issuer:  func(id userpool.PoolID) string { return string(id) },
		carried: func(userpool.Medium) bool { return false },
	})
	if err != nil {
		t.Fatal(err)
	}
	account, err := buildAccount(c, storage.DB, deps)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{config: c}
	identities, err := s.buildIdentity(account, pools)
	if err != nil {
		t.Fatal(err)
	}
	found := nilFields(reflect.ValueOf(pools.operations).Elem().FieldByName("Deps"), "", 0)
	for _, service := range []any{identities.pools, identities.sts, account.iam()} {
		found = append(found, nilFields(reflect.ValueOf(service).Elem().FieldByName("deps"), fmt.Sprintf("%T", service), 0)...)
	}
	for _, path := range found {
		if !slices.ContainsFunc(optional, func(end string) bool { return strings.HasSuffix(path, end) }) {
			t.Errorf("%s is nil", path)
		}
	}
}

// nilFields lists the nil members of a Deps, and of those of what it holds.
func nilFields(v reflect.Value, path string, depth int) []string {
	var found []string
	for i := range v.NumField() {
		f, name := v.Field(i), strings.TrimPrefix(path+"."+v.Type().Field(i).Name, ".")
		switch f.Kind() {
		case reflect.Func, reflect.Interface, reflect.Pointer:
			if f.IsNil() {
				found = append(found, name)
				continue
			}
		}
		for f.Kind() == reflect.Pointer || f.Kind() == reflect.Interface {
			f = f.Elem()
		}
		if f.Kind() != reflect.Struct || depth == 4 {
			continue
		}
		if deps := f.FieldByName("deps"); deps.IsValid() && deps.Kind() == reflect.Struct {
			found = append(found, nilFields(deps, name+".deps", depth+1)...)
		}
	}
	return found
}
