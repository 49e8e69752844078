package hostedui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	quoted = regexp.MustCompile(`"([a-z][a-z0-9_]+)"`)
	shown  = regexp.MustCompile(`\.Text[ (]"([a-z0-9_]+)"[ ,)}]`)
)

// namedKeys are all texts in quotes in the sources and templates of the pages
// that could be keys; those that templates show must be there.
func namedKeys(t *testing.T, has func(string) bool) []string {
	t.Helper()
	var keys []string
	for _, pattern := range []string{"*.go", "pages/*/*.tmpl", "../ui/components/*/*.tmpl"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range quoted.FindAllSubmatch(b, -1) {
				keys = append(keys, string(m[1]))
			}
			for _, m := range shown.FindAllSubmatch(b, -1) {
				if key := string(m[1]); !strings.HasSuffix(key, "_") && !has(key) { // with a _ it is the beginning of one
					t.Errorf("%s shows %s, which no catalogue has", name, m[1])
				}
			}
		}
	}
	return keys
}
