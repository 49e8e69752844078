package storetest

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

func testGroups(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	for _, n := range []string{"a", "b", "c"} {
		addUser(t, db, n)
	}
	group := func(n string) *userpool.Group {
		return &userpool.Group{Pool: poolID, Name: userpool.GroupName(n), Created: Start}
	}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertGroup(group("one")), tx.InsertGroup(group("two")), tx.InsertGroup(group("three")),
			tx.AddMember(poolID, "one", "sub-c"), tx.AddMember(poolID, "one", "sub-a"), tx.AddMember(poolID, "one", "sub-a"),
			tx.AddMember(poolID, "two", "sub-a"), tx.AddMember(poolID, "three", "sub-b"),
			tx.RemoveMember(poolID, "three", "sub-b"), tx.RemoveMember(poolID, "three", "sub-b"))
	})
	groupsOf := func(sub userpool.Sub, want ...userpool.GroupName) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			groups, err := tx.GroupsOf(poolID, sub)
			var got []userpool.GroupName
			for _, g := range groups {
				got = append(got, g.Name)
			}
			if !slices.Equal(got, want) {
				t.Errorf("groups of %s: %v, want %v", sub, got, want)
			}
			return err
		})
	}
	members := func(g userpool.GroupName, after userpool.Sub, limit int, want ...string) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			users, err := tx.Members(poolID, g, after, limit)
			var got []string
			for _, u := range users {
				got = append(got, string(u.Username))
			}
			if !slices.Equal(got, want) {
				t.Errorf("members of %s after %q: %v, want %v", g, after, got, want)
			}
			return err
		})
	}
	groupsOf("sub-a", "one", "two")
	groupsOf("sub-b")
	members("one", "", 9, "a", "c")
	members("one", "", 1, "a")
	members("one", "sub-a", 1, "c")
	members("three", "", 9)
	view(t, db, func(tx *store.Tx) error {
		groups, err := tx.Groups(poolID, "one", 1)
		if err != nil || len(groups) != 1 || groups[0].Name != "three" {
			t.Errorf("groups after one: %v, %v", groups, err)
		}
		n, err := tx.CountGroups(poolID)
		if n != 3 {
			t.Errorf("%d groups", n)
		}
		return err
	})
	// A group of the same name does not inherit the members.
	update(t, db, func(tx *store.Tx) error { return tx.DeleteGroup(poolID, "one") })
	groupsOf("sub-a", "two")
	update(t, db, func(tx *store.Tx) error { return tx.InsertGroup(group("one")) })
	groupsOf("sub-a", "two")
	members("one", "", 9)
	swept, err := db.Sweep(t.Context(), Start)
	if err != nil || swept["members"] != 2 {
		t.Errorf("swept %v, %v", swept, err)
	}
}

func testFamilies(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	u := addUser(t, db, "u")
	f := userpool.TokenFamily{Pool: poolID, ID: "f", Sub: u.Sub, Expires: Start.Add(time.Hour)}
	update(t, db, func(tx *store.Tx) error { return tx.InsertFamily(f) })

	next := f
	next.Generation, next.GraceUntil, next.IP = 1, Start.Add(time.Minute), "192.0.2.1"
	var rotated atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			switch err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.RotateFamily(next) }); {
			case err == nil:
				rotated.Add(1)
			case !errors.Is(err, userpool.ErrConflict):
				t.Errorf("rotate: %v", err)
			}
		})
	}
	wg.Wait()
	if rotated.Load() != 1 {
		t.Errorf("%d callers rotated the family to one generation", rotated.Load())
	}
	update(t, db, func(tx *store.Tx) error {
		return tx.TouchFamily(poolID, "f", Start.Add(time.Second), "192.0.2.2", "agent")
	})
	next.LastActive, next.IP, next.Agent = Start.Add(time.Second), "192.0.2.2", "agent"
	family := func(want userpool.TokenFamily, withUser bool) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			got, user, err := tx.FamilyAndUser(poolID, "f")
			if err != nil || got.Generation != want.Generation || got.Revoked != want.Revoked ||
				!got.LastActive.Equal(want.LastActive) || got.IP != want.IP || got.Agent != want.Agent ||
				!got.GraceUntil.Equal(want.GraceUntil) || (user != nil) != withUser {
				t.Errorf("family %+v with user %v, %v; want %+v", got, user, err, want)
			}
			return nil
		})
	}
	family(next, true)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.RevokeFamily(poolID, "f"), tx.RevokeFamily(poolID, "f"))
	})
	next.Revoked = true
	family(next, true)
	after := next
	after.Generation = 2
	refused(t, db, userpool.ErrConflict, func(tx *store.Tx) error { return tx.RotateFamily(after) })

	// A family can outlive its user when another request adds it meanwhile.
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.DeleteUser(u), tx.InsertFamily(f))
	})
	family(f, false)
	update(t, db, func(tx *store.Tx) error { return tx.DeleteFamiliesOf(poolID, u.Sub) })
	refused(t, db, userpool.ErrNotFound, func(tx *store.Tx) error { _, err := tx.Family(poolID, "f"); return err })
}

func testCodes(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	c := userpool.OneTimeCode{Pool: poolID, Sub: "s", Purpose: userpool.CodeVerifyEmail, Value: "111111", Expires: Start}
	other := c
	other.Purpose, other.Value = userpool.CodeVerifyPhone, "222222"
	again := c
	again.Value, again.Destination = "333333", "x@example.com"
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.PutCode(c), tx.PutCode(other), tx.PutCode(again))
	})
	view(t, db, func(tx *store.Tx) error {
		for _, want := range []userpool.OneTimeCode{again, other} {
			if got, err := tx.Code(poolID, "s", want.Purpose); err != nil || got != want {
				t.Errorf("code %+v, %v; want %+v", got, err, want)
			}
		}
		return nil
	})
	var deleted atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			var mine bool
			if err := db.Update(t.Context(), func(tx *store.Tx) (err error) {
				mine, err = tx.DeleteCode(poolID, "s", c.Purpose)
				return err
			}); err != nil {
				t.Errorf("delete: %v", err)
			}
			if mine {
				deleted.Add(1)
			}
		})
	}
	wg.Wait()
	if deleted.Load() != 1 {
		t.Errorf("%d callers deleted the code", deleted.Load())
	}
}
