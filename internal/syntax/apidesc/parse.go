package apidesc

import (
	"fmt"
	"strconv"
	"strings"
)

// Parse reads the text of a description. Lines that start in the first column begin a block, indented ones continue
// it; # starts a comment line.
func Parse(text string) (*Description, error) {
	p := &parser{root: &Description{}}
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
	root *Description
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
		if p.root.Amendments == nil {
			p.root.Amendments = &Description{}
		}
		into, line = p.root.Amendments, rest
	}
	p.line = nil
	kind, rest, _ := strings.Cut(line, " ")
	switch kind {
	case "service":
		into.Service.Name = rest
		p.line = into.Service.line
	case "operation":
		o := &Operation{}
		into.Operations = append(into.Operations, o)
		p.line = o.line
		return o.head(strings.Fields(rest))
	case "error":
		f := &Fault{}
		into.Errors = append(into.Errors, f)
		return f.head(strings.Fields(rest))
	default:
		s := &Shape{Kind: kind}
		into.Shapes = append(into.Shapes, s)
		p.line = s.lines()
		return s.head(rest)
	}
	return nil
}

func (s *Service) line(line string) error {
	name, value, _ := strings.Cut(line, " ")
	fields := map[string]*string{
		"protocol": &s.Protocol, "version": &s.Version, "target": &s.Target, "namespace": &s.Namespace,
		"violation": &s.Violation, "internal": &s.InternalFault,
	}
	field := fields[name]
	if field == nil {
		return fmt.Errorf("service has no %q", name)
	}
	*field = value
	return nil
}

func (o *Operation) head(parts []string) error {
	if len(parts) < 1 || len(parts) > 2 {
		return fmt.Errorf("want: operation NAME AUTH")
	}
	o.Name = parts[0]
	if len(parts) == 2 {
		o.Auth = parts[1]
	}
	if o.Auth != "" && o.Auth != "signed" && o.Auth != "token" && o.Auth != "open" {
		return fmt.Errorf("auth is signed, token or open, not %q", o.Auth)
	}
	return nil
}

func (o *Operation) line(line string) (err error) {
	parts := strings.Fields(line)
	switch {
	case parts[0] == "input" && len(parts) == 2:
		o.Input = parts[1]
	case parts[0] == "output" && len(parts) == 2:
		o.Output = parts[1]
	case parts[0] == "http" && len(parts) == 3:
		o.Method, o.Path = parts[1], parts[2]
	case parts[0] == "limit" && len(parts) == 2:
		o.Limit, err = strconv.ParseInt(parts[1], 10, 64)
	case parts[0] == "errors":
		o.Errors = append(o.Errors, parts[1:]...)
	default:
		return fmt.Errorf("operation does not take %q", line)
	}
	return err
}

func (f *Fault) head(parts []string) (err error) {
	if len(parts) < 2 {
		return fmt.Errorf("want: error NAME STATUS [code CODE] [fields NAME...]")
	}
	f.Name = parts[0]
	if f.Status, err = strconv.Atoi(parts[1]); err != nil {
		return err
	}
	rest := parts[2:]
	if len(rest) >= 2 && rest[0] == "code" {
		f.Code, rest = rest[1], rest[2:]
	}
	if len(rest) >= 2 && rest[0] == "fields" {
		f.Fields, rest = rest[1:], nil
	}
	if len(rest) != 0 {
		return fmt.Errorf("error does not take %q", rest)
	}
	return nil
}

// IsKind reports whether a block of that kind describes a shape.
func IsKind(kind string) bool {
	switch kind {
	case "structure", "list", "map", "string", "enum", "integer", "long", "boolean", "timestamp", "blob", "document":
		return true
	}
	return false
}

func (s *Shape) head(rest string) error {
	if !IsKind(s.Kind) {
		return fmt.Errorf("unknown block %q", s.Kind)
	}
	// A pattern may contain anything, so it comes last and takes the rest of the line.
	rest, s.Pattern, _ = strings.Cut(rest, " pattern ")
	parts := strings.Fields(rest)
	if len(parts) == 0 {
		return fmt.Errorf("%s needs a name", s.Kind)
	}
	s.Name, parts = parts[0], parts[1:]
	for len(parts) > 0 {
		n, err := s.attribute(parts)
		if err != nil {
			return err
		}
		parts = parts[n:]
	}
	if s.Kind == "list" && s.Element == "" || s.Kind == "map" && (s.Element == "" || s.Key == "") {
		return fmt.Errorf("%s %s needs its element types", s.Kind, s.Name)
	}
	return nil
}

// attribute reads the first attribute of parts and returns how many words it took.
func (s *Shape) attribute(parts []string) (int, error) {
	switch {
	case parts[0] == "sensitive":
		s.Sensitive = true
		return 1, nil
	case parts[0] == "length-first" && s.Kind == "string":
		s.LengthFirst = true
		return 1, nil
	case len(parts) < 2:
	case parts[0] == "of" && s.Kind == "list", parts[0] == "to" && s.Kind == "map":
		s.Element = parts[1]
		return 2, nil
	case parts[0] == "from" && s.Kind == "map":
		s.Key = parts[1]
		return 2, nil
	case parts[0] == "length", parts[0] == "range":
		return 2, s.limits(parts[1])
	}
	return 0, fmt.Errorf("%s does not take %q", s.Kind, parts[0])
}

func (s *Shape) limits(text string) error {
	low, high, found := strings.Cut(text, "..")
	if !found {
		return fmt.Errorf("limits are written LOW..HIGH, not %q", text)
	}
	for _, bound := range []struct {
		text string
		into **int64
	}{{low, &s.Min}, {high, &s.Max}} {
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
func (s *Shape) lines() func(string) error {
	switch s.Kind {
	case "structure":
		return s.memberLine
	case "enum":
		return func(line string) error {
			s.Values = append(s.Values, strings.Fields(line)...)
			return nil
		}
	}
	return nil
}

func (s *Shape) memberLine(line string) error {
	parts := strings.Fields(line)
	if len(parts) < 2 {
		return fmt.Errorf("want: NAME SHAPE [required] [uri|query|header NAME]")
	}
	m := &Member{Name: parts[0], Shape: parts[1]}
	s.Members = append(s.Members, m)
	parts = parts[2:]
	if len(parts) > 0 && parts[0] == "required" {
		m.Required, parts = true, parts[1:]
	}
	if len(parts) == 2 && (parts[0] == "uri" || parts[0] == "query" || parts[0] == "header") {
		m.Location, m.WireName, parts = parts[0], parts[1], nil
	}
	if len(parts) != 0 {
		return fmt.Errorf("member does not take %q", parts)
	}
	return nil
}
