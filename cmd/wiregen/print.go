package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// print writes a description in its canonical form: the service, each operation followed by the structures that only it
// uses, then the errors and the remaining shapes by name.
func print(w io.Writer, d *description) error {
	out := &printer{Writer: bufio.NewWriter(w), description: d, done: map[string]bool{}}
	out.service()
	owners := d.owners()
	for _, o := range d.operations {
		out.operation(o)
		for _, name := range []string{o.input, o.output} {
			if name != "" && owners[name] == 1 {
				out.shape(d.shape(name))
			}
		}
	}
	out.WriteString("\n")
	for _, f := range d.errors {
		out.fault(f)
	}
	out.WriteString("\n")
	out.afterStructure = false
	slices.SortFunc(d.shapes, func(a, b *shape) int { return strings.Compare(a.name, b.name) })
	for _, s := range d.shapes {
		out.shape(s)
	}
	return out.Flush()
}

// owners counts how many operations use a structure as input or output; a structure used as a member has no owner.
func (d *description) owners() map[string]int {
	count := map[string]int{}
	for _, o := range d.operations {
		count[o.input]++
		count[o.output]++
	}
	for _, s := range d.shapes {
		for _, m := range s.members {
			count[m.shape] += 2
		}
	}
	return count
}

type printer struct {
	*bufio.Writer
	description    *description
	done           map[string]bool
	afterStructure bool // structures stand between blank lines
}

func (p *printer) service() {
	s := p.description.service
	fmt.Fprintf(p, "service %s\n", s.name)
	for _, line := range [][2]string{
		{"protocol", s.protocol}, {"version", s.version}, {"target", s.target}, {"namespace", s.namespace},
		{"violation", s.violation}, {"internal", s.internalFault},
	} {
		if line[1] != "" {
			fmt.Fprintf(p, "  %s %s\n", line[0], line[1])
		}
	}
}

func (p *printer) operation(o *operation) {
	p.afterStructure = false
	fmt.Fprintf(p, "\noperation %s %s\n", o.name, o.auth)
	if o.method != "" {
		fmt.Fprintf(p, "  http %s %s\n", o.method, o.path)
	}
	if o.input != "" {
		fmt.Fprintf(p, "  input %s\n", o.input)
	}
	if o.output != "" {
		fmt.Fprintf(p, "  output %s\n", o.output)
	}
	if o.limit != 0 {
		fmt.Fprintf(p, "  limit %d\n", o.limit)
	}
	p.wrapped("  errors", o.errors)
}

// wrapped writes values after a prefix, on as many lines as it takes.
func (p *printer) wrapped(prefix string, values []string) {
	const width = 118
	line := ""
	for _, v := range values {
		if line != "" && len(line)+1+len(v) > width {
			p.WriteString(line + "\n")
			line = ""
		}
		if line == "" {
			line = prefix
		}
		line += " " + v
	}
	if line != "" {
		p.WriteString(line + "\n")
	}
}

func (p *printer) fault(f *fault) {
	fmt.Fprintf(p, "error %s %d", f.name, f.status)
	if f.code != "" {
		fmt.Fprintf(p, " code %s", f.code)
	}
	if len(f.fields) > 0 {
		fmt.Fprintf(p, " fields %s", strings.Join(f.fields, " "))
	}
	p.WriteString("\n")
}

func (p *printer) shape(s *shape) {
	if p.done[s.name] {
		return
	}
	p.done[s.name] = true
	if s.kind == "structure" || p.afterStructure {
		p.WriteString("\n")
	}
	p.afterStructure = s.kind == "structure"
	fmt.Fprintf(p, "%s %s", s.kind, s.name)
	switch s.kind {
	case "list":
		fmt.Fprintf(p, " of %s", s.element)
	case "map":
		fmt.Fprintf(p, " from %s to %s", s.key, s.element)
	}
	p.constraints(s)
	p.WriteString("\n")
	p.wrapped(" ", s.values)
	for _, m := range s.members {
		p.member(m)
	}
}

func (p *printer) constraints(s *shape) {
	if s.min != nil || s.max != nil {
		word := "length"
		if s.kind == "integer" || s.kind == "long" {
			word = "range"
		}
		fmt.Fprintf(p, " %s %s..%s", word, bound(s.min), bound(s.max))
	}
	if s.sensitive {
		p.WriteString(" sensitive")
	}
	if s.lengthFirst {
		p.WriteString(" length-first")
	}
	if s.pattern != "" {
		p.WriteString(" pattern " + s.pattern)
	}
}

func bound(n *int64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

func (p *printer) member(m *member) {
	fmt.Fprintf(p, "  %s %s", m.name, m.shape)
	if m.required {
		p.WriteString(" required")
	}
	if m.location != "" {
		fmt.Fprintf(p, " %s %s", m.location, m.wireName)
	}
	p.WriteString("\n")
}
