package apidesc

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Print writes a description in its canonical form: the service, each operation followed by the structures that only it
// uses, then the errors and the remaining shapes by name.
func Print(w io.Writer, d *Description) error {
	out := &printer{Writer: bufio.NewWriter(w), description: d, done: map[string]bool{}}
	out.service()
	owners := d.owners()
	for _, o := range d.Operations {
		out.operation(o)
		for _, name := range []string{o.Input, o.Output} {
			if name != "" && owners[name] == 1 {
				out.shape(d.Shape(name))
			}
		}
	}
	out.WriteString("\n")
	for _, f := range d.Errors {
		out.fault(f)
	}
	out.WriteString("\n")
	out.afterStructure = false
	slices.SortFunc(d.Shapes, func(a, b *Shape) int { return strings.Compare(a.Name, b.Name) })
	for _, s := range d.Shapes {
		out.shape(s)
	}
	return out.Flush()
}

// owners counts how many operations use a structure as input or output; a structure used as a member has no owner.
func (d *Description) owners() map[string]int {
	count := map[string]int{}
	for _, o := range d.Operations {
		count[o.Input]++
		count[o.Output]++
	}
	for _, s := range d.Shapes {
		for _, m := range s.Members {
			count[m.Shape] += 2
		}
	}
	return count
}

type printer struct {
	*bufio.Writer
	description    *Description
	done           map[string]bool
	afterStructure bool // structures stand between blank lines
}

func (p *printer) service() {
	s := p.description.Service
	fmt.Fprintf(p, "service %s\n", s.Name)
	for _, line := range [][2]string{
		{"protocol", s.Protocol}, {"version", s.Version}, {"target", s.Target}, {"namespace", s.Namespace},
		{"violation", s.Violation}, {"internal", s.InternalFault},
	} {
		if line[1] != "" {
			fmt.Fprintf(p, "  %s %s\n", line[0], line[1])
		}
	}
}

func (p *printer) operation(o *Operation) {
	p.afterStructure = false
	fmt.Fprintf(p, "\noperation %s %s\n", o.Name, o.Auth)
	if o.Method != "" {
		fmt.Fprintf(p, "  http %s %s\n", o.Method, o.Path)
	}
	if o.Input != "" {
		fmt.Fprintf(p, "  input %s\n", o.Input)
	}
	if o.Output != "" {
		fmt.Fprintf(p, "  output %s\n", o.Output)
	}
	if o.Limit != 0 {
		fmt.Fprintf(p, "  limit %d\n", o.Limit)
	}
	p.wrapped("  errors", o.Errors)
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

func (p *printer) fault(f *Fault) {
	fmt.Fprintf(p, "error %s %d", f.Name, f.Status)
	if f.Code != "" {
		fmt.Fprintf(p, " code %s", f.Code)
	}
	if len(f.Fields) > 0 {
		fmt.Fprintf(p, " fields %s", strings.Join(f.Fields, " "))
	}
	p.WriteString("\n")
}

func (p *printer) shape(s *Shape) {
	if p.done[s.Name] {
		return
	}
	p.done[s.Name] = true
	if s.Kind == "structure" || p.afterStructure {
		p.WriteString("\n")
	}
	p.afterStructure = s.Kind == "structure"
	fmt.Fprintf(p, "%s %s", s.Kind, s.Name)
	switch s.Kind {
	case "list":
		fmt.Fprintf(p, " of %s", s.Element)
	case "map":
		fmt.Fprintf(p, " from %s to %s", s.Key, s.Element)
	}
	p.constraints(s)
	p.WriteString("\n")
	p.wrapped(" ", s.Values)
	for _, m := range s.Members {
		p.member(m)
	}
}

func (p *printer) constraints(s *Shape) {
	if s.Min != nil || s.Max != nil {
		word := "length"
		if s.Kind == "integer" || s.Kind == "long" {
			word = "range"
		}
		fmt.Fprintf(p, " %s %s..%s", word, bound(s.Min), bound(s.Max))
	}
	if s.Sensitive {
		p.WriteString(" sensitive")
	}
	if s.LengthFirst {
		p.WriteString(" length-first")
	}
	if s.Pattern != "" {
		p.WriteString(" pattern " + s.Pattern)
	}
}

func bound(n *int64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

func (p *printer) member(m *Member) {
	fmt.Fprintf(p, "  %s %s", m.Name, m.Shape)
	if m.Required {
		p.WriteString(" required")
	}
	if m.Location != "" {
		fmt.Fprintf(p, " %s %s", m.Location, m.WireName)
	}
	p.WriteString("\n")
}
