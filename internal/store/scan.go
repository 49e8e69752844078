package store

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"
)

// scanner reads the documents that this package writes, which are JSON without
// white space, five times faster than encoding/json does: every request that
// brings an access token and every line of a listing reads one. What it does
// not expect, be it correct JSON, it leaves to encoding/json by answering
// false; what it takes, it takes exactly as encoding/json would. Texts are parts
// of the document and not copies.
type scanner struct {
	text string
	at   int
}

// skip steps over c if it is next.
func (s *scanner) skip(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// done reports whether nothing is left.
func (s *scanner) done() bool { return s.at == len(s.text) }

// object calls member for each name; member reads the value.
func (s *scanner) object(member func(name string) bool) bool {
	if !s.skip('{') {
		return false
	}
	if s.skip('}') {
		return true
	}
	for {
		var name string
		if !s.string(&name) || !s.skip(':') || !member(name) {
			return false
		}
		if !s.skip(',') {
			return s.skip('}')
		}
	}
}

// list calls element at each element of a list, which reads it.
func (s *scanner) list(element func() bool) bool {
	if !s.skip('[') {
		return false
	}
	if s.skip(']') {
		return true
	}
	for element() {
		if !s.skip(',') {
			return s.skip(']')
		}
	}
	return false
}

// string reads a text without escapes.
func (s *scanner) string(to *string) bool {
	if !s.skip('"') {
		return false
	}
	start, ascii := s.at, true
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			*to = s.text[start:s.at]
			s.at++
			return ascii || utf8.ValidString(*to)
		case c == '\\' || c < ' ':
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return false
}

// bytes reads a text in base64.
func (s *scanner) bytes(to *[]byte) bool {
	var text string
	if !s.string(&text) {
		return false
	}
	b, err := base64.StdEncoding.DecodeString(text)
	*to = b
	return err == nil
}

// number reads an integer of at most 18 digits.
func (s *scanner) number(to *int64) bool {
	start := s.at
	for s.at < len(s.text) && (s.text[s.at] == '-' || s.text[s.at]-'0' <= 9) {
		s.at++
	}
	digits := s.text[start:s.at]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || len(digits) > 18 || digits[0] == '0' && len(digits) > 1 || digits[0] == '-' {
		return false
	}
	*to = n
	return true
}

// truth reads true; false is never written.
func (s *scanner) truth(to *bool) bool {
	const word = "true"
	if len(s.text)-s.at < len(word) || s.text[s.at:s.at+len(word)] != word {
		return false
	}
	s.at += len(word)
	*to = true
	return true
}

// texts reads a list of texts.
func (s *scanner) texts(to *[]string) bool {
	values := []string{}
	ok := s.list(func() bool {
		var v string
		if !s.string(&v) {
			return false
		}
		values = append(values, v)
		return true
	})
	*to = values
	return ok
}

// word reads a text of a named type.
func word[T ~string](s *scanner, to *T) bool {
	var v string
	ok := s.string(&v)
	*to = T(v)
	return ok
}
