package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

func mail(id string, n int) userpool.Message {
	return userpool.Message{
		ID: id, Pool: poolID, Kind: userpool.MessageSignUp, Medium: userpool.MediumEmail,
		To: "Someone@example.com", Text: "code 123456", Code: "123456",
		Created: Start.Add(time.Duration(n) * time.Second), State: userpool.MessagePending,
	}
}

func addMessages(t *testing.T, db *store.DB, messages ...userpool.Message) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		for _, m := range messages {
			if err := tx.InsertMessage(m); err != nil {
				return err
			}
		}
		return nil
	})
}

func claim(t *testing.T, db *store.DB, now time.Time, limit int) []userpool.Message {
	t.Helper()
	var got []userpool.Message
	update(t, db, func(tx *store.Tx) (err error) {
		got, err = tx.ClaimMessages(now, time.Minute, limit)
		return err
	})
	return got
}

func ids(messages []userpool.Message) []string {
	var ids []string
	for _, m := range messages {
		ids = append(ids, m.ID)
	}
	return ids
}

// testOutbox follows messages from claim to claim.
func testOutbox(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	later, kept := mail("later", 0), mail("kept", 0)
	later.NextTry, kept.State = Start.Add(time.Hour), userpool.MessageKept
	addMessages(t, db, mail("b", 2), mail("a", 1), later, kept)

	first := claim(t, db, Start, 9)
	if !slices.Equal(ids(first), []string{"a", "b"}) || first[0].Attempts != 1 || first[0].Code != "123456" {
		t.Fatalf("claimed %+v", first)
	}
	if got := claim(t, db, Start.Add(59*time.Second), 9); len(got) != 0 {
		t.Errorf("claimed %v within the lease", ids(got))
	}
	finish := func(m userpool.Message, s userpool.MessageState, next time.Time) error {
		m.State, m.NextTry, m.Failure = s, next, "note"
		return db.Update(t.Context(), func(tx *store.Tx) error { return tx.FinishMessage(m) })
	}
	a, b := first[0], first[1]
	if err := finish(a, userpool.MessageSent, time.Time{}); err != nil {
		t.Errorf("finish a: %v", err)
	}
	if err := finish(a, userpool.MessagePending, Start); !errors.Is(err, userpool.ErrConflict) {
		t.Errorf("unsend a: %v", err)
	}
	second := claim(t, db, Start.Add(time.Minute), 9)
	if !slices.Equal(ids(second), []string{"b"}) || second[0].Attempts != 2 {
		t.Fatalf("claimed %+v after the lease", second)
	}
	// The first claimer of b comes late: its failure counts nothing, its success does.
	if err := finish(b, userpool.MessagePending, Start); !errors.Is(err, userpool.ErrConflict) {
		t.Errorf("late failure of b: %v", err)
	}
	if err := finish(b, userpool.MessageSent, time.Time{}); err != nil {
		t.Errorf("late success of b: %v", err)
	}
	if got := claim(t, db, Start.Add(2*time.Hour), 9); !slices.Equal(ids(got), []string{"later"}) {
		t.Errorf("claimed %v in the end", ids(got))
	}
	view(t, db, func(tx *store.Tx) error {
		all, err := tx.Messages(userpool.MessageQuery{Limit: 9})
		for _, m := range all {
			if m.ID == "a" && (m.State != userpool.MessageSent || m.Failure != "note") {
				t.Errorf("a: %+v", m)
			}
		}
		return err
	})
}

// testClaimOnce lets many workers empty the outbox.
func testClaimOnce(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	const n = 100
	for i := range n {
		addMessages(t, db, mail(fmt.Sprint("m", i), i))
	}
	var mu sync.Mutex
	claimed := map[string]int{}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for {
				var got []userpool.Message
				if err := db.Update(t.Context(), func(tx *store.Tx) (err error) {
					got, err = tx.ClaimMessages(Start, time.Minute, 7)
					return err
				}); err != nil {
					t.Errorf("claim: %v", err)
					return
				}
				if len(got) == 0 {
					return
				}
				mu.Lock()
				for _, m := range got {
					claimed[m.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for id, times := range claimed {
		if times != 1 {
			t.Errorf("%s was claimed %d times", id, times)
		}
	}
	if len(claimed) != n {
		t.Errorf("%d of %d were claimed", len(claimed), n)
	}
}

func testMessages(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	other := mail("c", 1)
	other.To, other.Pool = "+491701234567", "us-east-1_Other"
	addMessages(t, db, mail("d", 3), mail("b", 1), other, mail("a", 1), mail("e", 2))
	for _, c := range []struct {
		q    userpool.MessageQuery
		want []string
	}{
		{userpool.MessageQuery{}, []string{"a", "b", "c", "e", "d"}},
		{userpool.MessageQuery{NewestFirst: true}, []string{"d", "e", "c", "b", "a"}},
		{userpool.MessageQuery{To: "someone@EXAMPLE.com"}, []string{"a", "b", "e", "d"}},
		{userpool.MessageQuery{To: "+491701234567", NewestFirst: true}, []string{"c"}},
		{userpool.MessageQuery{To: "nobody@example.com"}, nil},
		{userpool.MessageQuery{Pool: poolID}, []string{"a", "b", "e", "d"}},
		{userpool.MessageQuery{Pool: poolID, To: "+491701234567"}, nil},
	} {
		for _, size := range []int{1, 2, 9} {
			var got []string
			q := c.q
			q.Limit = size
			for {
				var page []userpool.Message
				view(t, db, func(tx *store.Tx) (err error) { page, err = tx.Messages(q); return err })
				got = append(got, ids(page)...)
				if len(page) < size {
					break
				}
				q.After = &page[len(page)-1]
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%+v in pages of %d: %v, want %v", c.q, size, got, c.want)
			}
		}
	}
}
