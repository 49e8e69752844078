package awsproto

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Violations collects the broken constraints of one request with the paths of the members concerned. The
// zero value is ready to use.
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
