package awsproto

import (
	"unicode/utf16"
	"unicode/utf8"
)

// This file is the grammar of RFC 8259 below Decoder's typed readers.

// maxDepth bounds nesting, so that a small body cannot exhaust the stack. The deepest described shape has 8 levels;
// branding documents have somewhat more.
const maxDepth = 64

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

func (d *Decoder) literal(word string) {
	if len(d.data)-d.pos < len(word) || string(d.data[d.pos:d.pos+len(word)]) != word {
		d.fail("Unexpected token in the document.")
		return
	}
	d.pos += len(word)
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
