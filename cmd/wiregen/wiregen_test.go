package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing")

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs; look at the change and run the test with -update:\n%s", path, diff)
	}
}

// TestGolden runs a small model of each protocol through both subcommands.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"json", "query", "rest"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := []string{"convert"}
			overlay := filepath.Join("testdata", name+".overlay")
			if _, err := os.Stat(overlay); err == nil {
				args = append(args, "-overlay", overlay)
			}
			var text bytes.Buffer
			if err := run(append(args, filepath.Join("testdata", name+".json")), &text); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name+".api")
			golden(t, path, text.Bytes())

			files, err := generateFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var all bytes.Buffer
			for _, file := range slices.Sorted(maps.Keys(files)) {
				fmt.Fprintf(&all, "-- %s --\n%s", file, files[file])
			}
			golden(t, filepath.Join("testdata", name+".golden"), all.Bytes())
		})
	}
}

// TestCommitted regenerates what is committed: the descriptions are canonical and leave no diff in the packages.
func TestCommitted(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../../api/*.api")
	if err != nil || len(paths) != 5 {
		t.Fatalf("found %v, %v", paths, err)
	}
	for _, path := range paths {
		t.Run(packageName(path), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			d, err := apidesc.Parse(string(text))
			if err != nil {
				t.Fatal(err)
			}
			var printed bytes.Buffer
			if err := apidesc.Print(&printed, d); err != nil {
				t.Fatal(err)
			}
			if printed.String() != string(text) {
				t.Errorf("%s is not in canonical form", path)
			}
			committed(t, path)
		})
	}
}

func committed(t *testing.T, path string) {
	t.Helper()
	files, err := generateFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join("../../internal/wire", packageName(path))
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s/%s is not what wiregen generates from %s", dir, name, path)
		}
	}
	present, err := filepath.Glob(filepath.Join(dir, "*.gen.go"))
	if err != nil || len(present) != len(files) {
		t.Errorf("%s has %d generated files, want %d (%v)", dir, len(present), len(files), err)
	}
}

// TestOverlays applies each overlay to its description again: a correction that is already there changes nothing, so
// the committed descriptions contain them all.
func TestOverlays(t *testing.T) {
	t.Parallel()
	overlays, err := filepath.Glob("../../api/*.overlay")
	if err != nil || len(overlays) == 0 {
		t.Fatalf("found %v, %v", overlays, err)
	}
	for _, overlay := range overlays {
		path := strings.TrimSuffix(overlay, ".overlay") + ".api"
		d, err := parseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		corrections, err := parseFile(overlay)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Apply(corrections); err != nil {
			t.Fatal(err)
		}
		var printed bytes.Buffer
		if err := apidesc.Print(&printed, d); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(text), printed.String()); diff != "" {
			t.Errorf("%s lacks corrections:\n%s", path, diff)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	const head = "service s\n  protocol json\n"
	const in = "structure In\n"
	tests := []struct{ name, text, want string }{
		{"unknown block", head + "thing T\n", `line 3: unknown block "thing"`},
		{"stray line", "error E 400\n  message\n", "line 2: this block has no lines of its own"},
		{"auth", head + "operation O maybe\n", "auth is signed, token or open"},
		{"operation line", head + "operation O open\n  inputs In\n", "operation does not take"},
		{"status", "error E x\n", "invalid syntax"},
		{"error word", "error E 400 status 3\n", "error does not take"},
		{"service line", "service s\n  port 3\n", `service has no "port"`},
		{"limits", "string S length 3\n", "limits are written LOW..HIGH"},
		{"list without element", "list L\n", "needs its element types"},
		{"attribute", "boolean B loud\n", "boolean does not take"},
		{"member", in + "  M\n", "want: NAME SHAPE"},
		{"member word", in + "  M S optional\n", "member does not take"},
		{"no input", head + "operation O open\n", "input is missing"},
		{"input kind", head + "operation O open\n  input S\nstring S\n", "S is not a structure"},
		{"missing error", head + "operation O open\n  input In\n  errors E\n" + in, "error E is not described"},
		{"missing shape", head + in + "  M S\n", "shape S is not described"},
		{"pattern", head + "string S pattern a(?=b)\n", "invalid or unsupported Perl syntax"},
		{"amend", head + "amend service\n", "amend is for overlays"},
		{"element kind", head + "list L of I\ninteger I\n", "a list of integer is not supported"},
		{"key kind", head + "map M from I to S\ninteger I\nstring S\n", "map keys must be strings"},
		{"protocol", "service s\n  protocol ec2\n", `protocol "ec2" is not supported`},
		{"constants", head + "operation O open\n  input In\n" + in + "  M E\nenum E\n  A_B a-b\n  AB aB A-B\n",
			"have the same constant name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "s.api")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := generateFile(path)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("service s\n  protocol json\noperation O open\n  input In\nstructure In\n  M S required\nstring S length 1..2 pattern a b\n")
	f.Add("amend structure In\n  M S\nenum E\n  A B\nmap M from A to B length ..3 sensitive\nerror E 400 code X fields a b\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := apidesc.Parse(text)
		if err != nil || d.Amendments != nil {
			return
		}
		var first bytes.Buffer
		if err := apidesc.Print(&first, d); err != nil {
			t.Fatal(err)
		}
		again, err := apidesc.Parse(first.String())
		if err != nil {
			return // names may collide with the grammar's words; what matters is no panic
		}
		var second bytes.Buffer
		if err := apidesc.Print(&second, again); err != nil {
			t.Fatal(err)
		}
	})
}
