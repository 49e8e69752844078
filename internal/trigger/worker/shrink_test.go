//go:build unix

package worker

import (
	"context"
	"log/slog"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

// Of many idle processes one stays.
func TestShrink(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var now atomic.Int64
	now.Store(1e9)
	p := New(Deps{Program: Program{Kind: Exec, File: self}, ARN: "arn:aws:lambda:r:1:function:hello", Concurrency: 3,
		Inherit: os.Environ(), Now: func() time.Time { return time.Unix(now.Load(), 0) }, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { p.Close(context.Background()) })
	var all []*process
	for range 3 {
		worker, fresh, err := p.take()
		if err != nil || !fresh {
			t.Fatalf("fresh %v, %v", fresh, err)
		}
		all = append(all, worker)
	}
	for _, worker := range all {
		if _, err := worker.handle(t.Context(), invoke.Call{Event: []byte(`{"Do":"echo"}`)}); err != nil {
			t.Fatal(err)
		}
		p.settle(worker, nil)
	}
	p.shrink()
	if len(p.idle) != 3 {
		t.Errorf("%d processes at once, want 3", len(p.idle))
	}
	now.Add(int64(idleTime / time.Second))
	p.shrink()
	if len(p.idle) != 1 || len(p.all) != 1 || p.idle[0] != all[2] {
		t.Errorf("%d processes after a minute, want the last one", len(p.idle))
	}
	<-all[0].done // the others end
	<-all[1].done
}
