package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

// candidates are tried in turn where a pattern asks for more than a length.
var candidates = []string{
	"a", "us-east-1_AAAAAAAAA", "123456", "arn:aws:lambda:us-east-1:123456789012:function:f", "arn:aws:iam::123456789012:role/r",
	"{####}", "{##Click##}", "tknaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "us-east-1", "us-east-1_aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
	"a.a.a", "https://a.example.com", "a@example.com", "a.example.com", "import-aaaaaaaaaa", "aws.cognito", "+15551234567", "0000", "a=", "terms-of-use", "cognito:default",
}

// fillers lengthen a candidate.
var fillers = []string{"a", "A", "1", ".a", "="}

func (w *walk) good(s *apidesc.Shape, value string) bool {
	return len(w.violations(s, place{}, value)) == 0
}

// valid is a value that breaks nothing; structures have their required members only.
func (w *walk) valid(s *apidesc.Shape) any { return w.validNth(s, 0) }

// validNth is valid, with strings that differ by n where they may.
func (w *walk) validNth(s *apidesc.Shape, n int) any {
	switch s.Kind {
	case "structure":
		object := map[string]any{}
		for _, m := range s.Members {
			if m.Required {
				object[m.Name] = w.validNth(w.d.Shape(m.Shape), n)
			}
		}
		return object
	case "list":
		list := []any{}
		for i := int64(0); i < max(1, bound(s.Min)); i++ {
			list = append(list, w.validNth(w.d.Shape(s.Element), n+int(i)))
		}
		return list
	case "map":
		m := map[string]any{}
		for i := int64(0); i < max(1, bound(s.Min)); i++ {
			m[fmt.Sprint(w.validNth(w.d.Shape(s.Key), n+int(i)))] = w.validNth(w.d.Shape(s.Element), n)
		}
		return m
	case "integer", "long":
		return max(1, bound(s.Min))
	case "boolean":
		return true
	case "timestamp":
		return 1700000000
	case "blob":
		return "AAAA"
	case "document":
		return map[string]any{}
	}
	return w.validString(s, n)
}

func bound(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func (w *walk) validString(s *apidesc.Shape, n int) string {
	if len(s.Values) > 0 {
		return s.Values[n%len(s.Values)]
	}
	if n > 0 {
		for _, form := range []string{"a%d", "us-east-1_AAAA%d", "%d", "arn:aws:iam::123456789012:role/r%d"} {
			if value := fmt.Sprintf(form, n); w.good(s, value) {
				return value
			}
		}
	}
	for _, value := range candidates {
		for _, filler := range fillers {
			for units(value) < bound(s.Min) {
				value += filler
			}
			if w.good(s, value) {
				return value
			}
		}
	}
	panic("no candidate is a valid " + s.Name + ", pattern " + s.Pattern)
}

// A badString breaks a string's constraints, at least one.
type badString struct{ what, value string }

// longest bounds the values that are sent: what is longer does not fit into a request.
const longest = 1 << 20

func (w *walk) badStrings(s *apidesc.Shape) (out []badString) {
	if s.Kind != "string" && s.Kind != "enum" {
		return nil
	}
	add := func(what, value string) {
		if !w.good(s, value) {
			out = append(out, badString{what, value})
		}
	}
	if len(s.Values) > 0 {
		add("no enum value", "NO_SUCH_VALUE")
		add("enum value in lower case", strings.ToLower(s.Values[0]))
		return out
	}
	if s.Min != nil && *s.Min > 0 {
		add("empty", "")
		add("too short", w.validString(s, 0)[:min(int(*s.Min)-1, len(w.validString(s, 0)))])
	}
	if s.Max != nil && *s.Max < longest {
		value := w.validString(s, 0)
		add("too long", value+strings.Repeat(value[len(value)-1:], int(*s.Max)+1-len(value)))
		add("too long by a wide character", strings.Repeat("\U0001F600", int(*s.Max)/2+1))
	}
	if s.Pattern != "" {
		for _, bad := range []string{"\x01", " ", "a b", "%", "é", "'", "\n", "/", "A", "zz"} {
			value := bad
			for units(value) < bound(s.Min) {
				value += "a"
			}
			if !w.matches(s.Pattern, value) && (s.Max == nil || units(value) <= *s.Max) {
				add(fmt.Sprintf("pattern %q", bad), value)
				break
			}
		}
	}
	slices.SortFunc(out, func(a, b badString) int { return strings.Compare(a.value, b.value) })
	return slices.CompactFunc(out, func(a, b badString) bool { return a.value == b.value })
}

// edgeStrings are the shortest and the longest that are allowed, where they can be made.
func (w *walk) edgeStrings(s *apidesc.Shape) (out []string) {
	if len(s.Values) > 0 {
		return s.Values
	}
	value := w.validString(s, 0)
	out = append(out, value)
	if s.Max != nil && *s.Max < longest && int(*s.Max) > len(value) {
		for _, filler := range fillers {
			long := value + strings.Repeat(filler, (int(*s.Max)-len(value))/len(filler))
			if w.good(s, long) {
				return append(out, long)
			}
		}
	}
	return out
}
