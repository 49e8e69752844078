package store

import (
	"context"
	"sync"
)

// views decides how the functions of views run. A single statement is a
// snapshot already, and most views are one read: BEGIN and its end would double
// what that costs. So a function runs without a transaction until it asks for a
// second statement; then it is cut short and run again in one. Which functions
// need that is remembered, so each is cut short once.
type views struct{ long sync.Map } // by call site

// run runs fn on q by itself, or else whole, which runs it in a transaction.
func (v *views) run(site uintptr, q querier, fn func(querier) error, whole func() error) error {
	if _, long := v.long.Load(site); !long {
		done, err := runSingle(q, fn)
		if done {
			return err
		}
		v.long.Store(site, true)
	}
	return whole()
}

// runSingle runs fn with one statement and reports whether that was enough.
func runSingle(q querier, fn func(querier) error) (done bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(secondStatement); !ok {
				panic(r)
			}
			done, err = false, nil
		}
	}()
	return true, fn(&singleStatement{querier: q})
}

// singleStatement allows one query. The second one unwinds the function with a
// panic: an error would have it act on a failure that is none.
type singleStatement struct {
	querier
	used bool
}

type secondStatement struct{}

func (s *singleStatement) query(ctx context.Context, statement string, args []any) (rows, error) {
	if s.used {
		panic(secondStatement{})
	}
	s.used = true
	return s.querier.query(ctx, statement, args)
}
