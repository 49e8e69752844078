package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/syntax/filter"
	"github.com/cognate-id/cognate/internal/userpool"
)

// pages reads a listing to its end, size users at a time, and gives the
// usernames.
func pages(t *testing.T, db *store.DB, q userpool.UserQuery, size int, between func()) []string {
	t.Helper()
	q.Limit = size
	var names []string
	for range 1000 {
		view(t, db, func(tx *store.Tx) error {
			users, next, err := tx.ListUsers(poolID, q)
			for _, u := range users {
				names = append(names, string(u.Username))
			}
			q.After = next
			return err
		})
		if q.After == "" {
			return names
		}
		if between != nil {
			between()
		}
	}
	t.Fatal("the listing does not end")
	return nil
}

func addUsers(t *testing.T, db *store.DB, users ...*userpool.User) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		for _, u := range users {
			if err := tx.InsertUser(u, []userpool.Name{name(userpool.NameUsername, string(u.Username))}); err != nil {
				return err
			}
		}
		return nil
	})
}

func testListBySub(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	var want []string
	for i := range 25 {
		want = append(want, fmt.Sprintf("user%02d", i))
	}
	for _, n := range slices.Backward(want) {
		addUser(t, db, n)
	}
	for _, size := range []int{1, 7, 25, 60} {
		if got := pages(t, db, userpool.UserQuery{}, size, nil); !slices.Equal(got, want) {
			t.Errorf("pages of %d: %v", size, got)
		}
	}
	for _, c := range []struct {
		op    filter.Op
		value string
		want  []string
	}{
		{filter.Equal, "sub-user07", want[7:8]},
		{filter.Equal, "sub-user", nil},
		{filter.Equal, "SUB-user07", nil},
		{filter.Prefix, "sub-user1", want[10:20]},
		{filter.Prefix, "sub-user07", want[7:8]},
		{filter.Prefix, "", want},
		{filter.Prefix, "x", nil},
	} {
		for _, size := range []int{1, 3, 60} {
			q := userpool.UserQuery{Attr: userpool.AttrSub, Op: c.op, Value: c.value}
			if got := pages(t, db, q, size, nil); !slices.Equal(got, c.want) {
				t.Errorf("sub %v %q, pages of %d: %v, want %v", c.op, c.value, size, got, c.want)
			}
		}
	}
}

// testListByAttribute lists by every attribute. The users are made so that the
// order of the attribute is not that of the sub.
func testListByAttribute(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	make := func(n int, sub, value string) *userpool.User {
		u := &userpool.User{
			Pool: poolID, Sub: userpool.Sub(sub), Username: userpool.Username(value),
			Status: userpool.Confirmed, Enabled: n%2 == 0, Attributes: userpool.Attributes{},
		}
		if n%3 == 0 {
			u.Status = userpool.Unconfirmed
		}
		for _, a := range userpool.SearchAttributes() {
			u.Attributes[a] = value // those that are no attributes do not disturb
		}
		return u
	}
	addUsers(t, db,
		make(0, "f", "Ann"), make(1, "e", "anna"), make(2, "d", "ANNABEL"), make(3, "c", "bert"),
		make(4, "b", "Änne"), make(5, "a", "an%"),
		&userpool.User{Pool: poolID, Sub: "0", Username: "without attributes", Status: userpool.ForceChangePassword})

	type listing struct {
		op    filter.Op
		value string
		want  []string
	}
	text := []listing{
		{filter.Equal, "ann", []string{"Ann"}},
		{filter.Equal, "ANN", []string{"Ann"}},
		{filter.Equal, "an", nil},
		{filter.Prefix, "an", []string{"an%", "Ann", "anna", "ANNABEL"}},
		{filter.Prefix, "aNNa", []string{"anna", "ANNABEL"}},
		{filter.Prefix, "an%", []string{"an%"}},
		{filter.Prefix, "ä", []string{"Änne"}},
		{filter.Prefix, "", []string{"an%", "Ann", "anna", "ANNABEL", "bert", "Änne"}},
		{filter.Prefix, "zz", nil},
	}
	cases := map[userpool.AttributeName][]listing{
		userpool.AttrUsername: {
			{filter.Equal, "Ann", []string{"Ann"}},
			{filter.Equal, "ann", nil},
			{filter.Prefix, "an", []string{"an%", "anna"}},
			{filter.Prefix, "A", []string{"ANNABEL", "Ann"}},
		},
		userpool.AttrUserStatus: {
			{filter.Equal, "UNCONFIRMED", []string{"bert", "Ann"}},
			{filter.Equal, "confirmed", []string{"an%", "Änne", "ANNABEL", "anna"}},
			{filter.Prefix, "CONF", []string{"an%", "Änne", "ANNABEL", "anna"}},
		},
		userpool.AttrStatus: {
			{filter.Equal, "Enabled", []string{"Änne", "ANNABEL", "Ann"}},
			{filter.Equal, "disabled", []string{"without attributes", "an%", "bert", "anna"}},
			{filter.Prefix, "e", []string{"Änne", "ANNABEL", "Ann"}},
		},
	}
	for _, a := range userpool.SearchAttributes() {
		list, ok := cases[a]
		if !ok {
			list = text
		}
		if a == userpool.AttrSub {
			continue // see testListBySub
		}
		for _, c := range list {
			for _, size := range []int{1, 2, 3, 60} {
				got := pages(t, db, userpool.UserQuery{Attr: a, Op: c.op, Value: c.value}, size, nil)
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("%s %v %q in pages of %d (-want +got):\n%s", a, c.op, c.value, size, diff)
				}
			}
		}
	}
	// A position that was made up does not lead out of the list.
	for _, after := range []string{"\x00", "x", "a\x00", "annabek\x00zzz", "sub-\x00"} {
		for _, q := range []userpool.UserQuery{
			{Attr: "name", Op: filter.Equal, Value: "annabel", After: after},
			{Attr: "name", Op: filter.Prefix, Value: "annab", After: after},
			{Attr: userpool.AttrSub, Op: filter.Equal, Value: "d", After: after},
		} {
			for _, n := range pages(t, db, q, 9, nil) {
				if n != "ANNABEL" {
					t.Errorf("%+v lists %s", q, n)
				}
			}
		}
	}
	view(t, db, func(tx *store.Tx) error {
		_, _, err := tx.ListUsers(poolID, userpool.UserQuery{Attr: "gender", Op: filter.Equal, Limit: 1})
		if err == nil {
			t.Error("listed by an attribute without an index")
		}
		return nil
	})
}

// testListLongValues searches values longer than an index entry.
func testListLongValues(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	long := strings.Repeat("ä", 1000)
	var users []*userpool.User
	for i, value := range []string{long + "a", long + "B", long, long[:len(long)-2] + "x"} {
		u := person(fmt.Sprint(i))
		u.Attributes["name"] = value
		users = append(users, u)
	}
	addUsers(t, db, users...)
	for _, c := range []struct {
		op    filter.Op
		value string
		want  []string
	}{
		{filter.Equal, long + "b", []string{"1"}},
		{filter.Equal, long, []string{"2"}},
		{filter.Prefix, long, []string{"0", "1", "2"}},
		{filter.Prefix, long[:300], []string{"0", "1", "2", "3"}},
		{filter.Prefix, long[:10], []string{"0", "1", "2", "3"}},
	} {
		for _, size := range []int{1, 60} {
			got := pages(t, db, userpool.UserQuery{Attr: "name", Op: c.op, Value: c.value}, size, nil)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("name %v of %d bytes in pages of %d (-want +got):\n%s", c.op, len(c.value), size, diff)
			}
		}
	}
}

// testListStable adds and deletes users between pages: those that stay are
// listed once each.
func testListStable(t *testing.T, e Engine) {
	for _, q := range []userpool.UserQuery{
		{}, {Attr: userpool.AttrEmail, Op: filter.Prefix, Value: "m"}, {Attr: userpool.AttrStatus, Op: filter.Equal, Value: "Enabled"},
	} {
		db := openPool(t, e, store.Options{})
		var stay []string
		for i := range 10 {
			stay = append(stay, addUsername(t, db, fmt.Sprintf("m%d5", i)))
			addUsername(t, db, fmt.Sprintf("m%d7", i))
		}
		n := 0
		got := pages(t, db, q, 3, func() {
			addUsername(t, db, fmt.Sprintf("m%d1", n)) // before, at and behind the position
			addUsername(t, db, fmt.Sprintf("m%d1", 9-n))
			update(t, db, func(tx *store.Tx) error { return tx.DeleteUser(person(fmt.Sprintf("m%d7", n))) })
			n++
		})
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("%v: %v", q, got)
		}
		for _, s := range stay {
			if !slices.Contains(got, s) {
				t.Errorf("%v: %s is missing in %v", q, s, got)
			}
		}
	}
}

func addUsername(t *testing.T, db *store.DB, n string) string {
	t.Helper()
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		u := person(n)
		return tx.InsertUser(u, namesOf(u))
	})
	if err != nil && !errors.Is(err, userpool.ErrExists) {
		t.Fatal(err)
	}
	return n
}

// testListedUsersCannotBeWritten: a listed user lacks its secrets, which
// writing it back would lose.
func testListedUsersCannotBeWritten(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	u := addUser(t, db, "u")
	refused(t, db, userpool.ErrConflict, func(tx *store.Tx) error {
		users, _, err := tx.ListUsers(poolID, userpool.UserQuery{Limit: 1})
		if err != nil {
			return err
		}
		if users[0].HasPassword() {
			t.Error("a listing opened a secret")
		}
		return tx.UpdateUser(users[0])
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.UserBySub(poolID, u.Sub)
		if diff := cmp.Diff(u, got); err != nil || diff != "" {
			t.Errorf("user: error %v (-want +got):\n%s", err, diff)
		}
		return nil
	})
}
