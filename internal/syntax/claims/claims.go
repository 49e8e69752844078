// Package claims builds and reads flat JSON objects whose members keep their
// order: the claims of a token, the state inside an opaque session.
//
// It owns the JSON text of members, nothing of their meaning. The rules in
// internal/userpool work with a Set and so need no JSON of their own.
package claims

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// MaxSize bounds what Parse reads, in bytes.
const MaxSize = 64 << 10

// Set is an ordered JSON object. The zero Set is empty and ready to use. It is
// not safe for concurrent use.
type Set struct {
	names  []string
	values map[string][]byte
}

// Parse reads a JSON object. Duplicate members and anything after the object
// are errors: a reader that picks another member than the signer meant is how
// confused deputies are made. The Set keeps parts of data, which must not
// change any more.
func Parse(data []byte) (*Set, error) {
	if len(data) > MaxSize {
		return nil, errors.New("claims: object is too large")
	}
	if !json.Valid(data) {
		return nil, errors.New("claims: not JSON")
	}
	data = bytes.TrimSpace(data)
	if data[0] != '{' {
		return nil, errors.New("claims: not a JSON object")
	}
	s := &Set{}
	for rest := data[1:]; ; {
		rest = bytes.TrimLeft(rest, " \t\r\n,")
		if rest[0] == '}' {
			return s, nil
		}
		n := valueLength(rest)
		name, ok := stringOf(rest[:n])
		if !ok {
			return nil, errors.New("claims: unreadable member name")
		}
		if s.Has(name) {
			return nil, fmt.Errorf("claims: member %q stands twice", name)
		}
		rest = bytes.TrimLeft(rest[n:], " \t\r\n:")
		n = valueLength(rest)
		s.PutRaw(name, rest[:n:n])
		rest = rest[n:]
	}
}

// valueLength is the length of the JSON value that data, which is part of a
// valid text, begins with.
func valueLength(data []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
			if !quoted && depth == 0 {
				return i + 1
			}
		case quoted:
		case c == '{' || c == '[':
			depth++
		case (c == '}' || c == ']') && depth == 0:
			return i // the end of what holds a bare value
		case c == '}' || c == ']':
			depth--
			if depth == 0 {
				return i + 1
			}
		case depth == 0 && (c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n'):
			return i
		}
	}
	return len(data)
}

// stringOf reads the JSON text of a string.
func stringOf(text []byte) (string, bool) {
	if len(text) < 2 || text[0] != '"' {
		return "", false
	}
	if body := text[1 : len(text)-1]; bytes.IndexByte(body, '\\') < 0 && utf8.Valid(body) {
		return string(body), true
	}
	var v string
	err := json.Unmarshal(text, &v)
	return v, err == nil
}

// Has reports whether the member is there.
func (s *Set) Has(name string) bool { _, ok := s.values[name]; return ok }

// Names lists the members in order.
func (s *Set) Names() []string { return slices.Clone(s.names) }

// PutRaw sets a member to a JSON text, which must be valid.
func (s *Set) PutRaw(name string, value []byte) {
	if s.values == nil {
		s.values = make(map[string][]byte)
	}
	if _, ok := s.values[name]; !ok {
		s.names = append(s.names, name)
	}
	s.values[name] = value
}

// Put sets a member to a string.
func (s *Set) Put(name, value string) { s.PutRaw(name, appendString(nil, value)) }

// PutNonEmpty sets a member to a string unless that is "".
func (s *Set) PutNonEmpty(name, value string) {
	if value != "" {
		s.Put(name, value)
	}
}

// PutInt sets a member to an integer.
func (s *Set) PutInt(name string, value int64) { s.PutRaw(name, strconv.AppendInt(nil, value, 10)) }

// PutBool sets a member to true or false.
func (s *Set) PutBool(name string, value bool) { s.PutRaw(name, strconv.AppendBool(nil, value)) }

// PutStrings sets a member to a list of strings; nil is written as [].
func (s *Set) PutStrings(name string, values []string) {
	b := []byte{'['}
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, v)
	}
	s.PutRaw(name, append(b, ']'))
}

// PutObject sets a member to an object.
func (s *Set) PutObject(name string, value *Set) { s.PutRaw(name, value.JSON()) }

// PutObjects sets a member to a list of objects.
func (s *Set) PutObjects(name string, values []*Set) {
	b := []byte{'['}
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, v.JSON()...)
	}
	s.PutRaw(name, append(b, ']'))
}

// Delete removes a member if it is there.
func (s *Set) Delete(name string) {
	if !s.Has(name) {
		return
	}
	delete(s.values, name)
	s.names = slices.DeleteFunc(s.names, func(n string) bool { return n == name })
}

// Raw gives a member's JSON text, nil if it is not there.
func (s *Set) Raw(name string) []byte { return s.values[name] }

// String gives a member that is a string, "" otherwise.
func (s *Set) String(name string) string {
	v, _ := stringOf(s.values[name])
	return v
}

// Int gives a member that is an integer; ok is false otherwise.
func (s *Set) Int(name string) (v int64, ok bool) {
	v, err := strconv.ParseInt(string(s.values[name]), 10, 64)
	return v, err == nil
}

// Bool reports whether a member is true.
func (s *Set) Bool(name string) bool { return string(s.values[name]) == "true" }

// Strings gives a member that is a list of strings, nil otherwise.
func (s *Set) Strings(name string) []string {
	var v []string
	if json.Unmarshal(s.values[name], &v) != nil {
		return nil
	}
	return v
}

// Object gives a member that is an object, nil otherwise.
func (s *Set) Object(name string) *Set {
	o, err := Parse(s.values[name])
	if err != nil {
		return nil
	}
	return o
}

// Objects gives a member that is a list of objects, nil otherwise.
func (s *Set) Objects(name string) []*Set {
	var raw []json.RawMessage
	if json.Unmarshal(s.values[name], &raw) != nil {
		return nil
	}
	var out []*Set
	for _, r := range raw {
		o, err := Parse(r)
		if err != nil {
			return nil
		}
		out = append(out, o)
	}
	return out
}

// StringMap gives all members that are strings.
func (s *Set) StringMap() map[string]string {
	m := make(map[string]string, len(s.names))
	for _, n := range s.names {
		if v, ok := stringOf(s.values[n]); ok {
			m[n] = v
		}
	}
	return m
}

// FromStringMap makes a Set of strings, in ascending order of name.
func FromStringMap(m map[string]string) *Set {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	s := &Set{}
	for _, n := range names {
		s.Put(n, m[n])
	}
	return s
}

// JSON is the object's compact text.
func (s *Set) JSON() []byte {
	b := []byte{'{'}
	for i, n := range s.names {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, n)
		b = append(b, ':')
		b = append(b, s.values[n]...)
	}
	return append(b, '}')
}

// StringsText is the JSON text of a list of strings: the form in which
// Cognito puts lists into challenge parameters.
func StringsText(values []string) string {
	var s Set
	s.PutStrings("v", values)
	return string(s.values["v"])
}

// Text is the JSON text of a string.
func Text(v string) string { return string(appendString(nil, v)) }

const hexDigits = "0123456789abcdef"

func appendString(b []byte, v string) []byte {
	b = append(b, '"')
	for i := 0; i < len(v); {
		c := v[i]
		if c < utf8.RuneSelf {
			b = appendASCII(b, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(v[i:])
		b = utf8.AppendRune(b, r) // an invalid byte becomes U+FFFD
		i += n
	}
	return append(b, '"')
}

func appendASCII(b []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(b, '\\', c)
	case c == '\n':
		return append(b, '\\', 'n')
	case c < 0x20:
		return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, c)
}
