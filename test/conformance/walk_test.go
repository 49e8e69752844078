package conformance

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

// A request is a body for an operation and the violations that the service reports for it.
type request struct {
	name       string
	body       any
	violations []string
}

// A walk collects requests that break one member each.
type walk struct {
	d        *apidesc.Description
	patterns map[string]*awsproto.Pattern // compiled
	broken   []request
	allowed  []request
	// without is a member that allowed requests leave out, so that they do nothing; "" for none.
	without string
}

// A place is a member somewhere in a request: put builds the whole request around a value of it.
type place struct {
	path   string
	put    func(value any) any
	hidden bool // inside something sensitive
	depth  int
}

// absent is the value of a member that is left out.
type absent struct{}

// maxDepth ends recursive shapes.
const maxDepth = 8

func newWalk(d *apidesc.Description, operation string) *walk {
	w := &walk{d: d, patterns: map[string]*awsproto.Pattern{}}
	if operation == "CreateUserPool" {
		w.without = "PoolName" // making a pool makes keys, which takes its time
	}
	for _, o := range d.Operations {
		if o.Name == operation {
			input := d.Shape(o.Input)
			w.allow("valid", w.valid(input))
			w.structure(input, place{put: func(v any) any { return v }})
		}
	}
	return w
}

func (w *walk) breaks(p place, what string, value any, violations ...string) {
	w.broken = append(w.broken, request{p.path + " " + what, p.put(value), violations})
}

func (w *walk) allow(name string, body any) {
	c := request{name: name, body: body}
	if object := body.(map[string]any); w.without != "" {
		delete(object, w.without)
		c.violations = []string{missing(lowerFirst(w.without))}
	}
	w.allowed = append(w.allowed, c)
}

func missing(path string) string {
	return "Value null at '" + path + "' failed to satisfy constraint: Member must not be null"
}

func (w *walk) matches(pattern, value string) bool {
	if w.patterns[pattern] == nil {
		w.patterns[pattern] = awsproto.NewPattern(pattern)
	}
	return w.patterns[pattern].Matches(value)
}

func (w *walk) structure(s *apidesc.Shape, p place) {
	if p.depth > maxDepth {
		return
	}
	for _, m := range s.Members {
		path := lowerFirst(m.Name)
		if p.path != "" {
			path = p.path + "." + path
		}
		at := place{path: path, hidden: p.hidden || s.Sensitive, depth: p.depth + 1, put: func(value any) any {
			object := w.valid(s).(map[string]any)
			object[m.Name] = value
			if _, leave := value.(absent); leave {
				delete(object, m.Name)
			}
			return p.put(object)
		}}
		if m.Required {
			w.breaks(at, "missing", absent{}, missing(path))
		}
		w.value(w.d.Shape(m.Shape), at)
	}
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func (w *walk) value(s *apidesc.Shape, p place) {
	switch s.Kind {
	case "structure":
		w.structure(s, p)
	case "list":
		w.list(s, p)
	case "map":
		w.mapping(s, p)
	case "string", "enum":
		for _, bad := range w.badStrings(s) {
			w.breaks(p, bad.what, bad.value, w.violations(s, p, bad.value)...)
		}
		for _, edge := range w.edgeStrings(s) {
			w.allow(p.path+" "+fmt.Sprint(len(edge))+" bytes", p.put(edge))
		}
	case "integer", "long":
		w.number(s, p)
	}
}

func (w *walk) number(s *apidesc.Shape, p place) {
	if s.Min != nil {
		w.breaks(p, "too small", *s.Min-1, at(p, fmt.Sprint(*s.Min-1), fmt.Sprintf("Member must have value greater than or equal to %d", *s.Min)))
		w.allow(p.path+" smallest", p.put(*s.Min))
	}
	if s.Max != nil {
		if *s.Max < 1<<31-1 || s.Kind == "long" {
			w.breaks(p, "too large", *s.Max+1, at(p, fmt.Sprint(*s.Max+1), fmt.Sprintf("Member must have value less than or equal to %d", *s.Max)))
		}
		w.allow(p.path+" largest", p.put(*s.Max))
	}
}

// list breaks the length and one element. Elements that are structures have paths of their own, strings are reported
// at the list with all their constraints.
func (w *walk) list(s *apidesc.Shape, p place) {
	element := w.d.Shape(s.Element)
	for _, n := range brokenSizes(s) {
		list := make([]any, n)
		for i := range list {
			list[i] = w.validNth(element, i)
		}
		w.breaks(p, fmt.Sprintf("%d elements", n), list, w.collection(p, s, element, list, sizeTexts(s, n)...))
	}
	switch element.Kind {
	case "structure":
		w.structure(element, place{path: p.path + ".1.member", hidden: p.hidden, depth: p.depth + 1, put: func(v any) any {
			return p.put([]any{v})
		}})
	case "string", "enum":
		for _, bad := range w.badStrings(element) {
			list := []any{bad.value}
			w.breaks(p, "element "+bad.what, list,
				w.collection(p, s, element, list, "Member must satisfy constraint: "+allConstraints(element)))
		}
	}
}

func (w *walk) mapping(s *apidesc.Shape, p place) {
	key, element := w.d.Shape(s.Key), w.d.Shape(s.Element)
	for _, n := range brokenSizes(s) {
		m := map[string]any{}
		for i := range n {
			m[fmt.Sprint(w.validNth(key, int(i)))] = w.validNth(element, int(i))
		}
		if int64(len(m)) == n {
			w.breaks(p, fmt.Sprintf("%d entries", n), m, w.entries(p, s, m, sizeTexts(s, n)[0]))
		}
	}
	for _, bad := range w.badStrings(key) {
		m := map[string]any{bad.value: w.valid(element)}
		w.breaks(p, "key "+bad.what, m, w.entries(p, s, m, "Map keys must satisfy constraint: "+allConstraints(key)))
	}
	switch element.Kind {
	case "structure":
		name := fmt.Sprint(w.valid(key))
		w.structure(element, place{path: p.path + "." + name + ".member", hidden: p.hidden, depth: p.depth + 1, put: func(v any) any {
			return p.put(map[string]any{name: v})
		}})
	case "string", "enum":
		for _, bad := range w.badStrings(element) {
			m := map[string]any{fmt.Sprint(w.valid(key)): bad.value}
			w.breaks(p, "value "+bad.what, m, w.entries(p, s, m, "Map value must satisfy constraint: "+allConstraints(element)))
		}
	}
}

// collection is the violation of a list. Its value is shown when its elements are strings.
func (w *walk) collection(p place, s, element *apidesc.Shape, list []any, texts ...string) string {
	if element.Kind == "structure" || s.Sensitive || element.Sensitive {
		return hiddenAt(p, texts[0])
	}
	shown := make([]string, len(list))
	for i := range list {
		shown[i] = fmt.Sprint(list[i])
	}
	return at(p, "["+strings.Join(shown, ", ")+"]", texts[0])
}

func (w *walk) entries(p place, s *apidesc.Shape, m map[string]any, text string) string {
	key, element := w.d.Shape(s.Key), w.d.Shape(s.Element)
	if element.Kind == "structure" || s.Sensitive || key.Sensitive || element.Sensitive {
		return hiddenAt(p, text)
	}
	shown := make([]string, 0, len(m))
	for name, value := range m {
		shown = append(shown, name+"="+fmt.Sprint(value))
	}
	slices.Sort(shown)
	return at(p, "{"+strings.Join(shown, ", ")+"}", text)
}

func brokenSizes(s *apidesc.Shape) (sizes []int64) {
	if s.Min != nil && *s.Min > 0 {
		sizes = append(sizes, *s.Min-1)
	}
	if s.Max != nil && *s.Max < 2000 {
		sizes = append(sizes, *s.Max+1)
	}
	return sizes
}

func sizeTexts(s *apidesc.Shape, n int64) (texts []string) {
	if s.Min != nil && n < *s.Min {
		texts = append(texts, fmt.Sprintf("Member must have length greater than or equal to %d", *s.Min))
	}
	if s.Max != nil && n > *s.Max {
		texts = append(texts, fmt.Sprintf("Member must have length less than or equal to %d", *s.Max))
	}
	return texts
}

// longestShown is how much of a value an answer repeats, in bytes and whole characters.
const longestShown = 4096

func at(p place, value, text string) string {
	if p.hidden {
		return hiddenAt(p, text)
	}
	if len(value) > longestShown {
		value = strings.ToValidUTF8(value[:longestShown], "")
	}
	return "Value '" + value + "' at '" + p.path + "' failed to satisfy constraint: " + text
}

func hiddenAt(p place, text string) string {
	return "Value at '" + p.path + "' failed to satisfy constraint: " + text
}

// violations are those of one string: pattern, then length, unless the description says length first; then enum.
func (w *walk) violations(s *apidesc.Shape, p place, value string) (out []string) {
	p.hidden = p.hidden || s.Sensitive
	length := sizeTexts(s, units(value))
	var pattern []string
	if s.Pattern != "" && !w.matches(s.Pattern, value) {
		pattern = []string{"Member must satisfy regular expression pattern: " + s.Pattern}
	}
	texts := append(pattern, length...)
	if s.LengthFirst {
		texts = append(length, pattern...)
	}
	if len(s.Values) > 0 && !slices.Contains(s.Values, value) {
		texts = append(texts, "Member must satisfy enum value set: ["+strings.Join(s.Values, ", ")+"]")
	}
	for _, text := range texts {
		out = append(out, at(p, value, text))
	}
	return out
}

// units counts as the service does, in UTF-16.
func units(s string) int64 { return int64(len(utf16.Encode([]rune(s)))) }

// allConstraints lists every constraint of an element: the service does not say which one was broken.
func allConstraints(s *apidesc.Shape) string {
	var all []string
	if s.Max != nil {
		all = append(all, fmt.Sprintf("Member must have length less than or equal to %d", *s.Max))
	}
	if s.Min != nil {
		all = append(all, fmt.Sprintf("Member must have length greater than or equal to %d", *s.Min))
	}
	if s.Pattern != "" {
		all = append(all, "Member must satisfy regular expression pattern: "+s.Pattern)
	}
	if len(s.Values) > 0 {
		all = append(all, "Member must satisfy enum value set: ["+strings.Join(s.Values, ", ")+"]")
	}
	return "[" + strings.Join(all, ", ") + "]"
}
