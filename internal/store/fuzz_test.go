package store

import (
	"bytes"
	"testing"

	"github.com/cognate-id/cognate/internal/syntax/filter"
	"github.com/cognate-id/cognate/internal/userpool"
)

// FuzzListing reads positions that callers bring back, and compares what a
// listing selects by key with what it means.
func FuzzListing(f *testing.F) {
	f.Add("", "ann", "Anna", false)
	f.Add("ann\x00sub", "", "\xff", true)
	f.Add("no position", "Ä", "ä", true)
	f.Fuzz(func(t *testing.T, after, value, have string, equal bool) {
		p := positionOf(after)
		if got := positionOf(p.String()); !bytes.Equal(got.key, p.key) || !bytes.Equal(got.sub, p.sub) {
			t.Errorf("position %q became %q", p, got)
		}
		op := filter.Prefix
		if equal {
			op = filter.Equal
		}
		l, err := listingOf(userpool.UserQuery{Attr: "name", Op: op, Value: value, After: after, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		u := &userpool.User{Attributes: userpool.Attributes{"name": have}}
		key, want := searchKey("name", have), searchKey("name", value)
		selected := bytes.Equal(key, want)
		if !equal {
			selected = bytes.Compare(key, want) >= 0 && bytes.Compare(key, prefixEnd(want)) < 0
		}
		exact := &listing{query: l.query}
		if meant := exact.matches(u); (selected && l.matches(u)) != meant && have != "" && !bytes.ContainsRune([]byte(have+value), '\xff') {
			t.Errorf("%q with %v %q: selected %v, meant %v", have, op, value, selected, meant)
		}
	})
}
