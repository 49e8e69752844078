package main

import (
	"fmt"
	"strings"
)

// rules writes one variable per constrained shape that an input can contain.
func (g *generator) rules() error {
	for _, s := range g.d.shapes {
		if !g.inputs[s.name] || !g.hasRule(s) {
			continue
		}
		g.line("var rule%s = %s", exported(s.name), g.rule(s))
	}
	return nil
}

// hasRule reports whether s itself constrains its values; for collections, elements and keys count too.
func (g *generator) hasRule(s *shape) bool {
	own := s.min != nil || s.max != nil || s.pattern != "" || len(s.values) > 0
	switch s.kind {
	case "list", "map":
		return own || g.stringRule(s.element) || s.key != "" && g.stringRule(s.key)
	case "structure", "boolean", "timestamp", "document":
		return false
	}
	return own
}

// stringRule reports whether the named shape is a constrained string.
func (g *generator) stringRule(name string) bool {
	s := g.shape[name]
	return (s.kind == "string" || s.kind == "enum") && g.hasRule(s)
}

func (g *generator) rule(s *shape) string {
	switch s.kind {
	case "integer", "long":
		return fmt.Sprintf("awsproto.NumberRule{%s}", strings.Join(numberBounds(s), ", "))
	case "blob":
		return g.sizeRule(s)
	case "list":
		parts := []string{"Size: " + g.sizeRule(s)}
		if g.stringRule(s.element) {
			parts = append(parts, "Element: &rule"+exported(s.element))
		}
		return "awsproto.ListRule{" + strings.Join(parts, ", ") + "}"
	case "map":
		parts := []string{"Size: " + g.sizeRule(s)}
		if g.stringRule(s.key) {
			parts = append(parts, "Key: &rule"+exported(s.key))
		}
		if g.stringRule(s.element) {
			parts = append(parts, "Value: &rule"+exported(s.element))
		}
		return "awsproto.MapRule{" + strings.Join(parts, ", ") + "}"
	}
	return stringRule(s)
}

func stringRule(s *shape) string {
	parts := sizeBounds(s)
	if s.pattern != "" {
		parts = append(parts, fmt.Sprintf("Pattern: awsproto.NewPattern(%s)", quoteRaw(s.pattern)))
	}
	if len(s.values) > 0 {
		parts = append(parts, fmt.Sprintf("Enum: []string{%s}", quoted(s.values)))
	}
	if s.sensitive {
		parts = append(parts, "Sensitive: true")
	}
	if s.lengthFirst {
		parts = append(parts, "LengthFirst: true")
	}
	return "awsproto.StringRule{" + strings.Join(parts, ", ") + "}"
}

// sizeRule hides the value when anything in the collection is sensitive.
func (g *generator) sizeRule(s *shape) string {
	parts := sizeBounds(s)
	if s.sensitive || s.element != "" && g.shape[s.element].sensitive || s.key != "" && g.shape[s.key].sensitive {
		parts = append(parts, "Sensitive: true")
	}
	return "awsproto.SizeRule{" + strings.Join(parts, ", ") + "}"
}

func sizeBounds(s *shape) []string {
	limit := func(n *int64) string {
		if n == nil {
			return "awsproto.NoLimit"
		}
		return fmt.Sprint(*n)
	}
	return []string{"Min: " + limit(s.min), "Max: " + limit(s.max)}
}

func numberBounds(s *shape) (parts []string) {
	if s.min != nil {
		parts = append(parts, fmt.Sprintf("Min: new(int64(%d))", *s.min))
	}
	if s.max != nil {
		parts = append(parts, fmt.Sprintf("Max: new(int64(%d))", *s.max))
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
	for _, s := range g.d.shapes {
		if s.kind != "structure" || !g.inputs[s.name] {
			continue
		}
		if g.isInput(s.name) {
			g.validate(s)
		}
		if g.constrained(s.name, map[string]bool{}) {
			g.check(s)
		}
	}
	return nil
}

func (g *generator) isInput(name string) bool {
	for _, o := range g.d.operations {
		if o.input == name {
			return true
		}
	}
	return false
}

func (g *generator) validate(s *shape) {
	g.line("// Validate checks every constraint of the model and reports all that are broken.")
	g.line("func (v *%s) Validate() *awsproto.Violations {", exported(s.name))
	g.line("c := &awsproto.Violations{}")
	if g.constrained(s.name, map[string]bool{}) {
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
	if s.element != "" {
		return g.constrained(s.element, visiting)
	}
	for _, m := range s.members {
		if m.required || g.constrained(m.shape, visiting) {
			return true
		}
	}
	return false
}

func (g *generator) check(s *shape) {
	g.line("func (v *%s) check(c *awsproto.Violations) {", exported(s.name))
	if s.sensitive {
		g.line("c.Hide()")
		g.line("defer c.Show()")
	}
	for _, m := range s.members {
		if m.required {
			g.line("c.Required(%q, v.%s != nil)", lowerCamel(m.name), exported(m.name))
		}
		if g.constrained(m.shape, map[string]bool{}) {
			g.checkMember(m)
		}
	}
	g.line("}\n")
}

func (g *generator) checkMember(m *member) {
	s := g.shape[m.shape]
	path, field, rule := fmt.Sprintf("%q", lowerCamel(m.name)), "v."+exported(m.name), "&rule"+exported(s.name)
	ruled := g.hasRule(s)
	switch s.kind {
	case "structure":
		g.line("awsproto.CheckStructure(c, %s, %s, (*%s).check)", path, field, exported(s.name))
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

func (g *generator) checkList(s *shape, path, field string) {
	rule := "&rule" + exported(s.name)
	if g.shape[s.element].kind != "structure" {
		g.line("c.Strings(%s, %s, %s)", path, field, rule)
		return
	}
	if g.hasRule(s) {
		g.line("c.Size(%s, %s != nil, len(%s), %s.Size)", path, field, field, rule)
	}
	if g.constrained(s.element, map[string]bool{}) {
		g.line("awsproto.CheckList(c, %s, %s, (*%s).check)", path, field, exported(s.element))
	}
}

func (g *generator) checkMap(s *shape, path, field string) {
	rule := "&rule" + exported(s.name)
	if g.shape[s.element].kind != "structure" {
		g.line("c.StringMap(%s, %s, %s)", path, field, rule)
		return
	}
	if g.hasRule(s) {
		g.line("awsproto.CheckKeys(c, %s, %s, %s)", path, field, rule)
	}
	if g.constrained(s.element, map[string]bool{}) {
		g.line("awsproto.CheckMap(c, %s, %s, (*%s).check)", path, field, exported(s.element))
	}
}
