package awsproto

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// An Encoder appends one JSON document to a buffer. Members that are nil are left out; lists and maps that are empty
// but not nil are written.
type Encoder struct {
	buf []byte
}

// NewEncoder appends to buf, which may be nil.
func NewEncoder(buf []byte) *Encoder { return &Encoder{buf: buf} }

// Data returns the buffer with everything written.
func (e *Encoder) Data() []byte { return e.buf }

// Open starts a structure.
func (e *Encoder) Open() { e.buf = append(e.buf, '{') }

// Close ends a structure.
func (e *Encoder) Close() { e.buf = append(e.buf, '}') }

// Name starts a member; its value must follow. The name must need no escaping.
func (e *Encoder) Name(name string) {
	e.separate()
	e.buf = append(e.buf, '"')
	e.buf = append(e.buf, name...)
	e.buf = append(e.buf, '"', ':')
}

func (e *Encoder) separate() {
	if c := e.buf[len(e.buf)-1]; c != '{' && c != '[' {
		e.buf = append(e.buf, ',')
	}
}

// String writes a string member.
func (e *Encoder) String(name string, v *string) {
	if v != nil {
		e.Name(name)
		e.buf = appendQuoted(e.buf, *v)
	}
}

// Bool writes a boolean member.
func (e *Encoder) Bool(name string, v *bool) {
	if v != nil {
		e.Name(name)
		e.buf = strconv.AppendBool(e.buf, *v)
	}
}

// Int32 writes a number member.
func (e *Encoder) Int32(name string, v *int32) {
	if v != nil {
		e.Name(name)
		e.buf = strconv.AppendInt(e.buf, int64(*v), 10)
	}
}

// Int64 writes a number member.
func (e *Encoder) Int64(name string, v *int64) {
	if v != nil {
		e.Name(name)
		e.buf = strconv.AppendInt(e.buf, *v, 10)
	}
}

// Time writes a member as epoch seconds with milliseconds; whole seconds keep one zero, as the service writes them.
func (e *Encoder) Time(name string, v *time.Time) {
	if v != nil {
		e.Name(name)
		e.buf = appendEpoch(e.buf, *v)
	}
}

func appendEpoch(buf []byte, t time.Time) []byte {
	ms := t.UnixMilli()
	if ms < 0 {
		buf = append(buf, '-')
		ms = -ms
	}
	buf = strconv.AppendInt(buf, ms/1000, 10)
	fraction := [4]byte{'.', byte('0' + ms/100%10), byte('0' + ms/10%10), byte('0' + ms%10)}
	n := 4
	for n > 2 && fraction[n-1] == '0' {
		n--
	}
	return append(buf, fraction[:n]...)
}

// Bytes writes a blob member as base64.
func (e *Encoder) Bytes(name string, v []byte) {
	if v != nil {
		e.Name(name)
		e.buf = append(e.buf, '"')
		e.buf = base64.StdEncoding.AppendEncode(e.buf, v)
		e.buf = append(e.buf, '"')
	}
}

// Document writes a member that is JSON already; the caller vouches for its form.
func (e *Encoder) Document(name string, v json.RawMessage) {
	if v != nil {
		e.Name(name)
		e.buf = append(e.buf, v...)
	}
}

// EncodeStructure writes a structure member with the encoder of its shape.
func EncodeStructure[T any](e *Encoder, name string, v *T, encode func(*Encoder, *T)) {
	if v != nil {
		e.Name(name)
		encode(e, v)
	}
}

// EncodeList writes a list member with the encoder of its element.
func EncodeList[T any](e *Encoder, name string, list []T, encode func(*Encoder, *T)) {
	if list == nil {
		return
	}
	e.Name(name)
	e.buf = append(e.buf, '[')
	for i := range list {
		e.separate()
		encode(e, &list[i])
	}
	e.buf = append(e.buf, ']')
}

// EncodeMap writes a map member in the order of its keys, so that equal values give equal bytes.
func EncodeMap[T any](e *Encoder, name string, m map[string]T, encode func(*Encoder, *T)) {
	if m == nil {
		return
	}
	e.Name(name)
	e.Open()
	for _, key := range slices.Sorted(maps.Keys(m)) {
		e.separate()
		e.buf = appendQuoted(e.buf, key)
		e.buf = append(e.buf, ':')
		v := m[key]
		encode(e, &v)
	}
	e.Close()
}

// EncodeString writes a list or map element that is a string.
func EncodeString(e *Encoder, v *string) { e.buf = appendQuoted(e.buf, *v) }

const hexDigits = "0123456789abcdef"

// appendQuoted writes s as a JSON string. Bytes that are not UTF-8 become U+FFFD.
func appendQuoted(buf []byte, s string) []byte {
	buf = append(buf, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				buf = append(buf, s[start:i]...)
				buf = utf8.AppendRune(buf, utf8.RuneError)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= 0x20 && c != '"' && c != '\\' {
			i++
			continue
		}
		buf = append(buf, s[start:i]...)
		buf = appendEscape(buf, c)
		i++
		start = i
	}
	buf = append(buf, s[start:]...)
	return append(buf, '"')
}

func appendEscape(buf []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(buf, '\\', c)
	case '\n':
		return append(buf, '\\', 'n')
	case '\r':
		return append(buf, '\\', 'r')
	case '\t':
		return append(buf, '\\', 't')
	}
	return append(buf, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
