package server

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/userpool"
)

// optional are the dependencies that may be nil today, each with its reason.
var optional = []string{
	"SignIn.deps.Migrate", // asked only where the UserMigration function is set; see its doc
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
	found := nilFields(reflect.ValueOf(pools.operations).Elem().FieldByName("Deps"), "", 0)
	for _, path := range found {
		if !slices.Contains(optional, path) {
			t.Errorf("%s is nil", path)
		}
	}
}

// nilFields lists the nil members of services and of their deps.
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
			if f.Kind() == reflect.Pointer && depth < 1 && f.Elem().Kind() == reflect.Struct {
				deps := f.Elem().FieldByName("deps")
				if deps.IsValid() && deps.Kind() == reflect.Struct {
					found = append(found, nilFields(deps, name+".deps", depth+1)...)
				}
			}
		}
	}
	return found
}
