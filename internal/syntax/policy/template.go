package policy

import (
	"errors"
	"strings"
)

// PieceKind says what a Piece stands for.
type PieceKind uint8

// The kinds of pieces.
const (
	Text     PieceKind = iota // itself
	One                       // ?
	Run                       // *
	Variable                  // the value of a key of the request
)

// A Piece is a part of a Resource or condition value.
type Piece struct {
	Kind       PieceKind
	Text       string // of Text; of Variable, the key in lower case
	Default    string // of Variable, when HasDefault: used if the key is missing
	HasDefault bool
}

// Split cuts s into pieces. In V2012, ${key} and ${key, 'default'} are
// variables and ${*}, ${?}, ${$} are the plain characters; in V2008 all that is
// text. It fails on ${ that is not completed to one of these.
func Split(s string, v Version) ([]Piece, error) {
	var out []Piece
	text := func(t string) {
		if t == "" {
			return
		}
		if n := len(out); n > 0 && out[n-1].Kind == Text {
			out[n-1].Text += t
			return
		}
		out = append(out, Piece{Kind: Text, Text: t})
	}
	for s != "" {
		at := strings.IndexAny(s, "*?$")
		if at < 0 {
			text(s)
			break
		}
		text(s[:at])
		s = s[at:]
		switch {
		case s[0] == '*':
			out, s = append(out, Piece{Kind: Run}), s[1:]
		case s[0] == '?':
			out, s = append(out, Piece{Kind: One}), s[1:]
		case v == V2012 && strings.HasPrefix(s, "${"):
			p, rest, err := variable(s[2:])
			if err != nil {
				return nil, err
			}
			if p.Kind == Text {
				text(p.Text)
			} else {
				out = append(out, p)
			}
			s = rest
		default:
			text("$")
			s = s[1:]
		}
	}
	return out, nil
}

var errVariable = errors.New("policy: malformed policy variable")

// variable reads what follows "${" and returns the text behind its "}".
func variable(s string) (Piece, string, error) {
	end := strings.IndexAny(s, ",}")
	if end < 0 {
		return Piece{}, "", errVariable
	}
	key := s[:end]
	switch key {
	case "*", "?", "$":
		if s[end] != '}' {
			return Piece{}, "", errVariable
		}
		return Piece{Kind: Text, Text: key}, s[end+1:], nil
	}
	key = strings.ToLower(strings.Trim(key, " "))
	if key == "" || strings.ContainsAny(key, "${'*?") {
		return Piece{}, "", errVariable
	}
	p := Piece{Kind: Variable, Text: key}
	if s[end] == '}' {
		return p, s[end+1:], nil
	}
	rest, ok := strings.CutPrefix(strings.TrimLeft(s[end+1:], " "), "'")
	if !ok {
		return Piece{}, "", errVariable
	}
	def, rest, ok := strings.Cut(rest, "'")
	if !ok {
		return Piece{}, "", errVariable
	}
	if rest, ok = strings.CutPrefix(strings.TrimLeft(rest, " "), "}"); !ok {
		return Piece{}, "", errVariable
	}
	p.Default, p.HasDefault = def, true
	return p, rest, nil
}
