package apidesc

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is read can be printed, and the printed text means the same.
func FuzzParse(f *testing.F) {
	paths, err := filepath.Glob("../../../api/*.overlay")
	if err != nil || len(paths) == 0 {
		f.Fatalf("found %v, %v", paths, err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("service s\n  protocol json\n\noperation O open\n  input I\n\nstructure I\n  A S required\n\nstring S length 1..2 pattern a b\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text)
		if err != nil || d.Validate(func(string) error { return nil }) != nil {
			return
		}
		once := printed(t, d)
		again, err := Parse(once)
		if err != nil {
			t.Fatalf("what was printed is not read: %v\n%s", err, once)
		}
		if twice := printed(t, again); twice != once {
			t.Errorf("printed\n%s\nthen\n%s", once, twice)
		}
	})
}

func printed(t *testing.T, d *Description) string {
	var b strings.Builder
	if err := Print(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
