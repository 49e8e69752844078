package main

import (
	"fmt"
	"slices"

	"github.com/cognate-id/cognate/internal/awsproto"
)

// A description is one service: what an .api file says, or, with amendments, what an overlay changes.
type description struct {
	service    service
	operations []*operation
	errors     []*fault
	shapes     []*shape
	amendments *description // nil unless the file has amend blocks
}

type service struct {
	name, protocol, version  string
	target, namespace        string // JSON; Query
	violation, internalFault string
}

type operation struct {
	name          string
	auth          string // signed, token or open
	input, output string // shape names; "" for none
	method, path  string // REST
	limit         int64  // largest body in bytes; 0 for the default
	errors        []string
}

type fault struct {
	name   string
	status int
	code   string // wire name where it differs
	fields []string
}

// A shape is a type of the model. Which fields matter depends on kind.
type shape struct {
	kind        string // structure, list, map, string, enum, integer, long, boolean, timestamp, blob, document
	name        string
	members     []*member
	element     string // list element, map value
	key         string // map key
	min, max    *int64 // length or range
	pattern     string
	values      []string // enum
	sensitive   bool
	lengthFirst bool
}

type member struct {
	name, shape string
	required    bool
	location    string // REST: uri, query or header; "" for the body
	wireName    string // REST: name at that location
}

func (d *description) operation(name string) *operation {
	for _, o := range d.operations {
		if o.name == name {
			return o
		}
	}
	return nil
}

func (d *description) shape(name string) *shape {
	for _, s := range d.shapes {
		if s.name == name {
			return s
		}
	}
	return nil
}

func (d *description) fault(name string) *fault {
	for _, f := range d.errors {
		if f.name == name {
			return f
		}
	}
	return nil
}

// validate checks that every name refers to something and that every constraint can be enforced.
func (d *description) validate() error {
	if d.amendments != nil {
		return fmt.Errorf("amend is for overlays")
	}
	for _, o := range d.operations {
		if o.input == "" {
			return fmt.Errorf("operation %s: input is missing", o.name)
		}
		for _, name := range []string{o.input, o.output} {
			if s := d.shape(name); name != "" && (s == nil || s.kind != "structure") {
				return fmt.Errorf("operation %s: %s is not a structure", o.name, name)
			}
		}
		for _, name := range o.errors {
			if d.fault(name) == nil {
				return fmt.Errorf("operation %s: error %s is not described", o.name, name)
			}
		}
	}
	for _, s := range d.shapes {
		if err := d.validateShape(s); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

func (d *description) validateShape(s *shape) error {
	references := []string{}
	for _, m := range s.members {
		references = append(references, m.shape)
	}
	if s.element != "" {
		references = append(references, s.element)
	}
	if s.key != "" {
		references = append(references, s.key)
	}
	for _, name := range references {
		if d.shape(name) == nil {
			return fmt.Errorf("shape %s is not described", name)
		}
	}
	if s.pattern != "" {
		return awsproto.Compiles(s.pattern)
	}
	return nil
}

// apply changes d by an overlay: plain blocks replace or add, amend blocks change what they name.
func (d *description) apply(overlay *description) error {
	for _, s := range overlay.shapes {
		if i := slices.IndexFunc(d.shapes, func(t *shape) bool { return t.name == s.name }); i >= 0 {
			d.shapes[i] = s
			continue
		}
		d.shapes = append(d.shapes, s)
	}
	if overlay.amendments == nil {
		return nil
	}
	d.service.amend(overlay.amendments.service)
	for _, change := range overlay.amendments.operations {
		o := d.operation(change.name)
		if o == nil {
			return fmt.Errorf("amend operation %s: no such operation", change.name)
		}
		o.amend(change)
	}
	for _, change := range overlay.amendments.shapes {
		s := d.shape(change.name)
		if s == nil || s.kind != "structure" {
			return fmt.Errorf("amend structure %s: no such structure", change.name)
		}
		s.amend(change)
	}
	return nil
}

func (s *service) amend(change service) {
	if change.violation != "" {
		s.violation = change.violation
	}
	if change.internalFault != "" {
		s.internalFault = change.internalFault
	}
}

func (o *operation) amend(change *operation) {
	if change.auth != "" {
		o.auth = change.auth
	}
	if change.limit != 0 {
		o.limit = change.limit
	}
	for _, name := range change.errors {
		if !slices.Contains(o.errors, name) {
			o.errors = append(o.errors, name)
		}
	}
}

func (s *shape) amend(change *shape) {
	for _, m := range change.members {
		if i := slices.IndexFunc(s.members, func(n *member) bool { return n.name == m.name }); i >= 0 {
			s.members[i] = m
			continue
		}
		s.members = append(s.members, m)
	}
}
