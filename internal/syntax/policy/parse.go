package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// Parse reads and checks a document that is to be used as kind. Every failure
// is an *Error.
func Parse(text string, kind Kind) (*Document, error) {
	if !allowedText(text) || !json.Valid([]byte(text)) {
		return nil, errSyntax()
	}
	r := reader{json.NewDecoder(bytes.NewReader([]byte(text)))}
	r.dec.UseNumber()
	doc, err := r.document()
	if err != nil {
		return nil, errSyntax()
	}
	if err := check(doc, kind); err != nil {
		return nil, err
	}
	return doc, nil
}

// allowedText checks the length and IAM's character set for documents.
func allowedText(text string) bool {
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > MaxText {
		return false
	}
	for _, r := range text {
		if r != '\t' && r != '\n' && r != '\r' && (r < ' ' || r > 'ÿ') {
			return false
		}
	}
	return true
}

// errShape is any deviation from the grammar; they all become one message.
var errShape = errors.New("policy: not the shape of a policy")

// A reader turns JSON tokens into a Document. It exists because the language
// forbids what encoding/json lets pass: repeated and unknown names, names in
// another case, null.
type reader struct {
	dec *json.Decoder
}

func (r reader) document() (*Document, error) {
	doc := &Document{Version: V2008}
	err := r.object(func(name string) (err error) {
		switch name {
		case "Version":
			var v string
			v, err = r.text()
			if doc.Version = Version(v); err == nil && doc.Version != V2008 && doc.Version != V2012 {
				err = errShape
			}
		case "Id":
			doc.ID, err = r.text()
		case "Statement":
			doc.Statements, err = r.statements()
		default:
			err = errShape
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); err != io.EOF || len(doc.Statements) == 0 {
		return nil, errShape
	}
	return doc, nil
}

func (r reader) statements() ([]Statement, error) {
	var all []Statement
	err := r.oneOrMany(func(t json.Token) error {
		if t != json.Delim('{') {
			return errShape
		}
		st, err := r.statement()
		all = append(all, st)
		return err
	})
	return all, err
}

// statement reads a statement whose opening brace is consumed.
func (r reader) statement() (Statement, error) {
	var st Statement
	err := r.members(func(name string) (err error) {
		switch name {
		case "Sid":
			st.SID, err = r.text()
		case "Effect":
			var e string
			e, err = r.text()
			st.Effect = Effect(e)
		case "Principal":
			st.Principal, err = r.principal()
		case "NotPrincipal":
			st.NotPrincipal, err = r.principal()
		case "Action":
			st.Action, err = r.texts()
		case "NotAction":
			st.NotAction, err = r.texts()
		case "Resource":
			st.Resource, err = r.texts()
		case "NotResource":
			st.NotResource, err = r.texts()
		case "Condition":
			st.Condition, err = r.conditions()
		default:
			err = errShape
		}
		return err
	})
	switch {
	case err != nil:
		return st, err
	case st.Effect != Allow && st.Effect != Deny,
		st.Principal != nil && st.NotPrincipal != nil,
		st.Action != nil && st.NotAction != nil,
		st.Resource != nil && st.NotResource != nil:
		return st, errShape
	}
	return st, nil
}

func (r reader) principal() (*Principal, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	if t == "*" {
		return &Principal{Everyone: true}, nil
	}
	if t != json.Delim('{') {
		return nil, errShape
	}
	var p Principal
	named := 0
	err = r.members(func(name string) (err error) {
		var list *[]string
		switch name {
		case "AWS":
			list = &p.AWS
		case "Federated":
			list = &p.Federated
		case "Service":
			list = &p.Service
		case "CanonicalUser":
			list = &p.CanonicalUser
		default:
			return errShape
		}
		*list, err = r.texts()
		named += len(*list)
		return err
	})
	if err == nil && named == 0 {
		err = errShape
	}
	return &p, err
}

func (r reader) conditions() ([]Condition, error) {
	var all []Condition
	seen := map[Operator]bool{}
	err := r.object(func(name string) error {
		op, err := ParseOperator(name)
		if err != nil || seen[op] {
			return errShape
		}
		seen[op] = true
		return r.object(func(key string) error {
			values, err := r.scalars()
			all = append(all, Condition{op, key, values})
			return err
		})
	})
	return all, err
}

// object reads an object and hands each name to member, which reads the value.
func (r reader) object(member func(name string) error) error {
	t, err := r.dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errShape
	}
	return r.members(member)
}

// members is object after the opening brace.
func (r reader) members(member func(name string) error) error {
	seen := map[string]bool{}
	for r.dec.More() {
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		name, ok := t.(string)
		if !ok || seen[name] {
			return errShape
		}
		seen[name] = true
		if err := member(name); err != nil {
			return err
		}
	}
	_, err := r.dec.Token()
	return err
}

// oneOrMany reads a value or an array of values and hands the first token of
// each to value.
func (r reader) oneOrMany(value func(json.Token) error) error {
	t, err := r.dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('[') {
		return value(t)
	}
	for r.dec.More() {
		if t, err = r.dec.Token(); err != nil {
			return err
		}
		if err := value(t); err != nil {
			return err
		}
	}
	_, err = r.dec.Token()
	return err
}

func (r reader) text() (string, error) {
	t, err := r.dec.Token()
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", errShape
	}
	return s, nil
}

// texts reads a string or an array of strings. The result is never nil.
func (r reader) texts() ([]string, error) {
	all := []string{}
	err := r.oneOrMany(func(t json.Token) error {
		s, ok := t.(string)
		if !ok {
			return errShape
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

// scalars is texts that also takes numbers and booleans, as their JSON text.
func (r reader) scalars() ([]string, error) {
	all := []string{}
	err := r.oneOrMany(func(t json.Token) error {
		switch v := t.(type) {
		case string:
			all = append(all, v)
		case json.Number:
			all = append(all, v.String())
		case bool:
			if v {
				all = append(all, "true")
			} else {
				all = append(all, "false")
			}
		default:
			return errShape
		}
		return nil
	})
	return all, err
}
