package conformance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/cognatetest"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

// TestConstraints breaks every constraint of every implemented operation, one at a time, with everything else valid, and
// expects the exact message and that nothing was written. What it expects is derived from the description alone, by the
// rules of the service, not by the program's own checks.
func TestConstraints(t *testing.T) {
	t.Parallel()
	for dir, name := range services {
		s := service(t, name)
		d := describe(t, dir)
		data := t.TempDir()
		on := startTarget(t, cognatetest.With("data", data))
		database := openDatabase(t, data)
		total := 0
		for _, op := range s.Operations() {
			if !op.Implemented {
				continue
			}
			w := newWalk(d, op.Name)
			if len(w.broken) == 0 {
				t.Errorf("%s has no constraint", op.Name)
			}
			before := database.contents(t)
			for _, c := range w.broken {
				expect(t, on, s, op.Name, c)
			}
			if after := database.contents(t); after != before {
				t.Errorf("%s wrote although its input was invalid:\nbefore %s\nafter  %s", op.Name, before, after)
			}
			for _, c := range w.allowed {
				allow(t, on, s, op.Name, c)
			}
			total += len(w.broken)
		}
		t.Logf("%s: %d constraints broken", dir, total)
		if total < 500 {
			t.Errorf("only %d constraints were found", total)
		}
	}
}

func describe(t *testing.T, dir string) *apidesc.Description {
	text, err := os.ReadFile(filepath.Join("..", "..", "api", dir+".api"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := apidesc.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Validate(awsproto.Compiles); err != nil {
		t.Fatal(err)
	}
	return d
}

func send(t *testing.T, on *target, s *awsproto.Service, operation string, c request) answer {
	body, err := json.Marshal(c.body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := on.call(t, s.TargetPrefix, operation, body)
	if err != nil {
		t.Fatalf("%s, %s: %v", operation, c.name, err)
	}
	return got
}

// expect sends a request that breaks constraints.
func expect(t *testing.T, on *target, s *awsproto.Service, operation string, c request) {
	got := send(t, on, s, operation, c)
	want := "1 validation error detected: "
	if len(c.violations) > 1 {
		want = fmt.Sprintf("%d validation errors detected: ", len(c.violations))
	}
	want += strings.Join(c.violations, "; ")
	if got.status != http.StatusBadRequest || got.code != s.ViolationCode || got.message != want {
		t.Errorf("%s, %s: answered %d %s\n%+.300q, want\n%+.300q", operation, c.name, got.status, got.code, got.message, want)
	}
}

// allow sends a request whose values are as extreme as they may be. What is answered depends on what is there, but it is
// no violation and no failure of the program.
func allow(t *testing.T, on *target, s *awsproto.Service, operation string, c request) {
	if len(c.violations) > 0 {
		expect(t, on, s, operation, c)
		return
	}
	got := send(t, on, s, operation, c)
	if got.status >= http.StatusInternalServerError || strings.Contains(got.message, "validation error") {
		t.Errorf("%s, %s: answered %d %s %.300s", operation, c.name, got.status, got.code, got.message)
	}
}
