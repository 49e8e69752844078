package awsproto

import (
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// An XMLEncoder appends the XML of a Query answer. Members that are nil are left out.
type XMLEncoder struct {
	buf []byte
}

// NewXMLEncoder appends to buf, which may be nil.
func NewXMLEncoder(buf []byte) *XMLEncoder { return &XMLEncoder{buf: buf} }

// Data returns the buffer with everything written.
func (e *XMLEncoder) Data() []byte { return e.buf }

func (e *XMLEncoder) start(name string) {
	e.buf = append(append(append(e.buf, '<'), name...), '>')
}

func (e *XMLEncoder) end(name string) {
	e.buf = append(append(append(e.buf, '<', '/'), name...), '>')
}

func (e *XMLEncoder) element(name, text string) {
	e.start(name)
	e.buf = appendXMLText(e.buf, text)
	e.end(name)
}

// String writes a string member.
func (e *XMLEncoder) String(name string, v *string) {
	if v != nil {
		e.element(name, *v)
	}
}

// Bool writes a boolean member.
func (e *XMLEncoder) Bool(name string, v *bool) {
	if v != nil {
		e.element(name, strconv.FormatBool(*v))
	}
}

// Int32 writes a number member.
func (e *XMLEncoder) Int32(name string, v *int32) {
	if v != nil {
		e.element(name, strconv.FormatInt(int64(*v), 10))
	}
}

// Int64 writes a number member.
func (e *XMLEncoder) Int64(name string, v *int64) {
	if v != nil {
		e.element(name, strconv.FormatInt(*v, 10))
	}
}

// Time writes a member as ISO 8601 in UTC with whole seconds.
func (e *XMLEncoder) Time(name string, v *time.Time) {
	if v != nil {
		e.element(name, v.UTC().Format("2006-01-02T15:04:05Z"))
	}
}

// Bytes writes a blob member as base64.
func (e *XMLEncoder) Bytes(name string, v []byte) {
	if v != nil {
		e.element(name, base64.StdEncoding.EncodeToString(v))
	}
}

// XMLStructure writes a structure member with the encoder of its shape.
func XMLStructure[T any](e *XMLEncoder, name string, v *T, encode func(*XMLEncoder, *T)) {
	if v != nil {
		e.start(name)
		encode(e, v)
		e.end(name)
	}
}

// XMLList writes a list member with the encoder of its element.
func XMLList[T any](e *XMLEncoder, name string, list []T, encode func(*XMLEncoder, *T)) {
	if list == nil {
		return
	}
	e.start(name)
	for i := range list {
		e.start("member")
		encode(e, &list[i])
		e.end("member")
	}
	e.end(name)
}

// XMLMap writes a map member in the order of its keys.
func XMLMap[T any](e *XMLEncoder, name string, m map[string]T, encode func(*XMLEncoder, *T)) {
	if m == nil {
		return
	}
	e.start(name)
	for _, key := range slices.Sorted(maps.Keys(m)) {
		v := m[key]
		e.start("entry")
		e.element("key", key)
		e.start("value")
		encode(e, &v)
		e.end("value")
		e.end("entry")
	}
	e.end(name)
}

// XMLString writes a list or map element that is a string.
func XMLString(e *XMLEncoder, v *string) { e.buf = appendXMLText(e.buf, *v) }

// xmlResponse writes the envelope of a successful answer around what result writes.
func xmlResponse(buf []byte, namespace, name, requestID string, result func(*XMLEncoder)) []byte {
	e := NewXMLEncoder(buf)
	e.buf = append(e.buf, '<')
	e.buf = append(e.buf, name...)
	e.buf = append(e.buf, `Response xmlns="`...)
	e.buf = appendXMLText(e.buf, namespace)
	e.buf = append(e.buf, '"', '>')
	result(e)
	e.start("ResponseMetadata")
	e.element("RequestId", requestID)
	e.end("ResponseMetadata")
	e.end(name + "Response")
	return e.buf
}

// appendXMLText writes s as character data that is also safe in an attribute. What XML 1.0 cannot carry becomes U+FFFD.
func appendXMLText(buf []byte, s string) []byte {
	for _, r := range s { // bytes that are not UTF-8 arrive as U+FFFD
		switch {
		case r == '&':
			buf = append(buf, "&amp;"...)
		case r == '<':
			buf = append(buf, "&lt;"...)
		case r == '>':
			buf = append(buf, "&gt;"...)
		case r == '"':
			buf = append(buf, "&quot;"...)
		case r == '\r':
			buf = append(buf, "&#xD;"...) // parsers turn a bare one into a line feed
		case r < 0x20 && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
			buf = utf8.AppendRune(buf, utf8.RuneError)
		default:
			buf = utf8.AppendRune(buf, r)
		}
	}
	return buf
}
