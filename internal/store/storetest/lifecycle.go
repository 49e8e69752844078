package storetest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// testDeletePool deletes a pool with users: none can be reached at once, and
// nothing is left after the sweeps.
func testDeletePool(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	const users = 1200 // more than one batch
	for i := range users / 100 {
		update(t, db, func(tx *store.Tx) error {
			for j := range 100 {
				u := person(fmt.Sprintf("u%d-%d", i, j))
				if err := errors.Join(tx.InsertUser(u, namesOf(u)),
					tx.InsertFamily(userpool.TokenFamily{Pool: poolID, ID: string(u.Sub), Sub: u.Sub})); err != nil {
					return err
				}
			}
			return nil
		})
	}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertClient(&userpool.Client{ID: "c", Pool: poolID}),
			tx.PutSigningKey(userpool.SigningKey{Pool: poolID, KID: "k"}),
			tx.InsertGroup(&userpool.Group{Pool: poolID, Name: "g"}),
			tx.AddMember(poolID, "g", "sub-u0-0"))
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeletePool(poolID) })
	view(t, db, func(tx *store.Tx) error {
		_, err1 := tx.Pool(poolID)
		_, err2 := tx.UserBySub(poolID, "sub-u0-0")
		_, _, err3 := tx.UserByName(poolID, "u0-0")
		_, _, err4 := tx.FamilyAndUser(poolID, "sub-u0-0")
		_, err5 := tx.Client("c")
		_, err6 := tx.Group(poolID, "g")
		for i, err := range []error{err1, err2, err3, err4, err5, err6} {
			if !errors.Is(err, userpool.ErrNotFound) {
				t.Errorf("read %d of the deleted pool: %v", i+1, err)
			}
		}
		keys, err7 := tx.SigningKeys(poolID)
		groups, err8 := tx.GroupsOf(poolID, "sub-u0-0")
		list, _, err9 := tx.ListUsers(poolID, userpool.UserQuery{Limit: 5})
		if len(keys)+len(groups)+len(list) != 0 {
			t.Errorf("the deleted pool has keys %v, groups %v, users %v", keys, groups, list)
		}
		return errors.Join(err7, err8, err9)
	})
	swept, err := db.Sweep(t.Context(), Start)
	want := store.Swept{"users": users, "names": 2 * users, "families": users, "members": 1}
	if diff := cmp.Diff(want, swept); err != nil || diff != "" {
		t.Errorf("first sweep: error %v (-want +got):\n%s", err, diff)
	}
	for _, at := range []time.Time{Start.Add(time.Hour), Start.Add(48 * time.Hour), Start.Add(96 * time.Hour)} {
		if swept, err := db.Sweep(t.Context(), at); err != nil || len(swept) != 0 {
			t.Errorf("sweep at %v: %v, %v", at, swept, err)
		}
	}
}

// testSweep keeps what lives and deletes what has expired.
func testSweep(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	for i, expires := range []time.Time{{}, Start.Add(-time.Millisecond), Start, Start.Add(time.Hour)} {
		id := fmt.Sprint(i)
		done := mail("done "+id, 0)
		done.State, done.Created = userpool.MessageSent, expires.Add(-24*time.Hour)
		kept := mail("kept "+id, 0)
		kept.State, kept.Created = userpool.MessageKept, expires.Add(-7*24*time.Hour)
		pending := mail("pending "+id, 0)
		pending.Created = Start.Add(-1000 * time.Hour)
		if expires.IsZero() {
			done.Created, kept.Created = Start, Start
		}
		update(t, db, func(tx *store.Tx) error {
			_, spend := tx.Spend(userpool.Spent{ID: id, Expires: expires})
			return errors.Join(spend,
				tx.InsertFamily(userpool.TokenFamily{Pool: poolID, ID: id, Expires: expires}),
				tx.PutCode(userpool.OneTimeCode{Pool: poolID, Sub: userpool.Sub(id), Expires: expires}),
				tx.PutCounter(userpool.Counter{Pool: poolID, Subject: id, Count: 1, Expires: expires}),
				tx.InsertMessage(done), tx.InsertMessage(kept), tx.InsertMessage(pending))
		})
	}
	swept, err := db.Sweep(t.Context(), Start)
	want := store.Swept{"families": 1, "codes": 1, "counters": 1, "spent": 1, "messages": 2}
	if diff := cmp.Diff(want, swept); err != nil || diff != "" {
		t.Errorf("sweep: error %v (-want +got):\n%s", err, diff)
	}
	for id, alive := range map[string]bool{"0": true, "1": false, "2": true, "3": true} {
		update(t, db, func(tx *store.Tx) error {
			_, family := tx.Family(poolID, id)
			_, code := tx.Code(poolID, userpool.Sub(id), "")
			counter, err := tx.Counter(poolID, id, "")
			fresh, spend := tx.Spend(userpool.Spent{ID: id})
			if (family == nil) != alive || (code == nil) != alive || (counter.Count == 1) != alive || fresh == alive {
				t.Errorf("%s after the sweep: family %v, code %v, counter %v, unspent %v", id, family, code, counter, fresh)
			}
			return errors.Join(err, spend)
		})
	}
}

func testEstimatedUsers(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	want := 0
	check := func() {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			if n, err := tx.EstimatedUsers(poolID); n != want || err != nil {
				t.Errorf("%d users (%v), want %d", n, err, want)
			}
			return nil
		})
	}
	check()
	for range 3 {
		addUser(t, db, fmt.Sprint(want))
		want++
		check()
	}
	update(t, db, func(tx *store.Tx) error { return tx.DeleteUser(person("0")) })
	want--
	check()
}

// testStartTogether opens one new database from several nodes at once.
func testStartTogether(t *testing.T, e Engine) {
	if e.Name == "memory" {
		t.Skip("nobody else opens a database in memory")
	}
	o := e.Fresh(t)
	o.Sealer = Keyring(t)
	nodes := make([]*store.DB, 4)
	var wg sync.WaitGroup
	for i := range nodes {
		wg.Go(func() { nodes[i] = e.Open(t, o) })
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	addPool(t, nodes[0])
	for i, db := range nodes {
		if !slices.Equal(db.RootSecret(), nodes[0].RootSecret()) || len(db.RootSecret()) != seal.RootSize {
			t.Errorf("node %d has a root secret of its own", i)
		}
		addUser(t, db, fmt.Sprint("user of ", i))
	}
	for _, db := range nodes {
		for i := range nodes {
			wantNames(t, db, map[string]userpool.Sub{fmt.Sprint("user of ", i): userpool.Sub(fmt.Sprint("sub-user of ", i))})
		}
	}
}

// testWrongKeyring opens a database with the keys of another.
func testWrongKeyring(t *testing.T, e Engine) {
	if e.Name == "memory" {
		t.Skip("nobody else opens a database in memory")
	}
	o := e.Fresh(t)
	o.Sealer = Keyring(t)
	e.Open(t, o)
	o.Sealer = Keyring(t)
	db, err := store.Open(t.Context(), o)
	if err == nil {
		_ = db.Close()
		t.Fatal("opened with the wrong keyring")
	}
	if !strings.Contains(err.Error(), "keyring") {
		t.Errorf("the error does not name the keyring: %v", err)
	}
}

// testReseal rotates the master key and drops the old one.
func testReseal(t *testing.T, e Engine) {
	ring := Keyring(t)
	db := openPool(t, e, store.Options{Sealer: ring})
	const users = 450 // more than two batches
	update(t, db, func(tx *store.Tx) error {
		for i := range users {
			if err := tx.InsertUser(person(fmt.Sprint(i)), nil); err != nil {
				return err
			}
		}
		return errors.Join(
			tx.InsertUser(&userpool.User{Pool: poolID, Sub: "without secrets", Username: "w"}, nil),
			tx.InsertClient(&userpool.Client{ID: "c", Pool: poolID, Secrets: []userpool.ClientSecret{{Value: "v"}}}),
			tx.InsertClient(&userpool.Client{ID: "public", Pool: poolID}),
			tx.PutSigningKey(userpool.SigningKey{Pool: poolID, KID: "k", DER: []byte("der")}),
			tx.PutCode(userpool.OneTimeCode{Pool: poolID, Sub: "0", Purpose: userpool.CodeVerifyEmail, Value: "1"}),
			tx.PutDevice(userpool.Device{Pool: poolID, Sub: "0", Key: "d", Verifier: []byte("v")}),
			tx.InsertMessage(mail("m", 0)), tx.InsertAccessKey(access.Key{ID: "k", Secret: "s"}),
			tx.InsertSAMLProvider(&principal.SAMLProvider{Name: "p", Keys: []principal.SAMLKey{{ID: "k", DER: []byte("der")}}}))
	})
	old := ring.Active().ID()
	next, err := ring.Rotate(rand.Reader, Start)
	if err != nil {
		t.Fatal(err)
	}
	ring.Replace(next)
	const rows = 1 + users + 7 // the root secret, the users, one of each other
	for i, want := range []int{rows, 0} {
		if n, err := db.Reseal(t.Context(), ring.NeedsReseal); n != want || err != nil {
			t.Errorf("run %d resealed %d rows (%v), want %d", i+1, n, err, want)
		}
	}
	if next, err = ring.Drop(old); err != nil {
		t.Fatal(err)
	}
	ring.Replace(next)
	view(t, db, func(tx *store.Tx) error {
		for i := range users {
			want := person(fmt.Sprint(i))
			want.Version = 1
			got, err := tx.UserBySub(poolID, want.Sub)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("user %d: error %v (-want +got):\n%s", i, err, diff)
			}
		}
		c, err1 := tx.Client("c")
		k, err2 := tx.SigningKeys(poolID)
		o, err3 := tx.Code(poolID, "0", userpool.CodeVerifyEmail)
		d, err4 := tx.Device(poolID, "0", "d")
		m, err5 := tx.Messages(userpool.MessageQuery{Limit: 1})
		a, err6 := tx.AccessKey("k")
		s, err7 := tx.SAMLProvider("p")
		if err := errors.Join(err1, err2, err3, err4, err5, err6, err7); err != nil {
			return err
		}
		if c.Secrets[0].Value != "v" || string(k[0].DER) != "der" || o.Value != "1" || string(d.Verifier) != "v" ||
			m[0].Code != "123456" || a.Secret != "s" || string(s.Keys[0].DER) != "der" {
			t.Errorf("resealed to %v %v %v %v %v %v %v", c, k, o, d, m, a, s)
		}
		return nil
	})
}

// testResealUnderTraffic writes users while they are resealed: no write is lost.
func testResealUnderTraffic(t *testing.T, e Engine) {
	ring := Keyring(t)
	db := openPool(t, e, store.Options{Sealer: ring})
	const users, writes = 20, 15
	for i := range users {
		addUser(t, db, fmt.Sprint(i))
	}
	next, err := ring.Rotate(rand.Reader, Start)
	if err != nil {
		t.Fatal(err)
	}
	ring.Replace(next)
	var wg sync.WaitGroup
	for i := range users {
		wg.Go(func() {
			for n := range writes {
				err := db.Update(t.Context(), func(tx *store.Tx) error {
					u, err := tx.UserBySub(poolID, person(fmt.Sprint(i)).Sub)
					if err != nil {
						return err
					}
					u.Password.Verifier = fmt.Append(nil, n)
					return tx.UpdateUser(u)
				})
				if err != nil {
					t.Errorf("write: %v", err)
				}
			}
		})
	}
	for range 5 {
		if _, err := db.Reseal(t.Context(), ring.NeedsReseal); err != nil {
			t.Errorf("reseal: %v", err)
		}
	}
	wg.Wait()
	view(t, db, func(tx *store.Tx) error {
		for i := range users {
			u, err := tx.UserBySub(poolID, person(fmt.Sprint(i)).Sub)
			if err != nil || string(u.Password.Verifier) != fmt.Sprint(writes-1) || u.Version != 1+writes {
				t.Errorf("user %d: %+v, %v", i, u, err)
			}
		}
		return nil
	})
}
