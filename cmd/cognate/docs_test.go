package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestRunning runs the commands of docs/running.md one after the other, with
// directories of its own, and looks for the lines that the page shows. "…"
// stands for anything.
func TestRunning(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/running.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	local := strings.NewReplacer("/var/lib", dir, "/var/backups", dir, "127.0.0.1:9400", "127.0.0.1:0")
	ctx, stop := context.WithCancel(t.Context())
	var servers sync.WaitGroup
	defer servers.Wait()
	defer stop()
	shown := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		for _, e := range examples(block[1]) {
			shown++
			args := strings.Fields(local.Replace(e.command))
			out := &output{}
			term := terminal{out: out, err: out}
			if args[1] == "serve" {
				servers.Go(func() { run(ctx, term, args[1:]) })
			} else if code := run(ctx, term, args[1:]); code != 0 {
				t.Errorf("%s: exit code %d\n%s", e.command, code, out)
				continue
			}
			e.wait(t, out, local)
		}
	}
	if shown < 6 {
		t.Errorf("the page has %d commands", shown)
	}
	if files, err := filepath.Glob(filepath.Join(dir, "*.db")); err != nil || len(files) != 1 {
		t.Errorf("copies %v, %v", files, err)
	}
}

// example is a command and the lines that the page shows of what it prints.
type example struct {
	command string
	lines   []string
}

func examples(block string) []example {
	var all []example
	for line := range strings.Lines(block) {
		line = strings.TrimSuffix(line, "\n")
		if shown, ok := strings.CutPrefix(line, "# "); ok && len(all) > 0 {
			last := &all[len(all)-1]
			last.lines = append(last.lines, shown)
			continue
		}
		all = append(all, example{command: line})
	}
	return all
}

// wait looks for the lines until the server has started, in order.
func (e example) wait(t *testing.T, out *output, local *strings.Replacer) {
	t.Helper()
	var form strings.Builder
	for _, line := range e.lines {
		form.WriteString(strings.ReplaceAll(regexp.QuoteMeta(local.Replace(line)), "…", ".*") + "\n(?:.*\n)*")
	}
	want := regexp.MustCompile(form.String())
	for deadline := time.Now().Add(20 * time.Second); !want.MatchString(out.String()); {
		if time.Now().After(deadline) || !strings.Contains(e.command, "serve") {
			t.Errorf("%s printed\n%s\nnot\n%s", e.command, out, strings.Join(e.lines, "\n"))
			return
		}
		out.changed()
	}
}

// output is what a command prints.
type output struct {
	mu    sync.Mutex
	text  bytes.Buffer
	added chan struct{}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.added != nil {
		close(o.added)
		o.added = nil
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// changed waits until something more is printed, or for a while.
func (o *output) changed() {
	o.mu.Lock()
	added := make(chan struct{})
	o.added = added
	o.mu.Unlock()
	select {
	case <-added:
	case <-time.After(100 * time.Millisecond): // it may have come between the look and the wait
	}
}
