package awsproto

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds nesting, so that a small body cannot exhaust the stack. The deepest described shape has 8 levels;
// branding documents have somewhat more.
const maxDepth = 64

// A Decoder reads one JSON document by pulling: generated code asks for the value it expects next. The first mistake
// sticks: every later call returns nothing, and Err tells what it was. It never panics, whatever the input.
type Decoder struct {
	data  []byte
	pos   int
	depth int
	fault *Fault
	name  []byte // scratch for member names with escapes
}

// NewDecoder reads from data, which must not change while the decoder is used.
func NewDecoder(data []byte) *Decoder { return &Decoder{data: data} }

// Err returns the first mistake as a *Fault, or nil.
func (d *Decoder) Err() error {
	if d.fault == nil {
		return nil
	}
	return d.fault
}

// Finish reports a mistake or, when there was none, anything but white space after the document.
func (d *Decoder) Finish() error {
	if d.fault == nil && d.peek() != 0 {
		d.fail("Unexpected content after the end of the document.")
	}
	return d.Err()
}

func (d *Decoder) fail(message string) {
	if d.fault == nil {
		d.fault = Serialization(message)
	}
}

// peek skips white space and returns the next byte, or 0 at the end and after a mistake.
func (d *Decoder) peek() byte {
	if d.fault != nil {
		return 0
	}
	for d.pos < len(d.data) {
		switch c := d.data[d.pos]; c {
		case ' ', '\t', '\n', '\r':
			d.pos++
		case 0:
			d.fail("Unexpected character in the document.")
			return 0
		default:
			return c
		}
	}
	return 0
}

// null consumes a null, which counts as an absent value everywhere.
func (d *Decoder) null() bool {
	if d.peek() != 'n' {
		return false
	}
	d.literal("null")
	return true
}

func (d *Decoder) literal(word string) {
	if len(d.data)-d.pos < len(word) || string(d.data[d.pos:d.pos+len(word)]) != word {
		d.fail("Unexpected token in the document.")
		return
	}
	d.pos += len(word)
}

// wrongType names the value that was found where another type was expected, in the words of the service.
func (d *Decoder) wrongType(want string) {
	switch c := d.peek(); {
	case c == '{':
		d.fail("Start of structure or map found where not expected.")
	case c == '[':
		d.fail("Start of list found where not expected")
	case c == '"':
		d.fail("STRING_VALUE can not be converted to " + want)
	case c == 't':
		d.fail("TRUE_VALUE can not be converted to " + want)
	case c == 'f':
		d.fail("FALSE_VALUE can not be converted to " + want)
	case c == '-' || '0' <= c && c <= '9':
		d.fail("NUMBER_VALUE can not be converted to " + want)
	case c == 0:
		d.fail("Unexpected end of the document.")
	default:
		d.fail("Unexpected token in the document.")
	}
}

func (d *Decoder) open(bracket byte, want string) bool {
	if d.peek() != bracket {
		d.wrongType(want)
		return false
	}
	if d.depth++; d.depth > maxDepth {
		d.fail("The document is nested too deeply.")
		return false
	}
	d.pos++
	return true
}

// more moves to the next element of an object or list, consuming separators, and reports whether there is one.
func (d *Decoder) more(first bool, closing byte) bool {
	c := d.peek()
	if c == closing {
		d.pos++
		d.depth--
		return false
	}
	if first || d.fault != nil {
		return d.fault == nil
	}
	if c != ',' {
		d.fail("Expected a comma or the end of the structure.")
		return false
	}
	d.pos++
	if d.peek() == closing {
		d.fail("Expected a value after the comma.")
	}
	return d.fault == nil
}

// Members yields the names of a structure's members; the loop's body must consume the value of each. A null
// structure has no members. The name is valid until the next step.
func (d *Decoder) Members(yield func(name []byte) bool) {
	if d.null() || !d.open('{', "a structure") {
		return
	}
	for first := true; d.more(first, '}'); first = false {
		name := d.key()
		if d.fault != nil || !yield(name) {
			return
		}
	}
}

func (d *Decoder) key() []byte {
	if d.peek() != '"' {
		d.fail("Expected a member name.")
		return nil
	}
	raw, escaped := d.quoted()
	if escaped {
		d.name = d.unescape(d.name[:0], raw)
		raw = d.name
	}
	if d.peek() != ':' {
		d.fail("Expected a colon after the member name.")
		return nil
	}
	d.pos++
	return raw
}

// quoted consumes a string and returns the bytes between its quotes.
func (d *Decoder) quoted() (raw []byte, escaped bool) {
	start := d.pos + 1
	for i := start; i < len(d.data); i++ {
		switch c := d.data[i]; {
		case c == '"':
			d.pos = i + 1
			return d.data[start:i], escaped
		case c == '\\':
			escaped = true
			i++
		case c < 0x20:
			d.fail("Unexpected control character in a string.")
			return nil, false
		}
	}
	d.fail("Unexpected end of the document in a string.")
	return nil, false
}

func (d *Decoder) unescape(dst, raw []byte) []byte {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			dst = append(dst, raw[i])
			continue
		}
		i++ // quoted never ends inside an escape
		switch raw[i] {
		case '"', '\\', '/':
			dst = append(dst, raw[i])
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r, size := d.unicodeEscape(raw[i+1:])
			dst = utf8.AppendRune(dst, r)
			i += size
		default:
			d.fail("Unknown escape in a string.")
			return dst
		}
	}
	return dst
}

// unicodeEscape reads the digits after \u, and the second half of a surrogate pair. A lone half becomes U+FFFD.
func (d *Decoder) unicodeEscape(raw []byte) (r rune, size int) {
	r, ok := hex4(raw)
	if !ok {
		d.fail("Malformed unicode escape in a string.")
		return utf8.RuneError, len(raw)
	}
	if !utf16.IsSurrogate(r) {
		return r, 4
	}
	if len(raw) >= 10 && raw[4] == '\\' && raw[5] == 'u' {
		if low, ok := hex4(raw[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 10
			}
		}
	}
	return utf8.RuneError, 4
}

func hex4(raw []byte) (rune, bool) {
	if len(raw) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range raw[:4] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case 'A' <= c && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

func (d *Decoder) text() (string, bool) {
	if d.null() {
		return "", false
	}
	if d.peek() != '"' {
		d.wrongType("a String")
		return "", false
	}
	raw, escaped := d.quoted()
	if d.fault != nil {
		return "", false
	}
	var s string
	if escaped {
		s = string(d.unescape(nil, raw))
	} else {
		s = string(raw)
	}
	if !utf8.ValidString(s) {
		d.fail("The document is not valid UTF-8.")
	}
	return s, d.fault == nil
}

// String reads a string, nil for null.
func (d *Decoder) String() *string {
	s, ok := d.text()
	if !ok {
		return nil
	}
	return &s
}

// Bool reads a boolean, nil for null.
func (d *Decoder) Bool() *bool {
	if d.null() {
		return nil
	}
	value := false
	switch d.peek() {
	case 't':
		value = true
		d.literal("true")
	case 'f':
		d.literal("false")
	default:
		d.wrongType("a Boolean")
	}
	if d.fault != nil {
		return nil
	}
	return &value
}

// number consumes a number as RFC 8259 writes it.
func (d *Decoder) number(want string) (text []byte, whole bool) {
	if c := d.peek(); c != '-' && (c < '0' || c > '9') {
		d.wrongType(want)
		return nil, false
	}
	start := d.pos
	if d.data[d.pos] == '-' {
		d.pos++
	}
	leading := d.pos
	digits := d.digits()
	whole = true
	if digits == 0 || digits > 1 && d.data[leading] == '0' {
		d.fail("Malformed number in the document.")
	}
	if d.pos < len(d.data) && d.data[d.pos] == '.' {
		whole = false
		d.pos++
		if d.digits() == 0 {
			d.fail("Malformed number in the document.")
		}
	}
	if d.pos < len(d.data) && (d.data[d.pos] == 'e' || d.data[d.pos] == 'E') {
		whole = false
		d.pos++
		if d.pos < len(d.data) && (d.data[d.pos] == '+' || d.data[d.pos] == '-') {
			d.pos++
		}
		if d.digits() == 0 {
			d.fail("Malformed number in the document.")
		}
	}
	return d.data[start:d.pos], whole
}

func (d *Decoder) digits() (n int) {
	for d.pos < len(d.data) && '0' <= d.data[d.pos] && d.data[d.pos] <= '9' {
		d.pos++
		n++
	}
	return n
}

func (d *Decoder) integer(bits int, want string) (int64, bool) {
	if d.null() {
		return 0, false
	}
	text, whole := d.number(want)
	if d.fault != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(string(text), 10, bits)
	if !whole || err != nil {
		d.fail("NUMBER_VALUE can not be converted to " + want)
		return 0, false
	}
	return n, true
}

// Int32 reads a whole number that fits 32 bits, nil for null.
func (d *Decoder) Int32() *int32 {
	n, ok := d.integer(32, "an Integer")
	if !ok {
		return nil
	}
	v := int32(n)
	return &v
}

// Int64 reads a whole number that fits 64 bits, nil for null.
func (d *Decoder) Int64() *int64 {
	n, ok := d.integer(64, "a Long")
	if !ok {
		return nil
	}
	return &n
}

// maxEpochSeconds is the end of the year 9999, the last that every client can print.
const maxEpochSeconds = 253402300799

// Time reads epoch seconds with an optional fraction, kept to the millisecond; nil for null.
func (d *Decoder) Time() *time.Time {
	if d.null() {
		return nil
	}
	text, _ := d.number("a Timestamp")
	if d.fault != nil {
		return nil
	}
	seconds, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.Abs(seconds) > maxEpochSeconds {
		d.fail("NUMBER_VALUE can not be converted to a Timestamp")
		return nil
	}
	t := time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
	return &t
}

// Bytes reads a blob: base64 with or without padding. Nil for null, empty but not nil for "".
func (d *Decoder) Bytes() []byte {
	s, ok := d.text()
	if !ok {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		b, err = base64.RawStdEncoding.DecodeString(s)
	}
	if err != nil {
		d.fail("The blob is not valid base64.")
		return nil
	}
	if b == nil {
		b = []byte{}
	}
	return b
}

// Document reads any JSON value as it stands, nil for null.
func (d *Decoder) Document() json.RawMessage {
	if d.null() {
		return nil
	}
	d.peek()
	start := d.pos
	d.Skip()
	if d.fault != nil {
		return nil
	}
	raw := json.RawMessage(d.data[start:d.pos])
	if !utf8.Valid(raw) {
		d.fail("The document is not valid UTF-8.")
		return nil
	}
	return append(json.RawMessage{}, raw...)
}

// Skip consumes one value of any type: members that the shape does not know are ignored.
func (d *Decoder) Skip() {
	switch c := d.peek(); c {
	case '{':
		for range d.Members {
			d.Skip()
		}
	case '[':
		for range d.Elements {
			d.Skip()
		}
	case '"':
		if raw, escaped := d.quoted(); escaped {
			d.name = d.unescape(d.name[:0], raw)
		}
	case 't':
		d.literal("true")
	case 'f':
		d.literal("false")
	case 'n':
		d.literal("null")
	default:
		d.number("a value")
	}
}

// Elements steps through a list; the loop's body must consume each element. A null list has none.
func (d *Decoder) Elements(yield func() bool) {
	if d.null() || !d.open('[', "a list") {
		return
	}
	for first := true; d.more(first, ']'); first = false {
		if !yield() {
			return
		}
	}
}

// DecodeStructure reads a structure with the decoder of its shape, nil for null.
func DecodeStructure[T any](d *Decoder, decode func(*Decoder, *T)) *T {
	if d.null() {
		return nil
	}
	v := new(T)
	decode(d, v)
	return v
}

// DecodeList reads a list, nil for null. Elements that are null are dropped.
func DecodeList[T any](d *Decoder, decode func(*Decoder, *T)) []T {
	if d.null() {
		return nil
	}
	list := []T{}
	for range d.Elements {
		if d.null() {
			continue
		}
		var v T
		decode(d, &v)
		list = append(list, v)
	}
	return list
}

// DecodeMap reads a map, nil for null. Entries whose value is null are dropped; of repeated keys the last one wins.
func DecodeMap[T any](d *Decoder, decode func(*Decoder, *T)) map[string]T {
	if d.null() {
		return nil
	}
	m := map[string]T{}
	for name := range d.Members {
		key := string(name)
		if !utf8.ValidString(key) {
			d.fail("The document is not valid UTF-8.")
		}
		if d.null() {
			continue
		}
		var v T
		decode(d, &v)
		m[key] = v
	}
	return m
}

// DecodeString reads a list or map element that is a string.
func DecodeString(d *Decoder, v *string) {
	if s, ok := d.text(); ok {
		*v = s
	}
}
