package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/store"
)

func testIdentityPools(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	var p identitypool.Pool
	fill(&p)
	update(t, db, func(tx *store.Tx) error { return tx.InsertIdentityPool(&p) })
	check := func() {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			got, err := tx.IdentityPool(p.ID)
			same(t, got, &p, err)
			list, err := tx.IdentityPools("", 5)
			same(t, list, []identitypool.Pool{p}, err)
			return nil
		})
	}
	check()
	refused(t, db, identitypool.ErrExists, func(tx *store.Tx) error { return tx.InsertIdentityPool(&p) })
	p = identitypool.Pool{ID: p.ID, Name: "other"}
	update(t, db, func(tx *store.Tx) error { return tx.UpdateIdentityPool(&p) })
	check()

	i := identitypool.Identity{ID: "r:1", Pool: p.ID, Created: Start, Modified: Start}
	l := identitypool.Login{Pool: p.ID, Provider: "p", Subject: "s", Identity: i.ID, Created: Start}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertIdentity(&i), tx.InsertLogin(&l), tx.DeleteIdentityPool(p.ID))
	})
	view(t, db, func(tx *store.Tx) error {
		_, pool := tx.IdentityPool(p.ID)
		_, identity := tx.Identity(i.ID)
		_, login := tx.Login(p.ID, "p", "s")
		for _, err := range []error{pool, identity, login} {
			if !errors.Is(err, identitypool.ErrNotFound) {
				t.Errorf("something of the pool is left: %v", err)
			}
		}
		return nil
	})
	refused(t, db, identitypool.ErrNotFound, func(tx *store.Tx) error { return tx.UpdateIdentityPool(&p) })
}

func testIdentities(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	const pool identitypool.PoolID = "r:pool"
	var one identitypool.Identity
	fill(&one)
	one.Pool = pool
	two := identitypool.Identity{ID: "z", Pool: pool, Created: Start, Modified: Start}
	login := identitypool.Login{Pool: pool, Provider: "p", Subject: "s", Identity: one.ID, Created: Start}
	other := identitypool.Login{Pool: pool, Provider: "p|", Subject: "s", Identity: two.ID, Created: Start}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertIdentity(&one), tx.InsertIdentity(&two), tx.InsertLogin(&login), tx.InsertLogin(&other))
	})
	refused(t, db, identitypool.ErrExists, func(tx *store.Tx) error { return tx.InsertLogin(&login) })
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Identity(one.ID)
		same(t, got, &one, err)
		all, err := tx.Identities(pool, "", false, 5)
		same(t, all, []identitypool.Identity{one, two}, err)
		enabled, err := tx.Identities(pool, "", true, 5)
		same(t, enabled, []identitypool.Identity{two}, err)
		rest, err := tx.Identities(pool, one.ID, false, 5)
		same(t, rest, []identitypool.Identity{two}, err)
		found, err := tx.Login(pool, "p", "s")
		same(t, found, &login, err)
		return nil
	})
	update(t, db, func(tx *store.Tx) error { return tx.MoveLogins(one.ID, two.ID) })
	login.Identity = two.ID
	view(t, db, func(tx *store.Tx) error {
		list, err := tx.LoginsOf(two.ID)
		if len(list) != 2 {
			t.Errorf("logins of two: %v", list)
		}
		return err
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteLogin(pool, "p|", "s") })
	refused(t, db, identitypool.ErrNotFound, func(tx *store.Tx) error { return tx.DeleteLogin(pool, "p|", "s") })
	update(t, db, func(tx *store.Tx) error { return tx.DeleteIdentity(two.ID) })
	refused(t, db, identitypool.ErrNotFound, func(tx *store.Tx) error { _, err := tx.Login(pool, "p", "s"); return err })
	refused(t, db, identitypool.ErrNotFound, func(tx *store.Tx) error { return tx.DeleteIdentity(two.ID) })
	refused(t, db, identitypool.ErrNotFound, func(tx *store.Tx) error { return tx.UpdateIdentity(&two) })
}

// testOneLoginOneIdentity has many callers link one login to identities of
// their own: one of them wins.
func testOneLoginOneIdentity(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	var won atomic.Int32
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			id := identitypool.IdentityID(rune('a' + n))
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				return tx.InsertLogin(&identitypool.Login{Pool: "r:p", Provider: "p", Subject: "s", Identity: id})
			})
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, identitypool.ErrExists):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d callers linked the login", won.Load())
	}
}
