package cursor_test

import (
	"testing"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
)

// FuzzParse checks that whatever is accepted prints back to the same token:
// there is one token for each place in a list.
func FuzzParse(f *testing.F) {
	f.Add("")
	f.Add("key")
	f.Add(cursor.Print("key", "list"))
	f.Fuzz(func(t *testing.T, token string) {
		key, err := cursor.Parse(token, "list")
		if err == nil && cursor.Print(key, "list") != token {
			t.Errorf("%q parses to %q, which prints differently", token, key)
		}
	})
}
