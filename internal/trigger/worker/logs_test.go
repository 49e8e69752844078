package worker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// records gives the lines that were logged for some output of a process.
func records(t *testing.T, now func() time.Time, write func(*logWriter)) (lines []string, others []map[string]any) {
	t.Helper()
	var out bytes.Buffer
	w := newLogWriter(Deps{ARN: "arn:aws:lambda:r:1:function:hello", Now: now, Log: slog.New(slog.NewJSONHandler(&out, nil))})
	write(w)
	w.flush()
	for dec := json.NewDecoder(&out); dec.More(); {
		var r map[string]any
		if err := dec.Decode(&r); err != nil {
			t.Fatal(err)
		}
		if r["function"] != "hello" {
			t.Errorf("record of function %v", r["function"])
		}
		if line, ok := r["line"].(string); ok && r["cut"] == nil {
			lines = append(lines, line)
			continue
		}
		delete(r, "time")
		others = append(others, r)
	}
	return lines, others
}

func TestLogLines(t *testing.T) {
	t.Parallel()
	lines, others := records(t, time.Now, func(w *logWriter) {
		for _, s := range []string{"one\ntw", "o\r\n\n", "", "three"} {
			fmt.Fprint(w, s)
		}
	})
	if diff := cmp.Diff([]string{"one", "two", "three"}, lines); diff != "" || others != nil {
		t.Errorf("lines (-want +got):\n%s\nothers %v", diff, others)
	}
}

func TestLongLines(t *testing.T) {
	t.Parallel()
	lines, others := records(t, time.Now, func(w *logWriter) {
		for range 100 {
			fmt.Fprint(w, strings.Repeat("x", 1000))
		}
		fmt.Fprint(w, "\nafter")
	})
	want := []map[string]any{{"level": "INFO", "msg": "function output", "function": "hello", "line": strings.Repeat("x", maxLine), "cut": true}}
	if diff := cmp.Diff(want, others); diff != "" {
		t.Errorf("long line (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"after"}, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestManyLines(t *testing.T) {
	t.Parallel()
	second := int64(1e9)
	lines, others := records(t, func() time.Time { return time.Unix(second, 0) }, func(w *logWriter) {
		for range maxLinesPerSecond + 50 {
			fmt.Fprintln(w, "x")
		}
		second++
		fmt.Fprintln(w, "y")
	})
	if len(lines) != maxLinesPerSecond+1 || lines[len(lines)-1] != "y" {
		t.Errorf("%d lines, want %d", len(lines), maxLinesPerSecond+1)
	}
	want := []map[string]any{{"level": "WARN", "msg": "function output dropped", "function": "hello", "lines": 50.0}}
	if diff := cmp.Diff(want, others); diff != "" {
		t.Errorf("others (-want +got):\n%s", diff)
	}
}
