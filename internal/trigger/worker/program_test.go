package worker

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A handler's stamp covers the source files beside it, a program's does not.
func TestStamp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind    Kind
		file    string
		touched string
		changes bool
	}{
		{Exec, "bootstrap", "bootstrap", true},
		{Exec, "bootstrap", "other.js", false},
		{Node, "a.mjs", "a.mjs", true},
		{Node, "a.mjs", "other.js", true},
		{Node, "a.mjs", "package.json", true},
		{Node, "a.mjs", "notes.txt", false},
		{Python, "a.py", "other.py", true},
		{Python, "a.py", "other.js", false},
	} {
		dir := t.TempDir()
		for _, name := range []string{tt.file, tt.touched} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p, file := Program{Kind: tt.kind}, filepath.Join(dir, tt.file)
		before, err := p.stamp(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(dir, tt.touched), time.Time{}, time.Unix(2e9, 0)); err != nil {
			t.Fatal(err)
		}
		after, err := p.stamp(file)
		if err != nil || (before != after) != tt.changes {
			t.Errorf("%s beside %s of %s: stamp %q, then %q, %v", tt.touched, tt.file, tt.kind, before, after, err)
		}
	}
}
