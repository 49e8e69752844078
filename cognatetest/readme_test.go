package cognatetest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The example of README.md is the one that runs here.
func TestReadmeShowsTheExample(t *testing.T) {
	t.Parallel()
	example := read(t, "example_test.go")
	readme := read(t, "../README.md")
	_, want, _ := strings.Cut(example, "\nfunc TestSignUp")
	_, after, _ := strings.Cut(readme, "```go\n")
	got, _, found := strings.Cut(after, "```")
	if !found {
		t.Fatal("README.md has no Go example")
	}
	if diff := cmp.Diff("func TestSignUp"+want, got); diff != "" {
		t.Errorf("README.md and example_test.go differ (-example +readme):\n%s", diff)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
