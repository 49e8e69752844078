package awsproto

import (
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// NoLimit is a bound that a rule does not have.
const NoLimit = -1

// A StringRule constrains a string. The zero value is not free of limits: Min and Max need NoLimit.
type StringRule struct {
	Min, Max  int64 // length in UTF-16 code units, as Java counts
	Pattern   *Pattern
	Enum      []string
	Sensitive bool // messages leave the value out
	// LengthFirst puts a violated length before a violated pattern, as the service does for some shapes.
	LengthFirst bool
}

// A NumberRule constrains a whole number. Both bounds are inclusive and optional.
type NumberRule struct {
	Min, Max *int64
}

// A SizeRule constrains the number of elements of a list, entries of a map or bytes of a blob.
type SizeRule struct {
	Min, Max  int64
	Sensitive bool
}

// A ListRule constrains a list of strings: its length and each element.
type ListRule struct {
	Size    SizeRule
	Element *StringRule // nil: any
}

// A MapRule constrains a map of strings: its size, keys and values.
type MapRule struct {
	Size       SizeRule
	Key, Value *StringRule // nil: any
}

func (r *StringRule) satisfiedBy(s string) bool {
	return r.brokenLength(s) == "" && (r.Pattern == nil || r.Pattern.Matches(s)) &&
		(r.Enum == nil || slices.Contains(r.Enum, s))
}

func (r *StringRule) brokenLength(s string) string {
	if r.Min == NoLimit && r.Max == NoLimit {
		return ""
	}
	// A character has at least one byte per UTF-16 unit and at most three, which settles most cases without counting.
	bytes := int64(len(s))
	if (r.Max == NoLimit || bytes <= r.Max) && (r.Min == NoLimit || bytes >= 3*r.Min) {
		return ""
	}
	return brokenSize(utf16Length(s), r.Min, r.Max)
}

func utf16Length(s string) (n int64) {
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

func (r *ListRule) shown(list []string) *string {
	if r.Size.Sensitive || r.Element != nil && r.Element.Sensitive {
		return nil
	}
	s := "[" + strings.Join(list, ", ") + "]"
	return &s
}

func allSatisfy(values iter.Seq[string], rule *StringRule) bool {
	for s := range values {
		if !rule.satisfiedBy(s) {
			return false
		}
	}
	return true
}

func (r *MapRule) shown(m map[string]string) *string {
	if r.Size.Sensitive || r.Key != nil && r.Key.Sensitive || r.Value != nil && r.Value.Sensitive {
		return nil
	}
	entries := make([]string, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		entries = append(entries, key+"="+m[key])
	}
	s := "{" + strings.Join(entries, ", ") + "}"
	return &s
}

// text lists every constraint of an element: the service does not say which one was broken.
func (r *StringRule) text() string {
	var all []string
	if r.Max != NoLimit {
		all = append(all, atMost(r.Max))
	}
	if r.Min != NoLimit {
		all = append(all, atLeast(r.Min))
	}
	if r.Pattern != nil {
		all = append(all, patternText(r.Pattern))
	}
	if r.Enum != nil {
		all = append(all, enumText(r.Enum))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

func brokenSize(size, minimum, maximum int64) string {
	switch {
	case minimum != NoLimit && size < minimum:
		return atLeast(minimum)
	case maximum != NoLimit && size > maximum:
		return atMost(maximum)
	}
	return ""
}

func atLeast(n int64) string {
	return "Member must have length greater than or equal to " + strconv.FormatInt(n, 10)
}

func atMost(n int64) string {
	return "Member must have length less than or equal to " + strconv.FormatInt(n, 10)
}

func patternText(p *Pattern) string {
	return "Member must satisfy regular expression pattern: " + p.String()
}

func enumText(values []string) string {
	return "Member must satisfy enum value set: [" + strings.Join(values, ", ") + "]"
}
