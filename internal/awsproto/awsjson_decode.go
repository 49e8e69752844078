package awsproto

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

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

// null consumes a null, which counts as an absent value everywhere.
func (d *Decoder) null() bool {
	if d.peek() != 'n' {
		return false
	}
	d.literal("null")
	return true
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
