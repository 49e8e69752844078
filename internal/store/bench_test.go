package store_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/store/storetest"
	"github.com/cognate-id/cognate/internal/syntax/filter"
	"github.com/cognate-id/cognate/internal/userpool"
)

const benchPool userpool.PoolID = "us-east-1_Benchmark"

// benchUsers is how many users the pool holds; COGNATE_BENCH_USERS sets it.
func benchUsers(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("COGNATE_BENCH_USERS"))
	if err != nil {
		return 1000
	}
	return n
}

func benchUser(i int) *userpool.User {
	// Spread like a UUID, so that inserts do not come in key order.
	h := uint64(i+1) * 0x9e3779b97f4a7c15
	sub := fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", h>>32, h>>16&0xffff, h>>4&0xfff, h>>8&0xfff, i)
	return &userpool.User{
		Pool: benchPool, Sub: userpool.Sub(sub), Username: userpool.Username(fmt.Sprintf("user%08d", i)),
		Status: userpool.Confirmed, Enabled: true, Created: storetest.Start, Modified: storetest.Start,
		Attributes: userpool.Attributes{
			"email": fmt.Sprintf("%x.user@example.com", h), "email_verified": "true",
			"name": fmt.Sprintf("Name %x", h>>40), "given_name": "Given", "family_name": fmt.Sprintf("F%x", h>>48),
		},
		Password: userpool.Credential{Salt: make([]byte, 16), Verifier: make([]byte, 384)},
	}
}

// eachEngine runs a benchmark on every engine with a pool full of users.
func eachEngine(b *testing.B, bench func(*testing.B, *store.DB, int)) {
	for _, e := range storetest.Engines() {
		if e.Name == "memory" {
			continue
		}
		b.Run(e.Name, func(b *testing.B) {
			db, n := e.Open(b, store.Options{}), benchUsers(b)
			must(b, db.Update(b.Context(), func(tx *store.Tx) error {
				return tx.InsertPool(&userpool.Pool{ID: benchPool})
			}))
			for i := 0; i < n; i += 1000 {
				must(b, db.Update(b.Context(), func(tx *store.Tx) error {
					for j := i; j < min(i+1000, n); j++ {
						if err := insertBenchUser(tx, benchUser(j)); err != nil {
							return err
						}
					}
					return nil
				}))
			}
			b.ReportAllocs()
			b.ResetTimer()
			before := cpuTime(b)
			bench(b, db, n)
			b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N), "cpu-ns/op")
		})
	}
}

// cpuTime is what the process has used: a fairer measure than the clock where
// other programs run too. That of a database server is not in it.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func insertBenchUser(tx *store.Tx, u *userpool.User) error {
	return errors.Join(
		tx.InsertUser(u, []userpool.Name{
			{Kind: userpool.NameUsername, Value: string(u.Username)},
			{Kind: userpool.NameEmail, Value: u.Attributes["email"]},
		}),
		tx.InsertFamily(userpool.TokenFamily{
			Pool: benchPool, ID: "f" + string(u.Sub), Sub: u.Sub, Client: "client",
			Created: storetest.Start, Expires: storetest.Start.Add(720 * time.Hour),
		}))
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkUserByName(b *testing.B) {
	eachEngine(b, func(b *testing.B, db *store.DB, n int) {
		for i := 0; b.Loop(); i++ {
			must(b, db.View(b.Context(), func(tx *store.Tx) error {
				_, _, err := tx.UserByName(benchPool, fmt.Sprintf("user%08d", i*7919%n))
				return err
			}))
		}
	})
}

func BenchmarkFamilyAndUser(b *testing.B) {
	eachEngine(b, func(b *testing.B, db *store.DB, n int) {
		for i := 0; b.Loop(); i++ {
			must(b, db.View(b.Context(), func(tx *store.Tx) error {
				_, _, err := tx.FamilyAndUser(benchPool, "f"+string(benchUser(i*7919%n).Sub))
				return err
			}))
		}
	})
}

// BenchmarkSignInWrite is the one write of a sign-in: a Session is spent, a
// counter cleared, a token family made. Callers come at once, like requests.
func BenchmarkSignInWrite(b *testing.B) {
	eachEngine(b, func(b *testing.B, db *store.DB, n int) {
		var next atomic.Int64
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				i := next.Add(1)
				u := benchUser(int(i) % n)
				must(b, db.Update(b.Context(), func(tx *store.Tx) error {
					_, err := tx.Spend(userpool.Spent{ID: fmt.Sprint("session", i*7919), Expires: storetest.Start.Add(time.Hour)})
					return errors.Join(err,
						tx.DeleteCounter(benchPool, string(u.Sub), userpool.CountPassword),
						tx.InsertFamily(userpool.TokenFamily{
							Pool: benchPool, ID: fmt.Sprintf("%x", uint64(i)*0x9e3779b97f4a7c15), Sub: u.Sub, Client: "client",
							Created: storetest.Start, Expires: storetest.Start.Add(720 * time.Hour),
						}))
				}))
			}
		})
	})
}

func BenchmarkInsertUser(b *testing.B) {
	eachEngine(b, func(b *testing.B, db *store.DB, n int) {
		next := atomic.Int64{}
		next.Store(int64(n))
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				u := benchUser(int(next.Add(1)))
				must(b, db.Update(b.Context(), func(tx *store.Tx) error { return insertBenchUser(tx, u) }))
			}
		})
	})
}

func BenchmarkListUsers(b *testing.B) {
	queries := map[string]userpool.UserQuery{
		"first":  {},
		"last":   {After: "\x00fe"},
		"equal":  {Attr: userpool.AttrEmail, Op: filter.Equal, Value: benchUser(500).Attributes["email"]},
		"prefix": {Attr: userpool.AttrUsername, Op: filter.Prefix, Value: "user"},
		"status": {Attr: userpool.AttrStatus, Op: filter.Equal, Value: "Enabled", After: "enabled\x008"},
		"rare":   {Attr: userpool.AttrStatus, Op: filter.Equal, Value: "Disabled"},
	}
	eachEngine(b, func(b *testing.B, db *store.DB, n int) {
		for name, q := range queries {
			q.Limit = 10
			b.Run(name, func(b *testing.B) {
				before := cpuTime(b)
				for b.Loop() {
					must(b, db.View(b.Context(), func(tx *store.Tx) error {
						_, _, err := tx.ListUsers(benchPool, q)
						return err
					}))
				}
				b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N), "cpu-ns/op")
			})
		}
	})
}
