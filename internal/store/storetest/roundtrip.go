package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// testRoundTrip fills every field of every noun and reads it back.
func testRoundTrip(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	var (
		pool    userpool.Pool
		client  userpool.Client
		signing userpool.SigningKey
		user    userpool.User
		group   userpool.Group
		family  userpool.TokenFamily
		code    userpool.OneTimeCode
		counter userpool.Counter
		message userpool.Message
		device  userpool.Device
		passkey userpool.Passkey
		root    access.Key
	)
	for _, v := range []any{
		&pool, &client, &signing, &user, &group, &family, &code, &counter, &message, &device, &passkey, &root,
	} {
		fill(v)
	}
	client.Pool, signing.Pool, user.Pool, group.Pool, family.Pool = pool.ID, pool.ID, pool.ID, pool.ID, pool.ID
	code.Pool, counter.Pool, message.Pool, device.Pool, passkey.Pool = pool.ID, pool.ID, pool.ID, pool.ID, pool.ID
	family.Sub = user.Sub
	family.Revoked = true

	update(t, db, func(tx *store.Tx) error {
		for _, err := range []error{
			tx.InsertPool(&pool), tx.InsertClient(&client), tx.PutSigningKey(signing),
			tx.InsertUser(&user, []userpool.Name{{Kind: userpool.NameEmail, Value: "x"}}),
			tx.InsertGroup(&group), tx.AddMember(pool.ID, group.Name, user.Sub), tx.InsertFamily(family),
			tx.PutCode(code), tx.PutCounter(counter), tx.InsertMessage(message),
			tx.PutDevice(device), tx.InsertPasskey(passkey), tx.InsertAccessKey(root),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	view(t, db, func(tx *store.Tx) error {
		same := func(got any, want any, err error) {
			t.Helper()
			if err != nil {
				t.Errorf("read %T: %v", want, err)
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%T changed in the store (-want +got):\n%s", want, diff)
			}
		}
		p, err := tx.Pool(pool.ID)
		same(p, &pool, err)
		pools, err := tx.Pools("", 10)
		same(pools, []*userpool.Pool{&pool}, err)
		c, err := tx.Client(client.ID)
		same(c, &client, err)
		cs, err := tx.Clients(pool.ID, "", 10)
		same(cs, []*userpool.Client{&client}, err)
		ks, err := tx.SigningKeys(pool.ID)
		same(ks, []userpool.SigningKey{signing}, err)
		u, err := tx.UserBySub(pool.ID, user.Sub)
		same(u, &user, err)
		u, kind, err := tx.UserByName(pool.ID, "x")
		same(u, &user, err)
		same(kind, userpool.NameEmail, err)
		g, err := tx.Group(pool.ID, group.Name)
		same(g, &group, err)
		gs, err := tx.GroupsOf(pool.ID, user.Sub)
		same(gs, []userpool.Group{group}, err)
		gs, err = tx.Groups(pool.ID, "", 10)
		same(gs, []userpool.Group{group}, err)
		f, err := tx.Family(pool.ID, family.ID)
		same(f, &family, err)
		f, u, err = tx.FamilyAndUser(pool.ID, family.ID)
		same(f, &family, err)
		same(u, &user, err)
		fs, err := tx.FamiliesOf(pool.ID, user.Sub)
		same(fs, []userpool.TokenFamily{family}, err)
		oc, err := tx.Code(pool.ID, code.Sub, code.Purpose)
		same(oc, code, err)
		ct, err := tx.Counter(pool.ID, counter.Subject, counter.Kind)
		same(ct, counter, err)
		ms, err := tx.Messages(userpool.MessageQuery{Limit: 10})
		same(ms, []userpool.Message{message}, err)
		d, err := tx.Device(pool.ID, device.Sub, device.Key)
		same(d, &device, err)
		ds, err := tx.Devices(pool.ID, device.Sub, "", 10)
		same(ds, []userpool.Device{device}, err)
		pk, err := tx.Passkey(pool.ID, passkey.ID)
		same(pk, &passkey, err)
		pks, err := tx.Passkeys(pool.ID, passkey.Sub)
		same(pks, []userpool.Passkey{passkey}, err)
		ak, err := tx.AccessKey(root.ID)
		same(ak, &root, err)
		aks, err := tx.AccessKeys()
		same(aks, []access.Key{root}, err)

		listed := user
		listed.Version, listed.Password, listed.PasswordHistory = 0, userpool.Credential{}, nil
		listed.MFA.TOTPSeed, listed.MFA.TOTPPending = "", ""
		us, err := tx.Members(pool.ID, group.Name, "", 10)
		same(us, []*userpool.User{&listed}, err)
		us, _, err = tx.ListUsers(pool.ID, userpool.UserQuery{Limit: 10})
		same(us, []*userpool.User{&listed}, err)
		return nil
	})
	testOverwrite(t, db, &pool, &client, &user, &group, family, passkey, root)
}

// testOverwrite writes other values over all fields of what can be updated.
func testOverwrite(t *testing.T, db *store.DB, pool *userpool.Pool, client *userpool.Client, user *userpool.User,
	group *userpool.Group, family userpool.TokenFamily, passkey userpool.Passkey, key access.Key) {
	p2 := &userpool.Pool{ID: pool.ID, Version: pool.Version, Name: "other"}
	c2 := &userpool.Client{ID: client.ID, Pool: pool.ID, Version: client.Version, Name: "other"}
	u2 := &userpool.User{Pool: pool.ID, Sub: user.Sub, Version: user.Version, Username: "other"}
	g2 := &userpool.Group{Pool: pool.ID, Name: group.Name}
	k2 := access.Key{ID: key.ID, Secret: "other"}
	pk2 := userpool.Passkey{Pool: pool.ID, Sub: passkey.Sub, ID: passkey.ID, SignCount: 7}
	update(t, db, func(tx *store.Tx) error {
		for _, err := range []error{
			tx.UpdatePool(p2), tx.UpdateClient(c2), tx.UpdateUser(u2), tx.UpdateGroup(g2),
			tx.UpdateAccessKey(k2), tx.UpdatePasskey(pk2),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	view(t, db, func(tx *store.Tx) error {
		same := func(got any, want any, err error) {
			t.Helper()
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%T after its update: error %v (-want +got):\n%s", want, err, diff)
			}
		}
		p, err := tx.Pool(pool.ID)
		same(p, p2, err)
		c, err := tx.Client(client.ID)
		same(c, c2, err)
		u, err := tx.UserBySub(pool.ID, user.Sub)
		same(u, u2, err)
		g, err := tx.Group(pool.ID, group.Name)
		same(g, g2, err)
		k, err := tx.AccessKey(key.ID)
		same(k, &k2, err)
		pk, err := tx.Passkey(pool.ID, passkey.ID)
		same(pk, &pk2, err)
		return nil
	})
	if p2.Version != pool.Version+1 || c2.Version != client.Version+1 || u2.Version != user.Version+1 {
		t.Errorf("versions after an update: %d, %d, %d", p2.Version, c2.Version, u2.Version)
	}
}

// testNilAndEmpty keeps lists that are missing apart from those that are empty.
func testNilAndEmpty(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	pools := []*userpool.Pool{
		{ID: "a", DCR: &userpool.DCRConfiguration{AllowedScopes: []string{}}, Tags: map[string]string{}},
		{ID: "b", DCR: &userpool.DCRConfiguration{}},
	}
	clients := []*userpool.Client{
		{ID: "a", Pool: "a", Read: []userpool.AttributeName{}, AuthFlows: []string{}},
		{ID: "b", Pool: "a"},
	}
	update(t, db, func(tx *store.Tx) error {
		for i := range pools {
			if err := tx.InsertPool(pools[i]); err != nil {
				return err
			}
			if err := tx.InsertClient(clients[i]); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, db, func(tx *store.Tx) error {
		gotPools, err := tx.Pools("", 10)
		if diff := cmp.Diff(pools, gotPools); err != nil || diff != "" {
			t.Errorf("pools: error %v (-want +got):\n%s", err, diff)
		}
		gotClients, err := tx.Clients("a", "", 10)
		if diff := cmp.Diff(clients, gotClients); err != nil || diff != "" {
			t.Errorf("clients: error %v (-want +got):\n%s", err, diff)
		}
		return nil
	})
}

// testOddText stores what is valid text in Go and what is not.
func testOddText(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	u := person("odd")
	u.Attributes["name"] = "nul \x00 and quote ' and 😀"
	update(t, db, func(tx *store.Tx) error {
		if err := tx.InsertUser(u, []userpool.Name{{Kind: userpool.NameUsername, Value: "o\x00dd \xff"}}); err != nil {
			return err
		}
		return tx.InsertFamily(userpool.TokenFamily{Pool: poolID, ID: "f", Sub: u.Sub, Agent: "agent \x00 \xff"})
	})
	view(t, db, func(tx *store.Tx) error {
		got, _, err := tx.UserByName(poolID, "o\x00dd \xff")
		if diff := cmp.Diff(u, got); err != nil || diff != "" {
			t.Errorf("user: error %v (-want +got):\n%s", err, diff)
		}
		f, err := tx.Family(poolID, "f")
		if err != nil || f.Agent != "agent \x00 \xff" {
			t.Errorf("family: %+v, %v", f, err)
		}
		return nil
	})
}
