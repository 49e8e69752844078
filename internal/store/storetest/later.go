package storetest

import (
	"errors"
	"testing"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// testLater looks at statements that may travel with the next one: the
// transaction reads what it has written, all is there after the commit, and
// nothing is when one of them fails, be it the last.
func testLater(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	code := userpool.OneTimeCode{Pool: poolID, Sub: "s", Purpose: userpool.CodeVerifyEmail, Value: "123456", Expires: Start}
	update(t, db, func(tx *store.Tx) error {
		if err := tx.PutCode(code); err != nil {
			return err
		}
		got, err := tx.Code(poolID, "s", userpool.CodeVerifyEmail)
		if err != nil || got.Value != code.Value {
			t.Errorf("in the same transaction: %v, %v", got, err)
		}
		return errors.Join(err, tx.InsertMessage(userpool.Message{ID: "m"}))
	})
	counter := userpool.Counter{Pool: poolID, Subject: "s", Kind: userpool.CountMFA, Count: 3}
	for name, fn := range map[string]func(*store.Tx) error{
		"last": func(tx *store.Tx) error {
			return errors.Join(tx.PutCounter(counter), tx.InsertMessage(userpool.Message{ID: "m"}))
		},
		"before a read": func(tx *store.Tx) error {
			if err := errors.Join(tx.PutCounter(counter), tx.InsertMessage(userpool.Message{ID: "m"})); err != nil {
				return err
			}
			_, err := tx.Code(poolID, "s", userpool.CodeVerifyEmail)
			return err
		},
		"given up": func(tx *store.Tx) error { return errors.Join(tx.PutCounter(counter), errors.New("no")) },
	} {
		if err := db.Update(t.Context(), fn); err == nil {
			t.Errorf("%s: committed", name)
		}
		view(t, db, func(tx *store.Tx) error {
			c, err := tx.Counter(poolID, "s", userpool.CountMFA)
			if c.Count != 0 {
				t.Errorf("%s: the counter is %d", name, c.Count)
			}
			return err
		})
	}
	// The connection is as good as before.
	update(t, db, func(tx *store.Tx) error { return tx.PutCounter(counter) })
	view(t, db, func(tx *store.Tx) error {
		c, err := tx.Counter(poolID, "s", userpool.CountMFA)
		if c.Count != counter.Count {
			t.Errorf("the counter is %d", c.Count)
		}
		return err
	})
}
