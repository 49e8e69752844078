package main

import (
	"fmt"
	"strconv"
	"strings"
)

// parse reads the text of a description. Lines that start in the first column begin a block, indented ones continue
// it; # starts a comment line.
func parse(text string) (*description, error) {
	p := &parser{root: &description{}}
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed[0] == '#' {
			continue
		}
		var err error
		if line[0] == ' ' || line[0] == '\t' {
			err = p.continuation(trimmed)
		} else {
			err = p.block(trimmed)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return p.root, nil
}

type parser struct {
	root *description
	line func(string) error // takes the lines of the block being read
}

func (p *parser) continuation(line string) error {
	if p.line == nil {
		return fmt.Errorf("this block has no lines of its own")
	}
	return p.line(line)
}

func (p *parser) block(line string) error {
	into := p.root
	if rest, amends := strings.CutPrefix(line, "amend "); amends {
		if p.root.amendments == nil {
			p.root.amendments = &description{}
		}
		into, line = p.root.amendments, rest
	}
	p.line = nil
	kind, rest, _ := strings.Cut(line, " ")
	switch kind {
	case "service":
		into.service.name = rest
		p.line = into.service.line
	case "operation":
		o := &operation{}
		into.operations = append(into.operations, o)
		p.line = o.line
		return o.head(strings.Fields(rest))
	case "error":
		f := &fault{}
		into.errors = append(into.errors, f)
		return f.head(strings.Fields(rest))
	default:
		s := &shape{kind: kind}
		into.shapes = append(into.shapes, s)
		p.line = s.lines()
		return s.head(rest)
	}
	return nil
}

func (s *service) line(line string) error {
	name, value, _ := strings.Cut(line, " ")
	fields := map[string]*string{
		"protocol": &s.protocol, "version": &s.version, "target": &s.target, "namespace": &s.namespace,
		"violation": &s.violation, "internal": &s.internalFault,
	}
	field := fields[name]
	if field == nil {
		return fmt.Errorf("service has no %q", name)
	}
	*field = value
	return nil
}

func (o *operation) head(parts []string) error {
	if len(parts) < 1 || len(parts) > 2 {
		return fmt.Errorf("want: operation NAME AUTH")
	}
	o.name = parts[0]
	if len(parts) == 2 {
		o.auth = parts[1]
	}
	if o.auth != "" && o.auth != "signed" && o.auth != "token" && o.auth != "open" {
		return fmt.Errorf("auth is signed, token or open, not %q", o.auth)
	}
	return nil
}

func (o *operation) line(line string) (err error) {
	parts := strings.Fields(line)
	switch {
	case parts[0] == "input" && len(parts) == 2:
		o.input = parts[1]
	case parts[0] == "output" && len(parts) == 2:
		o.output = parts[1]
	case parts[0] == "http" && len(parts) == 3:
		o.method, o.path = parts[1], parts[2]
	case parts[0] == "limit" && len(parts) == 2:
		o.limit, err = strconv.ParseInt(parts[1], 10, 64)
	case parts[0] == "errors":
		o.errors = append(o.errors, parts[1:]...)
	default:
		return fmt.Errorf("operation does not take %q", line)
	}
	return err
}

func (f *fault) head(parts []string) (err error) {
	if len(parts) < 2 {
		return fmt.Errorf("want: error NAME STATUS [code CODE] [fields NAME...]")
	}
	f.name = parts[0]
	if f.status, err = strconv.Atoi(parts[1]); err != nil {
		return err
	}
	rest := parts[2:]
	if len(rest) >= 2 && rest[0] == "code" {
		f.code, rest = rest[1], rest[2:]
	}
	if len(rest) >= 2 && rest[0] == "fields" {
		f.fields, rest = rest[1:], nil
	}
	if len(rest) != 0 {
		return fmt.Errorf("error does not take %q", rest)
	}
	return nil
}

// scalarKinds may be members and elements without a name of their own in Go.
var scalarKinds = map[string]bool{
	"string": true, "enum": true, "integer": true, "long": true, "boolean": true, "timestamp": true, "blob": true,
	"document": true,
}

func (s *shape) head(rest string) error {
	if !scalarKinds[s.kind] && s.kind != "structure" && s.kind != "list" && s.kind != "map" {
		return fmt.Errorf("unknown block %q", s.kind)
	}
	// A pattern may contain anything, so it comes last and takes the rest of the line.
	rest, s.pattern, _ = strings.Cut(rest, " pattern ")
	parts := strings.Fields(rest)
	if len(parts) == 0 {
		return fmt.Errorf("%s needs a name", s.kind)
	}
	s.name, parts = parts[0], parts[1:]
	for len(parts) > 0 {
		n, err := s.attribute(parts)
		if err != nil {
			return err
		}
		parts = parts[n:]
	}
	if s.kind == "list" && s.element == "" || s.kind == "map" && (s.element == "" || s.key == "") {
		return fmt.Errorf("%s %s needs its element types", s.kind, s.name)
	}
	return nil
}

// attribute reads the first attribute of parts and returns how many words it took.
func (s *shape) attribute(parts []string) (int, error) {
	switch {
	case parts[0] == "sensitive":
		s.sensitive = true
		return 1, nil
	case parts[0] == "length-first" && s.kind == "string":
		s.lengthFirst = true
		return 1, nil
	case len(parts) < 2:
	case parts[0] == "of" && s.kind == "list", parts[0] == "to" && s.kind == "map":
		s.element = parts[1]
		return 2, nil
	case parts[0] == "from" && s.kind == "map":
		s.key = parts[1]
		return 2, nil
	case parts[0] == "length", parts[0] == "range":
		return 2, s.limits(parts[1])
	}
	return 0, fmt.Errorf("%s does not take %q", s.kind, parts[0])
}

func (s *shape) limits(text string) error {
	low, high, found := strings.Cut(text, "..")
	if !found {
		return fmt.Errorf("limits are written LOW..HIGH, not %q", text)
	}
	for _, bound := range []struct {
		text string
		into **int64
	}{{low, &s.min}, {high, &s.max}} {
		if bound.text == "" {
			continue
		}
		n, err := strconv.ParseInt(bound.text, 10, 64)
		if err != nil {
			return err
		}
		*bound.into = &n
	}
	return nil
}

// lines returns what reads the indented lines of s, nil when it has none.
func (s *shape) lines() func(string) error {
	switch s.kind {
	case "structure":
		return s.memberLine
	case "enum":
		return func(line string) error {
			s.values = append(s.values, strings.Fields(line)...)
			return nil
		}
	}
	return nil
}

func (s *shape) memberLine(line string) error {
	parts := strings.Fields(line)
	if len(parts) < 2 {
		return fmt.Errorf("want: NAME SHAPE [required] [uri|query|header NAME]")
	}
	m := &member{name: parts[0], shape: parts[1]}
	s.members = append(s.members, m)
	parts = parts[2:]
	if len(parts) > 0 && parts[0] == "required" {
		m.required, parts = true, parts[1:]
	}
	if len(parts) == 2 && (parts[0] == "uri" || parts[0] == "query" || parts[0] == "header") {
		m.location, m.wireName, parts = parts[0], parts[1], nil
	}
	if len(parts) != 0 {
		return fmt.Errorf("member does not take %q", parts)
	}
	return nil
}
