package apidesc

import (
	"fmt"
	"slices"
)

// A Description is one service: what an .api file says, or, with amendments, what an overlay changes.
type Description struct {
	Service    Service
	Operations []*Operation
	Errors     []*Fault
	Shapes     []*Shape
	Amendments *Description // nil unless the file has amend blocks
}

// A Service is how the service is called on the wire.
type Service struct {
	Name, Protocol, Version  string
	Target, Namespace        string // JSON; Query
	Violation, InternalFault string
}

// An Operation takes one structure and answers with another.
type Operation struct {
	Name          string
	Auth          string // signed, token or open
	Input, Output string // shape names; "" for none
	Method, Path  string // REST
	Limit         int64  // largest body in bytes; 0 for the default
	Errors        []string
}

// A Fault is an error that operations may declare.
type Fault struct {
	Name   string
	Status int
	Code   string // wire name where it differs
	Fields []string
}

// A Shape is a type of the model. Which fields matter depends on kind.
type Shape struct {
	Kind        string // structure, list, map, string, enum, integer, long, boolean, timestamp, blob, document
	Name        string
	Members     []*Member
	Element     string // list element, map value
	Key         string // map key
	Min, Max    *int64 // length or range
	Pattern     string
	Values      []string // enum
	Sensitive   bool
	LengthFirst bool
}

// WireCode is the name that clients see.
func (f *Fault) WireCode() string {
	if f.Code != "" {
		return f.Code
	}
	return f.Name
}

// A Member is one field of a structure.
type Member struct {
	Name, Shape string
	Required    bool
	Location    string // REST: uri, query or header; "" for the body
	WireName    string // REST: name at that location
}

func (d *Description) operation(name string) *Operation {
	for _, o := range d.Operations {
		if o.Name == name {
			return o
		}
	}
	return nil
}

// Shape returns the shape of that name, nil for none.
func (d *Description) Shape(name string) *Shape {
	for _, s := range d.Shapes {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Fault returns the error of that name, nil for none.
func (d *Description) Fault(name string) *Fault {
	for _, f := range d.Errors {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Validate checks that every name refers to something and that every constraint can be enforced: compiles says why a
// pattern cannot be matched.
func (d *Description) Validate(compiles func(pattern string) error) error {
	if d.Amendments != nil {
		return fmt.Errorf("amend is for overlays")
	}
	for _, o := range d.Operations {
		if o.Input == "" {
			return fmt.Errorf("operation %s: input is missing", o.Name)
		}
		for _, name := range []string{o.Input, o.Output} {
			if s := d.Shape(name); name != "" && (s == nil || s.Kind != "structure") {
				return fmt.Errorf("operation %s: %s is not a structure", o.Name, name)
			}
		}
		for _, name := range o.Errors {
			if d.Fault(name) == nil {
				return fmt.Errorf("operation %s: error %s is not described", o.Name, name)
			}
		}
	}
	for _, s := range d.Shapes {
		if err := d.validateShape(s, compiles); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return nil
}

func (d *Description) validateShape(s *Shape, compiles func(string) error) error {
	references := []string{}
	for _, m := range s.Members {
		references = append(references, m.Shape)
	}
	if s.Element != "" {
		references = append(references, s.Element)
	}
	if s.Key != "" {
		references = append(references, s.Key)
	}
	for _, name := range references {
		if d.Shape(name) == nil {
			return fmt.Errorf("shape %s is not described", name)
		}
	}
	if s.Pattern != "" {
		return compiles(s.Pattern)
	}
	return nil
}

// Apply changes d by an overlay: plain blocks replace or add, amend blocks change what they name.
func (d *Description) Apply(overlay *Description) error {
	for _, s := range overlay.Shapes {
		if i := slices.IndexFunc(d.Shapes, func(t *Shape) bool { return t.Name == s.Name }); i >= 0 {
			d.Shapes[i] = s
			continue
		}
		d.Shapes = append(d.Shapes, s)
	}
	if overlay.Amendments == nil {
		return nil
	}
	d.Service.amend(overlay.Amendments.Service)
	for _, change := range overlay.Amendments.Operations {
		o := d.operation(change.Name)
		if o == nil {
			return fmt.Errorf("amend operation %s: no such operation", change.Name)
		}
		o.amend(change)
	}
	for _, change := range overlay.Amendments.Shapes {
		s := d.Shape(change.Name)
		if s == nil || s.Kind != "structure" {
			return fmt.Errorf("amend structure %s: no such structure", change.Name)
		}
		s.amend(change)
	}
	return nil
}

func (s *Service) amend(change Service) {
	if change.Violation != "" {
		s.Violation = change.Violation
	}
	if change.InternalFault != "" {
		s.InternalFault = change.InternalFault
	}
}

func (o *Operation) amend(change *Operation) {
	if change.Auth != "" {
		o.Auth = change.Auth
	}
	if change.Limit != 0 {
		o.Limit = change.Limit
	}
	for _, name := range change.Errors {
		if !slices.Contains(o.Errors, name) {
			o.Errors = append(o.Errors, name)
		}
	}
}

func (s *Shape) amend(change *Shape) {
	for _, m := range change.Members {
		if i := slices.IndexFunc(s.Members, func(n *Member) bool { return n.Name == m.Name }); i >= 0 {
			s.Members[i] = m
			continue
		}
		s.Members = append(s.Members, m)
	}
}
