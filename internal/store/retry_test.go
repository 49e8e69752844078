package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// colliding is an engine whose transactions collide a number of times.
type colliding struct {
	engine
	left, tries int
}

var errCollision = errors.New("collision")

func (c *colliding) update(_ context.Context, fn func(querier) error) error {
	c.tries++
	err := fn(nil)
	if c.left > 0 {
		c.left--
		return errCollision
	}
	return err
}

func (c *colliding) retryable(err error) bool { return errors.Is(err, errCollision) }

func TestRetry(t *testing.T) {
	t.Parallel()
	fail := errors.New("fail")
	for _, c := range []struct {
		name   string
		left   int
		result error
		want   error
		tries  int
	}{
		{"at once", 0, nil, nil, 1},
		{"an error is no collision", 0, fail, fail, 1},
		{"after collisions", 5, nil, nil, 6},
		{"an error after collisions", 5, fail, fail, 6},
		{"never", 1 << 30, nil, ErrBusy, maxTries},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // the pauses take no time
				e := &colliding{left: c.left}
				db := &DB{engine: e}
				version := int64(7)
				err := db.Update(t.Context(), func(tx *Tx) error {
					tx.bump(&version)
					return c.result
				})
				if !errors.Is(err, c.want) || e.tries != c.tries {
					t.Errorf("got error %v after %d tries", err, e.tries)
				}
				// What was not committed leaves the caller's version alone.
				if want := int64(7); err == nil && version != want+1 || err != nil && version != want {
					t.Errorf("version %d after error %v", version, err)
				}
			})
		})
	}
}

func TestRetryEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	e := &colliding{left: 1 << 30}
	db := &DB{engine: e}
	err := db.Update(ctx, func(*Tx) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || e.tries != 1 {
		t.Errorf("got error %v after %d tries", err, e.tries)
	}
}
