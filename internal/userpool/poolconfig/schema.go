package poolconfig

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// MaxCustomAttributes is how many custom attributes a pool may have.
const MaxCustomAttributes = 50

// schemaOf builds the schema of a new pool: the standard one, changed and
// extended by the entries.
func schemaOf(entries []Attribute) ([]userpool.SchemaAttribute, error) {
	schema := userpool.StandardSchema()
	for _, e := range entries {
		if i := index(schema, userpool.AttributeName(e.Name)); i >= 0 {
			if err := e.adjust(&schema[i]); err != nil {
				return nil, err
			}
			continue
		}
		a, err := e.custom()
		if err != nil {
			return nil, err
		}
		if index(schema, a.Name) >= 0 {
			return nil, invalid("Duplicate custom attribute names %s are not allowed in a user pool schema.", a.Name)
		}
		schema = append(schema, a)
	}
	return schema, checkCount(schema)
}

// extend adds custom attributes to the schema of a pool, all or none.
func extend(schema []userpool.SchemaAttribute, entries []Attribute) ([]userpool.SchemaAttribute, error) {
	schema = slices.Clone(schema)
	for _, e := range entries {
		a, err := e.custom()
		if err != nil {
			return nil, err
		}
		if index(schema, a.Name) >= 0 {
			return nil, invalid("%s: Existing attribute already has name %s.", a.Name, a.Name)
		}
		schema = append(schema, a)
	}
	return schema, checkCount(schema)
}

func index(schema []userpool.SchemaAttribute, name userpool.AttributeName) int {
	return slices.IndexFunc(schema, func(a userpool.SchemaAttribute) bool { return a.Name == name })
}

func checkCount(schema []userpool.SchemaAttribute) error {
	if len(schema)-len(userpool.StandardSchema()) > MaxCustomAttributes {
		return invalid("A user pool can have at most %d custom attributes.", MaxCustomAttributes)
	}
	return nil
}

// adjust changes a standard attribute, which keeps its type and its readers.
func (e Attribute) adjust(a *userpool.SchemaAttribute) error {
	if e.Type != "" && e.Type != a.Type || e.DeveloperOnly != nil && *e.DeveloperOnly {
		return invalid("You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute %s", a.Name)
	}
	if a.Name == userpool.AttrSub {
		return e.leavesSub(a)
	}
	if e.Mutable != nil {
		a.Mutable = *e.Mutable
	}
	if e.Required != nil {
		a.Required = *e.Required
	}
	return e.bound(a)
}

// leavesSub accepts an entry that repeats what the sub is and always will be.
func (e Attribute) leavesSub(a *userpool.SchemaAttribute) error {
	if e.Mutable != nil && *e.Mutable || e.Required != nil && !*e.Required {
		return invalid("You can not change the attribute %s", a.Name)
	}
	return nil
}

// custom makes a custom attribute, with the prefix that its name gets.
func (e Attribute) custom() (userpool.SchemaAttribute, error) {
	a := userpool.SchemaAttribute{
		Name: userpool.AttributeName("custom:" + e.Name), Type: e.Type,
		Mutable:       e.Mutable == nil || *e.Mutable,
		DeveloperOnly: e.DeveloperOnly != nil && *e.DeveloperOnly,
	}
	if a.DeveloperOnly {
		a.Name = "dev:" + a.Name
	}
	if a.Type == "" {
		return a, invalid("Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")
	}
	if e.Required != nil && *e.Required {
		return a, invalid("Required custom attributes are not supported currently.")
	}
	a.HasBounds = a.Type == userpool.TypeString || a.Type == userpool.TypeNumber
	return a, e.bound(&a)
}

// bound takes the constraints over that fit the type; others are dropped.
func (e Attribute) bound(a *userpool.SchemaAttribute) error {
	switch {
	case a.Type == userpool.TypeString && e.String != nil:
		return boundLength(a, *e.String)
	case a.Type == userpool.TypeNumber && e.Number != nil:
		return boundValue(a, *e.Number)
	}
	return nil
}

func boundLength(a *userpool.SchemaAttribute, b Bounds) error {
	low, err := length(a.Name, b.Min, 0)
	if err != nil {
		return err
	}
	high, err := length(a.Name, b.Max, userpool.MaxAttributeValue)
	if err != nil {
		return err
	}
	if high > userpool.MaxAttributeValue {
		return invalid("user.%s: String attributes cannot have a length of more than %d", a.Name, userpool.MaxAttributeValue)
	}
	if low > high {
		return invalid("Attribute %s cannot have a max length shorter than it's min length", a.Name)
	}
	a.Min, a.Max = b.Min, b.Max
	return nil
}

// length reads a length; def stands for none.
func length(name userpool.AttributeName, text string, def int) (int, error) {
	if text == "" {
		return def, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, invalid("Attribute %s has an invalid length constraint", name)
	}
	return n, nil
}

func boundValue(a *userpool.SchemaAttribute, b Bounds) error {
	low, err := number(a.Name, b.Min, math.Inf(-1))
	if err != nil {
		return err
	}
	high, err := number(a.Name, b.Max, math.Inf(1))
	if err != nil {
		return err
	}
	if low > high {
		return invalid("Attribute %s cannot have a max value smaller than it's min value", a.Name)
	}
	a.Min, a.Max = b.Min, b.Max
	return nil
}

// number reads a bound; def stands for none.
func number(name userpool.AttributeName, text string, def float64) (float64, error) {
	if text == "" {
		return def, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "+-.0123456789") != "" { // no hexadecimal, no "Inf"
		return 0, invalid("Attribute %s has an invalid value constraint", name)
	}
	return n, nil
}
