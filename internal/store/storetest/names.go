package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

func name(kind userpool.NameKind, value string) userpool.Name {
	return userpool.Name{Kind: kind, Value: value}
}

// wantNames checks which of the names lead to a user, and to whom.
func wantNames(t *testing.T, db *store.DB, want map[string]userpool.Sub) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		for value, sub := range want {
			owner, _, err := tx.NameOwner(poolID, value)
			u, _, userErr := tx.UserByName(poolID, value)
			switch {
			case sub == "" && errors.Is(err, userpool.ErrNotFound) && errors.Is(userErr, userpool.ErrNotFound):
			case sub == "":
				t.Errorf("name %q: owner %q (%v), user %v (%v); want none", value, owner, err, u, userErr)
			case err != nil || userErr != nil || owner != sub || u.Sub != sub:
				t.Errorf("name %q: owner %q (%v), user %v (%v); want %q", value, owner, err, u, userErr, sub)
			}
		}
		return nil
	})
}

// testNames inserts users whose names collide, also where the caller goes on
// after the collision.
func testNames(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	a, b := person("a"), person("b")
	taken := name(userpool.NamePhone, "+49")
	update(t, db, func(tx *store.Tx) error {
		return tx.InsertUser(a, []userpool.Name{name(userpool.NameUsername, "a"), taken})
	})
	want := map[string]userpool.Sub{"a": a.Sub, "+49": a.Sub, "b": "", "b@": ""}
	for _, swallow := range []bool{false, true} {
		var got error
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			got = tx.InsertUser(b, []userpool.Name{name(userpool.NameUsername, "b"), taken, name(userpool.NameEmail, "b@")})
			if swallow {
				return nil
			}
			return got
		})
		var e *userpool.NameTaken
		if !errors.As(got, &e) || !errors.Is(got, userpool.ErrExists) || (err == nil) != swallow {
			t.Fatalf("insert: got error %v, transaction %v", got, err)
		}
		if diff := cmp.Diff(&userpool.NameTaken{Name: taken, Owner: a.Sub}, e); diff != "" {
			t.Errorf("NameTaken (-want +got):\n%s", diff)
		}
		wantNames(t, db, want)
		view(t, db, func(tx *store.Tx) error {
			if _, err := tx.UserBySub(poolID, b.Sub); !errors.Is(err, userpool.ErrNotFound) {
				t.Errorf("user of the taken name: %v", err)
			}
			return nil
		})
	}
	// Names of another pool are other names.
	other := person("a")
	other.Pool = "us-east-1_Other"
	update(t, db, func(tx *store.Tx) error {
		if err := tx.InsertPool(&userpool.Pool{ID: other.Pool}); err != nil {
			return err
		}
		return tx.InsertUser(other, []userpool.Name{name(userpool.NameUsername, "a"), taken})
	})
}

func testSetNames(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	a, b := person("a"), person("b")
	update(t, db, func(tx *store.Tx) error {
		if err := tx.InsertUser(a, []userpool.Name{name(userpool.NameUsername, "a"), name(userpool.NameEmail, "x")}); err != nil {
			return err
		}
		return tx.InsertUser(b, []userpool.Name{name(userpool.NameUsername, "b"), name(userpool.NameEmail, "y")})
	})
	set := func(u *userpool.User, names ...userpool.Name) func(*store.Tx) error {
		return func(tx *store.Tx) error { return tx.SetNames(u, names) }
	}
	aName := name(userpool.NameUsername, "a")
	update(t, db, set(a, aName, name(userpool.NameEmail, "z")))
	wantNames(t, db, map[string]userpool.Sub{"a": a.Sub, "x": "", "z": a.Sub, "b": b.Sub, "y": b.Sub})

	// A taken name leaves everything as it was, also if the caller goes on.
	refused(t, db, userpool.ErrExists, set(a, aName, name(userpool.NamePhone, "z"), name(userpool.NamePhone, "n"), name(userpool.NameEmail, "y")))
	update(t, db, func(tx *store.Tx) error {
		err := tx.SetNames(a, []userpool.Name{aName, name(userpool.NamePhone, "z"), name(userpool.NamePhone, "n"), name(userpool.NameEmail, "y")})
		var taken *userpool.NameTaken
		if !errors.As(err, &taken) || taken.Owner != b.Sub || taken.Name.Value != "y" {
			t.Errorf("SetNames: got error %v", err)
		}
		return nil
	})
	wantNames(t, db, map[string]userpool.Sub{"a": a.Sub, "z": a.Sub, "n": "", "b": b.Sub, "y": b.Sub})
	view(t, db, func(tx *store.Tx) error {
		if _, kind, err := tx.NameOwner(poolID, "z"); kind != userpool.NameEmail || err != nil {
			t.Errorf("kind of z: %v, %v", kind, err)
		}
		return nil
	})

	// A name moves from one user to another in one transaction.
	update(t, db, func(tx *store.Tx) error {
		if err := tx.SetNames(b, []userpool.Name{name(userpool.NameUsername, "b")}); err != nil {
			return err
		}
		return tx.SetNames(a, []userpool.Name{aName, name(userpool.NamePhone, "z"), name(userpool.NameEmail, "y")})
	})
	wantNames(t, db, map[string]userpool.Sub{"a": a.Sub, "z": a.Sub, "b": b.Sub, "y": a.Sub})
	view(t, db, func(tx *store.Tx) error {
		if _, kind, err := tx.NameOwner(poolID, "z"); kind != userpool.NamePhone || err != nil {
			t.Errorf("kind of z: %v, %v", kind, err)
		}
		return nil
	})
}

// testOneNameManyUsers lets two hundred callers insert users of one name.
func testOneNameManyUsers(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	var won, lost atomic.Int32
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			u := person(fmt.Sprintf("racer %d", i))
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				return tx.InsertUser(u, []userpool.Name{name(userpool.NameUsername, "one"), name(userpool.NameEmail, string(u.Sub))})
			})
			switch {
			case err == nil:
				won.Add(1)
			case errors.Is(err, userpool.ErrExists):
				lost.Add(1)
			default:
				t.Errorf("insert: %v", err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != 199 {
		t.Errorf("%d won and %d lost", won.Load(), lost.Load())
	}
	view(t, db, func(tx *store.Tx) error {
		if n, err := tx.EstimatedUsers(poolID); n != 1 || err != nil {
			t.Errorf("%d users (%v)", n, err)
		}
		return nil
	})
}
