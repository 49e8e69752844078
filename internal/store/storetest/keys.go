package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// testMissing asks for rows that are not there.
func testMissing(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	u, g := person("nobody"), &userpool.Group{Pool: poolID, Name: "none"}
	for name, fn := range map[string]func(*store.Tx) error{
		"Pool":             func(tx *store.Tx) error { _, err := tx.Pool("none"); return err },
		"UpdatePool":       func(tx *store.Tx) error { return tx.UpdatePool(&userpool.Pool{ID: "none"}) },
		"DeletePool":       func(tx *store.Tx) error { return tx.DeletePool("none") },
		"Client":           func(tx *store.Tx) error { _, err := tx.Client("none"); return err },
		"UpdateClient":     func(tx *store.Tx) error { return tx.UpdateClient(&userpool.Client{ID: "none"}) },
		"DeleteClient":     func(tx *store.Tx) error { return tx.DeleteClient(poolID, "none") },
		"DeleteSigningKey": func(tx *store.Tx) error { return tx.DeleteSigningKey(poolID, "none") },
		"UserBySub":        func(tx *store.Tx) error { _, err := tx.UserBySub(poolID, "none"); return err },
		"UserByName":       func(tx *store.Tx) error { _, _, err := tx.UserByName(poolID, "none"); return err },
		"NameOwner":        func(tx *store.Tx) error { _, _, err := tx.NameOwner(poolID, "none"); return err },
		"UpdateUser":       func(tx *store.Tx) error { return tx.UpdateUser(u) },
		"DeleteUser":       func(tx *store.Tx) error { return tx.DeleteUser(u) },
		"Group":            func(tx *store.Tx) error { _, err := tx.Group(poolID, "none"); return err },
		"UpdateGroup":      func(tx *store.Tx) error { return tx.UpdateGroup(g) },
		"DeleteGroup":      func(tx *store.Tx) error { return tx.DeleteGroup(poolID, "none") },
		"AddMember":        func(tx *store.Tx) error { return tx.AddMember(poolID, "none", "sub") },
		"RemoveMember":     func(tx *store.Tx) error { return tx.RemoveMember(poolID, "none", "sub") },
		"Members":          func(tx *store.Tx) error { _, err := tx.Members(poolID, "none", "", 1); return err },
		"Family":           func(tx *store.Tx) error { _, err := tx.Family(poolID, "none"); return err },
		"FamilyAndUser":    func(tx *store.Tx) error { _, _, err := tx.FamilyAndUser(poolID, "none"); return err },
		"RotateFamily":     func(tx *store.Tx) error { return tx.RotateFamily(userpool.TokenFamily{Pool: poolID, ID: "none"}) },
		"TouchFamily":      func(tx *store.Tx) error { return tx.TouchFamily(poolID, "none", Start, "", "") },
		"RevokeFamily":     func(tx *store.Tx) error { return tx.RevokeFamily(poolID, "none") },
		"Code":             func(tx *store.Tx) error { _, err := tx.Code(poolID, "none", userpool.CodeResetPassword); return err },
		"FinishMessage":    func(tx *store.Tx) error { return tx.FinishMessage(userpool.Message{ID: "none"}) },
		"Device":           func(tx *store.Tx) error { _, err := tx.Device(poolID, "none", "none"); return err },
		"DeleteDevice":     func(tx *store.Tx) error { return tx.DeleteDevice(poolID, "none", "none") },
		"Passkey":          func(tx *store.Tx) error { _, err := tx.Passkey(poolID, []byte("none")); return err },
		"UpdatePasskey":    func(tx *store.Tx) error { return tx.UpdatePasskey(userpool.Passkey{Pool: poolID, ID: []byte("none")}) },
		"DeletePasskey":    func(tx *store.Tx) error { return tx.DeletePasskey(poolID, "none", []byte("none")) },
		"AccessKey":        func(tx *store.Tx) error { _, err := tx.AccessKey("none"); return err },
		"UpdateAccessKey":  func(tx *store.Tx) error { return tx.UpdateAccessKey(access.Key{ID: "none"}) },
		"DeleteAccessKey":  func(tx *store.Tx) error { return tx.DeleteAccessKey("none") },
	} {
		if err := db.Update(t.Context(), fn); !errors.Is(err, userpool.ErrNotFound) {
			t.Errorf("%s: got error %v, want ErrNotFound", name, err)
		}
	}
	update(t, db, func(tx *store.Tx) error {
		if c, err := tx.Counter(poolID, "none", userpool.CountMFA); err != nil || c.Count != 0 {
			t.Errorf("Counter: %+v, %v", c, err)
		}
		if done, err := tx.DeleteCode(poolID, "none", userpool.CodeVerifyEmail); err != nil || done {
			t.Errorf("DeleteCode: %v, %v", done, err)
		}
		return tx.DeleteCounter(poolID, "none", userpool.CountMFA)
	})
}

// testTaken inserts every row twice.
func testTaken(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	for name, fn := range map[string]func(*store.Tx) error{
		"Pool":      func(tx *store.Tx) error { return tx.InsertPool(&userpool.Pool{ID: "p"}) },
		"Client":    func(tx *store.Tx) error { return tx.InsertClient(&userpool.Client{ID: "c", Pool: poolID}) },
		"User":      func(tx *store.Tx) error { return tx.InsertUser(person("u"), nil) },
		"Group":     func(tx *store.Tx) error { return tx.InsertGroup(&userpool.Group{Pool: poolID, Name: "g"}) },
		"Family":    func(tx *store.Tx) error { return tx.InsertFamily(userpool.TokenFamily{Pool: poolID, ID: "f"}) },
		"Passkey":   func(tx *store.Tx) error { return tx.InsertPasskey(userpool.Passkey{Pool: poolID, ID: []byte("p")}) },
		"AccessKey": func(tx *store.Tx) error { return tx.InsertAccessKey(access.Key{ID: "k"}) },
	} {
		if err := db.Update(t.Context(), fn); err != nil {
			t.Errorf("%s: first insert: %v", name, err)
		}
		if err := db.Update(t.Context(), fn); !errors.Is(err, userpool.ErrExists) {
			t.Errorf("%s: second insert: got error %v, want ErrExists", name, err)
		}
	}
}

// testStale writes over a version that has been written over.
func testStale(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	u := addUser(t, db, "bob")
	c := &userpool.Client{ID: "c", Pool: poolID}
	update(t, db, func(tx *store.Tx) error { return tx.InsertClient(c) })
	var p *userpool.Pool
	view(t, db, func(tx *store.Tx) (err error) { p, err = tx.Pool(poolID); return err })

	oldPool, oldClient, oldUser := *p, *c, *u
	for range 2 { // the version in the caller's hands follows
		update(t, db, func(tx *store.Tx) error {
			return errors.Join(tx.UpdatePool(p), tx.UpdateClient(c), tx.UpdateUser(u))
		})
	}
	refused(t, db, userpool.ErrConflict, func(tx *store.Tx) error { return tx.UpdatePool(&oldPool) })
	refused(t, db, userpool.ErrConflict, func(tx *store.Tx) error { return tx.UpdateClient(&oldClient) })
	refused(t, db, userpool.ErrConflict, func(tx *store.Tx) error { return tx.UpdateUser(&oldUser) })
}

// testUncommittedVersions looks at the versions in the caller's hands after a
// write that was rolled back.
func testUncommittedVersions(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	u := addUser(t, db, "bob")
	before := *u
	fail := errors.New("fail")
	refused(t, db, fail, func(tx *store.Tx) error {
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		if err := tx.UpdateUser(u); err != nil { // twice in one transaction
			return err
		}
		return fail
	})
	if diff := cmp.Diff(&before, u); diff != "" {
		t.Errorf("user after a rollback (-before +after):\n%s", diff)
	}
	update(t, db, func(tx *store.Tx) error { return tx.UpdateUser(u) })
}
