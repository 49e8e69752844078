package storetest

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

func testFiles(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	file := func(name, content string) store.File {
		return store.File{Name: name, Modified: Start, Content: []byte(content)}
	}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.PutFile(file("a/b", "old")), tx.PutFile(file("a/b", "new")), tx.PutFile(file("a/c/d", "d")),
			tx.PutFile(file("ab", "beside")), tx.PutFile(file("a0", "after")), tx.PutFile(file("a-x/y", "before")))
	})
	view(t, db, func(tx *store.Tx) error {
		got, err1 := tx.File("a/b")
		below, err2 := tx.FilesBelow("a")
		all, err3 := tx.FilesBelow("")
		slices.Sort(all)
		diff := cmp.Diff(file("a/b", "new"), got) + cmp.Diff([]string{"a/b", "a/c/d"}, below) +
			cmp.Diff([]string{"a-x/y", "a/b", "a/c/d", "a0", "ab"}, all)
		if diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		return errors.Join(err1, err2, err3)
	})
	update(t, db, func(tx *store.Tx) error { return errors.Join(tx.DeleteFile("a"), tx.DeleteFile("ab")) })
	refused(t, db, userpool.ErrNotFound, func(tx *store.Tx) error { return tx.DeleteFile("a") })
	refused(t, db, userpool.ErrNotFound, func(tx *store.Tx) error { _, err := tx.File("a/b"); return err })
	view(t, db, func(tx *store.Tx) error {
		all, err := tx.FilesBelow("")
		if len(all) != 2 {
			t.Errorf("left %v", all)
		}
		return err
	})
}

func testLocks(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	var taken atomic.Int32
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				ok, err := tx.TakeLock("l", string(rune('a'+i)), Start.Add(time.Hour))
				if ok && err == nil {
					taken.Add(1)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if taken.Load() != 1 {
		t.Errorf("%d holders took one lock", taken.Load())
	}
	take := func(name, holder string, until time.Time, want bool) {
		t.Helper()
		update(t, db, func(tx *store.Tx) error {
			ok, err := tx.TakeLock(name, holder, until)
			if ok != want {
				t.Errorf("%s takes %s: %v", holder, name, ok)
			}
			return err
		})
	}
	take("m", "x", Start.Add(time.Second), true)
	take("m", "x", Start.Add(time.Hour), true) // again, for longer
	take("m", "y", Start.Add(time.Hour), false)
	update(t, db, func(tx *store.Tx) error { return tx.ReleaseLock("m", "y") })
	take("m", "y", Start.Add(time.Hour), false)
	update(t, db, func(tx *store.Tx) error { return tx.ReleaseLock("m", "x") })
	take("m", "y", Start, true)                // until now, so it is over
	take("m", "z", Start.Add(time.Hour), true) // and free
}
