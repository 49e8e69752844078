package storetest

import (
	"errors"
	"testing"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Run runs the suite on one engine.
func Run(t *testing.T, e Engine) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Engine)
	}{
		{"RoundTrip", testRoundTrip},
		{"NilAndEmpty", testNilAndEmpty},
		{"Missing", testMissing},
		{"Taken", testTaken},
		{"Stale", testStale},
		{"VersionsOfUncommittedWrites", testUncommittedVersions},
		{"Names", testNames},
		{"SetNames", testSetNames},
		{"TornInsert", testTornInsert},
		{"TornDelete", testTornDelete},
		{"TornSetNames", testTornSetNames},
		{"DeleteUser", testDeleteUser},
		{"OneNameManyUsers", testOneNameManyUsers},
		{"Spend", testSpend},
		{"LostUpdates", testLostUpdates},
		{"Snapshot", testSnapshot},
		{"ReadOnly", testReadOnly},
		{"Later", testLater},
		{"Isolation", testIsolation},
		{"Panic", testPanic},
		{"Cancel", testCancel},
		{"ListBySub", testListBySub},
		{"ListByAttribute", testListByAttribute},
		{"ListLongValues", testListLongValues},
		{"ListStable", testListStable},
		{"ListedUsersCannotBeWritten", testListedUsersCannotBeWritten},
		{"Groups", testGroups},
		{"Families", testFamilies},
		{"Codes", testCodes},
		{"Domains", testDomains},
		{"Files", testFiles},
		{"Locks", testLocks},
		{"Looks", testLooks},
		{"ResourceServers", testResourceServers},
		{"SSOSessions", testSSOSessions},
		{"IAM", testIAM},
		{"IAMNames", testIAMNames},
		{"Attachments", testAttachments},
		{"IdentityPools", testIdentityPools},
		{"Identities", testIdentities},
		{"OneLoginOneIdentity", testOneLoginOneIdentity},
		{"Outbox", testOutbox},
		{"ClaimOnce", testClaimOnce},
		{"Messages", testMessages},
		{"DeletePool", testDeletePool},
		{"Sweep", testSweep},
		{"EstimatedUsers", testEstimatedUsers},
		{"StartTogether", testStartTogether},
		{"WrongKeyring", testWrongKeyring},
		{"Reseal", testReseal},
		{"ResealUnderTraffic", testResealUnderTraffic},
		{"OddText", testOddText},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, e)
		})
	}
}

const poolID userpool.PoolID = "us-east-1_StoreTest"

// update runs fn in a transaction that must succeed.
func update(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

// view runs fn in a view that must succeed.
func view(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.View(t.Context(), fn); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// refused runs fn in a transaction that must end with want.
func refused(t testing.TB, db *store.DB, want error, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), fn); !errors.Is(err, want) {
		t.Fatalf("update: got error %v, want %v", err, want)
	}
}

// openPool opens a database with the pool poolID in it.
func openPool(t testing.TB, e Engine, o store.Options) *store.DB {
	t.Helper()
	db := e.Open(t, o)
	addPool(t, db)
	return db
}

func addPool(t testing.TB, db *store.DB) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		return tx.InsertPool(&userpool.Pool{ID: poolID, Name: "test", Created: Start, Modified: Start})
	})
}

// person is a user with a password and one name, its username.
func person(name string) *userpool.User {
	return &userpool.User{
		Pool: poolID, Sub: userpool.Sub("sub-" + name), Username: userpool.Username(name),
		Status: userpool.Confirmed, Enabled: true, Created: Start, Modified: Start,
		Attributes: userpool.Attributes{userpool.AttrEmail: name + "@example.com"},
		Password:   userpool.Credential{Salt: []byte("salt of " + name), Verifier: []byte("verifier of " + name)},
	}
}

func namesOf(u *userpool.User) []userpool.Name {
	return []userpool.Name{
		{Kind: userpool.NameUsername, Value: string(u.Username)},
		{Kind: userpool.NameEmail, Value: u.Attributes[userpool.AttrEmail]},
	}
}

func addUser(t testing.TB, db *store.DB, name string) *userpool.User {
	t.Helper()
	u := person(name)
	update(t, db, func(tx *store.Tx) error { return tx.InsertUser(u, namesOf(u)) })
	return u
}
