package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// testSpend lets many callers spend one token.
func testSpend(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			var mine bool
			err := db.Update(t.Context(), func(tx *store.Tx) (err error) {
				mine, err = tx.Spend(userpool.Spent{ID: "token", Expires: Start})
				return err
			})
			if err != nil {
				t.Errorf("spend: %v", err)
			}
			if mine {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d callers spent the token", won.Load())
	}
}

// testLostUpdates reads and writes a counter from many callers: each increment
// must count, so transactions that collide are run again.
func testLostUpdates(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	const callers, times = 8, 25
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for range times {
				err := db.Update(t.Context(), func(tx *store.Tx) error {
					c, err := tx.Counter(poolID, "s", userpool.CountPassword)
					if err != nil {
						return err
					}
					c.Count++
					return tx.PutCounter(c)
				})
				if err != nil {
					t.Errorf("increment: %v", err)
				}
			}
		})
	}
	wg.Wait()
	view(t, db, func(tx *store.Tx) error {
		c, err := tx.Counter(poolID, "s", userpool.CountPassword)
		if c.Count != callers*times {
			t.Errorf("%d increments counted, want %d", c.Count, callers*times)
		}
		return err
	})
}

// testSnapshot commits between two reads of one view.
func testSnapshot(t *testing.T, e Engine) {
	if e.Name == "memory" {
		t.Skip("in memory a view and an update exclude each other")
	}
	db := openPool(t, e, store.Options{})
	count := func(tx *store.Tx) int {
		c, err := tx.Counter(poolID, "s", userpool.CountMFA)
		if err != nil {
			t.Error(err)
		}
		return c.Count
	}
	var first, second int
	n := 0
	view(t, db, func(tx *store.Tx) error {
		if _, err := tx.Pool(poolID); err != nil { // a second statement makes it a transaction
			return err
		}
		if _, err := tx.Counter(poolID, "s", userpool.CountMFA); err != nil {
			return err
		}
		first = count(tx)
		n++
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			return tx.PutCounter(userpool.Counter{Pool: poolID, Subject: "s", Kind: userpool.CountMFA, Count: 10 + n})
		}); err != nil {
			return err
		}
		second = count(tx)
		return nil
	})
	if first != second {
		t.Errorf("a view saw %d and then %d", first, second)
	}
	view(t, db, func(tx *store.Tx) error {
		if got := count(tx); got != 10+n {
			t.Errorf("the next view sees %d", got)
		}
		return nil
	})
}

func testReadOnly(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	if err := db.View(t.Context(), func(tx *store.Tx) error {
		return tx.InsertUser(person("x"), nil)
	}); err == nil {
		t.Error("a view has written")
	}
	if err := db.View(t.Context(), func(tx *store.Tx) error {
		_, err := tx.ClaimMessages(Start, 1, 1)
		return err
	}); err == nil {
		t.Error("a view has claimed messages")
	}
}

// testIsolation mixes functions that fail with others that succeed, so that
// they share commits where the engine does that.
func testIsolation(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	fail := errors.New("fail")
	var wg sync.WaitGroup
	const n = 60
	for i := range n {
		wg.Go(func() {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				u := person(fmt.Sprint(i))
				if err := tx.InsertUser(u, namesOf(u)); err != nil {
					return err
				}
				if i%3 == 0 {
					return fail
				}
				return nil
			})
			if (i%3 == 0) != errors.Is(err, fail) || i%3 != 0 && err != nil {
				t.Errorf("function %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for i := range n {
		u := person(fmt.Sprint(i))
		if i%3 == 0 {
			absent(t, db, u)
		} else {
			wantNames(t, db, map[string]userpool.Sub{string(u.Username): u.Sub})
		}
	}
}

// testPanic panics in a transaction, and ends a goroutine in one.
func testPanic(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	u := person("x")
	insert := func(then func()) {
		_ = db.Update(t.Context(), func(tx *store.Tx) error {
			if err := tx.InsertUser(u, namesOf(u)); err != nil {
				t.Error(err)
			}
			then()
			return nil
		})
	}
	func() {
		defer func() {
			if got := recover(); got != "boom" {
				t.Errorf("recovered %v", got)
			}
		}()
		insert(func() { panic("boom") })
	}()
	absent(t, db, u)
	done := make(chan struct{})
	go func() {
		defer close(done)
		insert(runtime.Goexit)
	}()
	<-done
	absent(t, db, u)
	insert(func() {})
	wantNames(t, db, map[string]userpool.Sub{"x": u.Sub})
}

// testCancel cancels transactions before, while and after they wait.
func testCancel(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	done, cancel := context.WithCancel(t.Context())
	cancel()
	ran := func(tx *store.Tx) error {
		_, err := tx.Pool(poolID)
		return err
	}
	if err := db.Update(done, ran); !errors.Is(err, context.Canceled) {
		t.Errorf("update with an ended context: %v", err)
	}
	if err := db.View(done, ran); !errors.Is(err, context.Canceled) {
		t.Errorf("view with an ended context: %v", err)
	}
	during, cancel := context.WithCancel(t.Context())
	err := db.Update(during, func(tx *store.Tx) error {
		if err := tx.InsertGroup(&userpool.Group{Pool: poolID, Name: "g"}); err != nil {
			return err
		}
		cancel()
		return tx.InsertGroup(&userpool.Group{Pool: poolID, Name: "h"})
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("update whose context ended: %v", err)
	}
	view(t, db, func(tx *store.Tx) error {
		if n, err := tx.CountGroups(poolID); n != 0 || err != nil {
			t.Errorf("%d groups (%v) of a cancelled transaction", n, err)
		}
		return nil
	})
}
