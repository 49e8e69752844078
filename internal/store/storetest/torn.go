package storetest

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// faults fails the statement of a given number.
type faults struct{ left atomic.Int64 }

var errInjected = errors.New("injected")

// never is a number that no transaction reaches.
const never = 1 << 40

func (f *faults) fault(string) error {
	if f.left.Add(-1) == -1 {
		return errInjected
	}
	return nil
}

// everyStatement runs fn again and again, failing its first statement, its
// second and so on, until it gets through. Each time fn goes on after the
// failure as if there were none; nothing of it must be left.
func everyStatement(t *testing.T, db *store.DB, f *faults, fn func(*store.Tx) error, untouched func()) {
	t.Helper()
	for n := range int64(100) {
		f.left.Store(n)
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			_ = fn(tx)
			return nil
		})
		f.left.Store(never)
		if err == nil {
			if n == 0 {
				t.Fatal("the transaction has no statement")
			}
			return
		}
		if !errors.Is(err, errInjected) {
			t.Fatalf("statement %d: got error %v", n, err)
		}
		untouched()
	}
	t.Fatal("the transaction does not end")
}

func faulty(t *testing.T, e Engine) (*store.DB, *faults) {
	f := &faults{}
	f.left.Store(never)
	return openPool(t, e, store.Options{Fault: f.fault}), f
}

func testTornInsert(t *testing.T, e Engine) {
	db, f := faulty(t, e)
	u := person("torn")
	insert := func(tx *store.Tx) error { return tx.InsertUser(u, namesOf(u)) }
	everyStatement(t, db, f, insert, func() { absent(t, db, u) })
	wantNames(t, db, map[string]userpool.Sub{"torn": u.Sub, "torn@example.com": u.Sub})

	other := person("other")
	clash := func(tx *store.Tx) error { return tx.InsertUser(other, append(namesOf(other), namesOf(u)[0])) }
	everyStatement(t, db, f, clash, func() { absent(t, db, other) })
	absent(t, db, other)
}

// absent checks that neither the user nor one of its names is there.
func absent(t *testing.T, db *store.DB, u *userpool.User) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		if _, err := tx.UserBySub(poolID, u.Sub); !errors.Is(err, userpool.ErrNotFound) {
			t.Errorf("user %s: %v", u.Sub, err)
		}
		for _, n := range namesOf(u) {
			if owner, _, err := tx.NameOwner(poolID, n.Value); !errors.Is(err, userpool.ErrNotFound) {
				t.Errorf("name %s leads to %s (%v) without its user", n.Value, owner, err)
			}
		}
		return nil
	})
}

func testTornDelete(t *testing.T, e Engine) {
	db, f := faulty(t, e)
	u := addUser(t, db, "torn")
	everyStatement(t, db, f, func(tx *store.Tx) error { return tx.DeleteUser(u) }, func() {
		wantNames(t, db, map[string]userpool.Sub{"torn": u.Sub, "torn@example.com": u.Sub})
	})
	absent(t, db, u)
}

func testTornSetNames(t *testing.T, e Engine) {
	db, f := faulty(t, e)
	u := addUser(t, db, "torn")
	set := func(tx *store.Tx) error {
		return tx.SetNames(u, []userpool.Name{name(userpool.NameUsername, "torn"), name(userpool.NamePhone, "+1")})
	}
	everyStatement(t, db, f, set, func() {
		wantNames(t, db, map[string]userpool.Sub{"torn": u.Sub, "torn@example.com": u.Sub, "+1": ""})
	})
	wantNames(t, db, map[string]userpool.Sub{"torn": u.Sub, "torn@example.com": "", "+1": u.Sub})
}

// testDeleteUser gives a user everything it can have and deletes it.
func testDeleteUser(t *testing.T, e Engine) {
	statements := map[string]bool{}
	recording := false
	db := openPool(t, e, store.Options{Fault: func(s string) error {
		if recording {
			statements[strings.Join(strings.Fields(s)[:3], " ")] = true
		}
		return nil
	}})
	u, bystander := addUser(t, db, "u"), addUser(t, db, "bystander")
	update(t, db, func(tx *store.Tx) error {
		if err := tx.InsertGroup(&userpool.Group{Pool: poolID, Name: "g"}); err != nil {
			return err
		}
		for _, v := range []*userpool.User{u, bystander} {
			if err := errors.Join(
				tx.AddMember(poolID, "g", v.Sub),
				tx.InsertFamily(userpool.TokenFamily{Pool: poolID, ID: "family of " + string(v.Sub), Sub: v.Sub}),
				tx.PutCode(userpool.OneTimeCode{Pool: poolID, Sub: v.Sub, Purpose: userpool.CodeVerifyEmail}),
				tx.PutCounter(userpool.Counter{Pool: poolID, Subject: string(v.Sub), Kind: userpool.CountMFA, Count: 1}),
				tx.PutDevice(userpool.Device{Pool: poolID, Sub: v.Sub, Key: "d"}),
				tx.InsertPasskey(userpool.Passkey{Pool: poolID, Sub: v.Sub, ID: []byte(v.Sub)}),
				tx.PutSSOSession(userpool.SSOSession{Pool: poolID, ID: string(v.Sub), Key: []byte(v.Sub), Sub: v.Sub}),
			); err != nil {
				return err
			}
		}
		return nil
	})
	recording = true
	update(t, db, func(tx *store.Tx) error { return tx.DeleteUser(u) })
	recording = false
	if len(statements) != 9 {
		t.Errorf("DeleteUser touches %v", statements)
	}
	view(t, db, func(tx *store.Tx) error {
		for _, v := range []*userpool.User{u, bystander} {
			want := 0
			if v == bystander {
				want = 1
			}
			groups, err1 := tx.GroupsOf(poolID, v.Sub)
			families, err2 := tx.FamiliesOf(poolID, v.Sub)
			devices, err3 := tx.Devices(poolID, v.Sub, "", 9)
			passkeys, err4 := tx.Passkeys(poolID, v.Sub)
			counter, err5 := tx.Counter(poolID, string(v.Sub), userpool.CountMFA)
			sessions, err6 := tx.SSOSessionsOf(poolID, v.Sub)
			_, noCode := tx.Code(poolID, v.Sub, userpool.CodeVerifyEmail)
			if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
				return err
			}
			if len(groups) != want || len(families) != want || len(devices) != want || len(passkeys) != want ||
				len(sessions) != want || counter.Count != want || errors.Is(noCode, userpool.ErrNotFound) != (want == 0) {
				t.Errorf("%s keeps groups %v, families %v, devices %v, passkeys %v, counter %v, code: %v",
					v.Sub, groups, families, devices, passkeys, counter, noCode)
			}
		}
		return nil
	})
	absent(t, db, u)
	wantNames(t, db, map[string]userpool.Sub{"bystander": bystander.Sub})
}
