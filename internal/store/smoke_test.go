package store_test

import (
	"testing"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/store/storetest"
	"github.com/cognate-id/cognate/internal/userpool"
)

func TestSmoke(t *testing.T) {
	for _, e := range storetest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			db := e.Open(t, store.Options{})
			p := &userpool.Pool{ID: "us-east-1_abcdefghi", Name: "x", Version: 1}
			u := &userpool.User{Pool: p.ID, Sub: "s1", Username: "Bob", Attributes: userpool.Attributes{"email": "a@b.c"}}
			if err := db.Update(t.Context(), func(tx *store.Tx) error {
				if err := tx.InsertPool(p); err != nil {
					return err
				}
				return tx.InsertUser(u, []userpool.Name{{Kind: userpool.NameUsername, Value: "bob"}})
			}); err != nil {
				t.Fatal(err)
			}
			if err := db.View(t.Context(), func(tx *store.Tx) error {
				v, kind, err := tx.UserByName(p.ID, "bob")
				t.Log(v, kind, err)
				if err != nil {
					return err
				}
				l, next, err := tx.ListUsers(p.ID, userpool.UserQuery{Limit: 3})
				t.Log(l, next, err)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}
