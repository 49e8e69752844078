package iam

import (
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/syntax/cursor"
)

// A Page asks for a part of a list.
type Page struct {
	Marker string // of the page before; empty for the first
	Max    int    // 1 to 1000; 0 is DefaultPage
}

// DefaultPage is how many entries a page has unless the caller says.
const DefaultPage = 100

// A List is a page of a list.
type List[T any] struct {
	Items  []T
	Marker string // empty when there is no more
}

// batch is how many rows are read at once while looking for those that match.
const batch = 250

// a source lists entries in the order of their keys, from the first after the
// given key.
type source[T any] struct {
	name []string // what the marker is bound to
	read func(after string, limit int) ([]T, error)
	key  func(*T) string
	keep func(*T) bool // nil keeps all
}

// page reads on until the page is full or the list ends.
func page[T any](p Page, from source[T]) (List[T], error) {
	var out List[T]
	size := p.Max
	if size == 0 {
		size = DefaultPage
	}
	after, err := cursor.Parse(p.Marker, from.name...)
	if err != nil {
		return out, principal.Errorf(principal.ValidationError, "Invalid Marker.")
	}
	for {
		rows, err := from.read(after, batch)
		if err != nil {
			return List[T]{}, err
		}
		for i := range rows {
			if from.keep != nil && !from.keep(&rows[i]) {
				continue
			}
			if len(out.Items) == size {
				out.Marker = cursor.Print(from.key(&out.Items[size-1]), from.name...)
				return out, nil
			}
			out.Items = append(out.Items, rows[i])
		}
		if len(rows) < batch {
			return out, nil
		}
		after = from.key(&rows[len(rows)-1])
	}
}

// inMemory is a source of entries that are there already.
func inMemory[T any](all []T, key func(*T) string, name ...string) source[T] {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b T) int { return strings.Compare(key(&a), key(&b)) })
	return source[T]{name: name, key: key, read: func(after string, limit int) ([]T, error) {
		i := 0
		if after != "" {
			i = slices.IndexFunc(all, func(v T) bool { return key(&v) > after })
		}
		if i < 0 {
			return nil, nil
		}
		return all[i:min(i+limit, len(all))], nil
	}}
}

// below is the filter of a path prefix; empty means every path.
func below[T any](prefix string, path func(*T) string) func(*T) bool {
	return func(v *T) bool { return strings.HasPrefix(path(v), prefix) }
}
