package main

import (
	"fmt"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

// rules writes one variable per constrained shape that an input can contain.
func (g *generator) rules() error {
	for _, s := range g.d.Shapes {
		if !g.inputs[s.Name] || !g.hasRule(s) {
			continue
		}
		g.line("var rule%s = %s", exported(s.Name), g.rule(s))
	}
	return nil
}

// hasRule reports whether s itself constrains its values; for collections, elements and keys count too.
func (g *generator) hasRule(s *apidesc.Shape) bool {
	own := s.Min != nil || s.Max != nil || s.Pattern != "" || len(s.Values) > 0
	switch s.Kind {
	case "list", "map":
		return own || g.stringRule(s.Element) || s.Key != "" && g.stringRule(s.Key)
	case "structure", "boolean", "timestamp", "document":
		return false
	}
	return own
}

// stringRule reports whether the named shape is a constrained string.
func (g *generator) stringRule(name string) bool {
	s := g.shape[name]
	return (s.Kind == "string" || s.Kind == "enum") && g.hasRule(s)
}

func (g *generator) rule(s *apidesc.Shape) string {
	switch s.Kind {
	case "integer", "long":
		return fmt.Sprintf("awsproto.NumberRule{%s}", strings.Join(numberBounds(s), ", "))
	case "blob":
		return g.sizeRule(s)
	case "list":
		parts := []string{"Size: " + g.sizeRule(s)}
		if g.stringRule(s.Element) {
			parts = append(parts, "Element: &rule"+exported(s.Element))
		}
		return "awsproto.ListRule{" + strings.Join(parts, ", ") + "}"
	case "map":
		parts := []string{"Size: " + g.sizeRule(s)}
		if g.stringRule(s.Key) {
			parts = append(parts, "Key: &rule"+exported(s.Key))
		}
		if g.stringRule(s.Element) {
			parts = append(parts, "Value: &rule"+exported(s.Element))
		}
		return "awsproto.MapRule{" + strings.Join(parts, ", ") + "}"
	}
	return stringRule(s)
}

func stringRule(s *apidesc.Shape) string {
	parts := sizeBounds(s)
	if s.Pattern != "" {
		parts = append(parts, fmt.Sprintf("Pattern: awsproto.NewPattern(%s)", quoteRaw(s.Pattern)))
	}
	if len(s.Values) > 0 {
		parts = append(parts, fmt.Sprintf("Enum: []string{%s}", quoted(s.Values)))
	}
	if s.Sensitive {
		parts = append(parts, "Sensitive: true")
	}
	if s.LengthFirst {
		parts = append(parts, "LengthFirst: true")
	}
	return "awsproto.StringRule{" + strings.Join(parts, ", ") + "}"
}

// sizeRule hides the value when anything in the collection is sensitive.
func (g *generator) sizeRule(s *apidesc.Shape) string {
	parts := sizeBounds(s)
	if s.Sensitive || s.Element != "" && g.shape[s.Element].Sensitive || s.Key != "" && g.shape[s.Key].Sensitive {
		parts = append(parts, "Sensitive: true")
	}
	return "awsproto.SizeRule{" + strings.Join(parts, ", ") + "}"
}

func sizeBounds(s *apidesc.Shape) []string {
	limit := func(n *int64) string {
		if n == nil {
			return "awsproto.NoLimit"
		}
		return fmt.Sprint(*n)
	}
	return []string{"Min: " + limit(s.Min), "Max: " + limit(s.Max)}
}

func numberBounds(s *apidesc.Shape) (parts []string) {
	if s.Min != nil {
		parts = append(parts, fmt.Sprintf("Min: new(int64(%d))", *s.Min))
	}
	if s.Max != nil {
		parts = append(parts, fmt.Sprintf("Max: new(int64(%d))", *s.Max))
	}
	return parts
}

func quoteRaw(s string) string {
	if strings.Contains(s, "`") {
		return fmt.Sprintf("%q", s)
	}
	return "`" + s + "`"
}

func quoted(values []string) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(parts, ", ")
}

// validation writes Validate for each input and check for each structure with constraints.
func (g *generator) validation() error {
	for _, s := range g.d.Shapes {
		if s.Kind != "structure" || !g.inputs[s.Name] {
			continue
		}
		if g.isInput(s.Name) {
			g.validate(s)
		}
		if g.constrained(s.Name, map[string]bool{}) {
			g.check(s)
		}
	}
	return nil
}

func (g *generator) isInput(name string) bool {
	for _, o := range g.d.Operations {
		if o.Input == name {
			return true
		}
	}
	return false
}

func (g *generator) validate(s *apidesc.Shape) {
	g.line("// Validate checks every constraint of the model and reports all that are broken.")
	g.line("func (v *%s) Validate() *awsproto.Violations {", exported(s.Name))
	g.line("c := &awsproto.Violations{}")
	if g.constrained(s.Name, map[string]bool{}) {
		g.line("v.check(c)")
	}
	g.line("return c\n}\n")
}

// constrained reports whether a value of the named shape can break any constraint.
func (g *generator) constrained(name string, visiting map[string]bool) bool {
	if visiting[name] {
		return false
	}
	visiting[name] = true
	s := g.shape[name]
	if g.hasRule(s) {
		return true
	}
	if s.Element != "" {
		return g.constrained(s.Element, visiting)
	}
	for _, m := range s.Members {
		if m.Required || g.constrained(m.Shape, visiting) {
			return true
		}
	}
	return false
}

func (g *generator) check(s *apidesc.Shape) {
	g.line("func (v *%s) check(c *awsproto.Violations) {", exported(s.Name))
	if s.Sensitive {
		g.line("c.Hide()")
		g.line("defer c.Show()")
	}
	for _, m := range s.Members {
		if m.Required {
			g.line("c.Required(%q, v.%s != nil)", lowerCamel(m.Name), exported(m.Name))
		}
		if g.constrained(m.Shape, map[string]bool{}) {
			g.checkMember(m)
		}
	}
	g.line("}\n")
}

func (g *generator) checkMember(m *apidesc.Member) {
	s := g.shape[m.Shape]
	path, field, rule := fmt.Sprintf("%q", lowerCamel(m.Name)), "v."+exported(m.Name), "&rule"+exported(s.Name)
	ruled := g.hasRule(s)
	switch s.Kind {
	case "structure":
		g.line("awsproto.CheckStructure(c, %s, %s, (*%s).check)", path, field, exported(s.Name))
	case "list":
		g.checkList(s, path, field)
	case "map":
		g.checkMap(s, path, field)
	case "integer":
		g.line("c.Int32(%s, %s, %s)", path, field, rule)
	case "long":
		g.line("c.Number(%s, %s, %s)", path, field, rule)
	case "blob":
		g.line("c.Size(%s, %s != nil, len(%s), %s)", path, field, field, rule)
	default:
		if ruled {
			g.line("c.String(%s, %s, %s)", path, field, rule)
		}
	}
}

func (g *generator) checkList(s *apidesc.Shape, path, field string) {
	rule := "&rule" + exported(s.Name)
	if g.shape[s.Element].Kind != "structure" {
		g.line("c.Strings(%s, %s, %s)", path, field, rule)
		return
	}
	if g.hasRule(s) {
		g.line("c.Size(%s, %s != nil, len(%s), %s.Size)", path, field, field, rule)
	}
	if g.constrained(s.Element, map[string]bool{}) {
		g.line("awsproto.CheckList(c, %s, %s, (*%s).check)", path, field, exported(s.Element))
	}
}

func (g *generator) checkMap(s *apidesc.Shape, path, field string) {
	rule := "&rule" + exported(s.Name)
	if g.shape[s.Element].Kind != "structure" {
		g.line("c.StringMap(%s, %s, %s)", path, field, rule)
		return
	}
	if g.hasRule(s) {
		g.line("awsproto.CheckKeys(c, %s, %s, %s)", path, field, rule)
	}
	if g.constrained(s.Element, map[string]bool{}) {
		g.line("awsproto.CheckMap(c, %s, %s, (*%s).check)", path, field, exported(s.Element))
	}
}
