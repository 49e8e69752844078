package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

// shapes writes one struct per structure.
func (g *generator) shapes() error {
	for _, s := range g.d.Shapes {
		if s.Kind != "structure" || !g.inputs[s.Name] && !g.outputs[s.Name] {
			continue
		}
		g.line("// %s is %s.", exported(s.Name), g.role(s))
		g.line("type %s struct {", exported(s.Name))
		for _, m := range s.Members {
			g.line("%s %s", exported(m.Name), g.memberType(m))
		}
		g.line("}\n")
	}
	return nil
}

// role says in words what a structure is for.
func (g *generator) role(s *apidesc.Shape) string {
	var in, out []string
	for _, o := range g.d.Operations {
		if o.Input == s.Name {
			in = append(in, o.Name)
		}
		if o.Output == s.Name {
			out = append(out, o.Name)
		}
	}
	switch {
	case len(in) > 0 && len(out) > 0:
		return "the input of " + strings.Join(in, ", ") + " and the output of " + strings.Join(out, ", ")
	case len(in) > 0:
		return "the input of " + strings.Join(in, ", ")
	case len(out) > 0:
		return "the output of " + strings.Join(out, ", ")
	}
	return "a structure of the service's model"
}

// memberType is the Go type of a member: what can be absent without a value of its own is a pointer.
func (g *generator) memberType(m *apidesc.Member) string {
	switch g.shape[m.Shape].Kind {
	case "list", "map", "blob", "document":
		return g.valueType(m.Shape)
	}
	return "*" + g.valueType(m.Shape)
}

// valueType is the Go type of a value that is there.
func (g *generator) valueType(name string) string {
	s := g.shape[name]
	switch s.Kind {
	case "integer":
		return "int32"
	case "long":
		return "int64"
	case "boolean":
		return "bool"
	case "timestamp":
		return "time.Time"
	case "blob":
		return "[]byte"
	case "document":
		return "json.RawMessage"
	case "structure":
		return exported(name)
	case "list":
		return "[]" + g.valueType(s.Element)
	case "map":
		return "map[string]" + g.valueType(s.Element)
	}
	return "string"
}

// enums writes the constants of each enum.
func (g *generator) enums() error {
	taken := map[string]string{}
	for _, s := range g.d.Shapes {
		if s.Kind != "enum" || !g.inputs[s.Name] && !g.outputs[s.Name] {
			continue
		}
		g.line("// Values of %s.", s.Name)
		g.line("const (")
		for _, value := range s.Values {
			name := exported(s.Name) + constantName(value)
			if other, used := taken[name]; used {
				return fmt.Errorf("%s: %q and %q have the same constant name", s.Name, other, value)
			}
			taken[name] = value
			g.line("%s = %q", name, value)
		}
		g.line(")\n")
	}
	return nil
}

// exported makes a name of the model visible outside its package.
func exported(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// lowerCamel is how messages write member names.
func lowerCamel(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// constantName turns "USER_SRP_AUTH" into "UserSrpAuth"; parts in mixed case keep it.
func constantName(value string) string {
	var b strings.Builder
	for _, part := range strings.FieldsFunc(value, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		if part == strings.ToUpper(part) {
			part = strings.ToLower(part)
		}
		b.WriteString(exported(part))
	}
	return b.String()
}
