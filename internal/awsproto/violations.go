package awsproto

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
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

// Violations collects the broken constraints of one request with the paths of the members concerned. It allocates
// nothing for a request that breaks none.
type Violations struct {
	path   []string
	hidden int
	found  []string
}

// Fault returns all violations in one message under the given code, or nil when there are none.
func (v *Violations) Fault(code string) *Fault {
	if len(v.found) == 0 {
		return nil
	}
	head := "1 validation error detected: "
	if n := len(v.found); n > 1 {
		head = strconv.Itoa(n) + " validation errors detected: "
	}
	return &Fault{Code: code, Message: head + strings.Join(v.found, "; ")}
}

func (v *Violations) enter(segment string) { v.path = append(v.path, segment) }

func (v *Violations) leave() { v.path = v.path[:len(v.path)-1] }

// Hide leaves values out of messages until the matching Show.
func (v *Violations) Hide() { v.hidden++ }

// Show ends the latest Hide.
func (v *Violations) Show() { v.hidden-- }

func (v *Violations) at(member string) string {
	if len(v.path) == 0 {
		return member
	}
	return strings.Join(v.path, ".") + "." + member
}

// add records a violation; value is nil when it must not or cannot be shown.
func (v *Violations) add(member string, value *string, constraint string) {
	text := "Value"
	if value != nil && v.hidden == 0 {
		text += " '" + clip(*value) + "'"
	}
	v.record(text, member, constraint)
}

// maxViolations bounds the answer: a small body can hold very many empty structures, each of them wrong.
const maxViolations = 100

func (v *Violations) record(value, member, constraint string) {
	if len(v.found) < maxViolations {
		v.found = append(v.found, value+" at '"+v.at(member)+"' failed to satisfy constraint: "+constraint)
	}
}

// maxShown bounds how much of a value is repeated to the client.
const maxShown = 4096

func clip(s string) string {
	if len(s) <= maxShown {
		return s
	}
	end := maxShown
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// Required records that a member is absent.
func (v *Violations) Required(member string, present bool) {
	if !present {
		v.record("Value null", member, "Member must not be null")
	}
}

// String checks an optional string.
func (v *Violations) String(member string, value *string, rule *StringRule) {
	if value == nil {
		return
	}
	var shown *string
	if !rule.Sensitive {
		shown = value
	}
	length := rule.brokenLength(*value)
	if rule.LengthFirst && length != "" {
		v.add(member, shown, length)
	}
	if rule.Pattern != nil && !rule.Pattern.Matches(*value) {
		v.add(member, shown, patternText(rule.Pattern))
	}
	if !rule.LengthFirst && length != "" {
		v.add(member, shown, length)
	}
	if rule.Enum != nil && !slices.Contains(rule.Enum, *value) {
		v.add(member, shown, enumText(rule.Enum))
	}
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

// Number checks an optional whole number.
func (v *Violations) Number(member string, value *int64, rule *NumberRule) {
	if value == nil {
		return
	}
	shown := strconv.FormatInt(*value, 10)
	if rule.Min != nil && *value < *rule.Min {
		v.add(member, &shown, "Member must have value greater than or equal to "+strconv.FormatInt(*rule.Min, 10))
	}
	if rule.Max != nil && *value > *rule.Max {
		v.add(member, &shown, "Member must have value less than or equal to "+strconv.FormatInt(*rule.Max, 10))
	}
}

// Int32 is Number for a 32-bit member.
func (v *Violations) Int32(member string, value *int32, rule *NumberRule) {
	if value != nil {
		wide := int64(*value)
		v.Number(member, &wide, rule)
	}
}

// Size checks the size of a list, map or blob whose value is not shown.
func (v *Violations) Size(member string, present bool, size int, rule *SizeRule) {
	if !present {
		return
	}
	if broken := brokenSize(int64(size), rule.Min, rule.Max); broken != "" {
		v.add(member, nil, broken)
	}
}

// Strings checks an optional list of strings.
func (v *Violations) Strings(member string, list []string, rule *ListRule) {
	if list == nil {
		return
	}
	if broken := brokenSize(int64(len(list)), rule.Size.Min, rule.Size.Max); broken != "" {
		v.add(member, rule.shown(list), broken)
	}
	if rule.Element == nil {
		return
	}
	for _, s := range list {
		if !rule.Element.satisfiedBy(s) {
			v.add(member, rule.shown(list), "Member must satisfy constraint: "+rule.Element.text())
			return
		}
	}
}

func (r *ListRule) shown(list []string) *string {
	if r.Size.Sensitive || r.Element != nil && r.Element.Sensitive {
		return nil
	}
	s := "[" + strings.Join(list, ", ") + "]"
	return &s
}

// StringMap checks an optional map of strings.
func (v *Violations) StringMap(member string, m map[string]string, rule *MapRule) {
	if m == nil {
		return
	}
	if broken := brokenSize(int64(len(m)), rule.Size.Min, rule.Size.Max); broken != "" {
		v.add(member, rule.shown(m), broken)
	}
	if rule.Key != nil && !allSatisfy(maps.Keys(m), rule.Key) {
		v.add(member, rule.shown(m), "Map keys must satisfy constraint: "+rule.Key.text())
	}
	if rule.Value != nil && !allSatisfy(maps.Values(m), rule.Value) {
		v.add(member, rule.shown(m), "Map value must satisfy constraint: "+rule.Value.text())
	}
}

// CheckStructure checks an optional structure with the check of its shape.
func CheckStructure[T any](v *Violations, member string, value *T, check func(*T, *Violations)) {
	if value != nil {
		v.enter(member)
		check(value, v)
		v.leave()
	}
}

// CheckList checks each element of a list of structures.
func CheckList[T any](v *Violations, member string, list []T, check func(*T, *Violations)) {
	for i := range list {
		v.enter(member + "." + strconv.Itoa(i+1) + ".member")
		check(&list[i], v)
		v.leave()
	}
}

// CheckMap checks each value of a map of structures, in the order of keys.
func CheckMap[T any](v *Violations, member string, m map[string]T, check func(*T, *Violations)) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		v.enter(member + "." + clip(key) + ".member")
		value := m[key]
		check(&value, v)
		v.leave()
	}
}

// CheckKeys checks size and keys of a map whose values are structures.
func CheckKeys[T any](v *Violations, member string, m map[string]T, rule *MapRule) {
	v.Size(member, m != nil, len(m), &rule.Size)
	if rule.Key != nil && !allSatisfy(maps.Keys(m), rule.Key) {
		v.add(member, nil, "Map keys must satisfy constraint: "+rule.Key.text())
	}
}

func allSatisfy(values func(func(string) bool), rule *StringRule) bool {
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
