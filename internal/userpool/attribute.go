package userpool

import (
	"sort"
	"strings"
)

// AttributeType is the data type of a schema attribute.
type AttributeType string

// The data types.
const (
	TypeString   AttributeType = "String"
	TypeNumber   AttributeType = "Number"
	TypeDateTime AttributeType = "DateTime"
	TypeBoolean  AttributeType = "Boolean"
)

// SchemaAttribute is one attribute that users of a pool may have. Min and Max
// bound the length of strings and the value of numbers; "" means unbounded.
// They are texts because Cognito returns what it was given.
type SchemaAttribute struct {
	Name          AttributeName
	Type          AttributeType
	Mutable       bool
	Required      bool
	DeveloperOnly bool
	Min, Max      string
	HasBounds     bool // whether Describe shows a constraints member
}

// MaxAttributeValue bounds the value of every attribute, in characters.
const MaxAttributeValue = 2048

// StandardSchema is the schema of a pool that declares none, in the order in
// which Cognito returns it.
func StandardSchema() []SchemaAttribute {
	text := func(n AttributeName) SchemaAttribute {
		return SchemaAttribute{Name: n, Type: TypeString, Mutable: true, Min: "0", Max: "2048", HasBounds: true}
	}
	flag := func(n AttributeName) SchemaAttribute {
		return SchemaAttribute{Name: n, Type: TypeBoolean, Mutable: true}
	}
	s := []SchemaAttribute{{Name: AttrSub, Type: TypeString, Required: true, Min: "1", Max: "2048", HasBounds: true}}
	for _, n := range []AttributeName{"name", "given_name", "family_name", "middle_name", "nickname",
		AttrPreferredUsername, "profile", "picture", "website", AttrEmail} {
		s = append(s, text(n))
	}
	s = append(s, flag(AttrEmailVerified), text("gender"),
		SchemaAttribute{Name: "birthdate", Type: TypeString, Mutable: true, Min: "10", Max: "10", HasBounds: true},
		text("zoneinfo"), text("locale"), text(AttrPhone), flag(AttrPhoneVerified), text("address"),
		SchemaAttribute{Name: "updated_at", Type: TypeNumber, Mutable: true, Min: "0", HasBounds: true},
		SchemaAttribute{Name: AttrIdentities, Type: TypeString, Mutable: true, HasBounds: true})
	return s
}

// IsStandard reports whether n is one of the attributes every pool has. Reading
// a user asks for each attribute, so this builds no schema.
func (n AttributeName) IsStandard() bool {
	switch n {
	case AttrSub, "name", "given_name", "family_name", "middle_name", "nickname", AttrPreferredUsername, "profile",
		"picture", "website", AttrEmail, AttrEmailVerified, "gender", "birthdate", "zoneinfo", "locale", AttrPhone,
		AttrPhoneVerified, "address", "updated_at", AttrIdentities:
		return true
	}
	return false
}

// IsDeveloperOnly reports whether only administrators may see the attribute.
func (n AttributeName) IsDeveloperOnly() bool { return strings.HasPrefix(string(n), "dev:") }

// Attribute finds n in the pool's schema.
func (p *Pool) Attribute(n AttributeName) (SchemaAttribute, bool) {
	for _, s := range p.Schema {
		if s.Name == n {
			return s, true
		}
	}
	return SchemaAttribute{}, false
}

// Attributes are a user's values by name. The sub is not among them.
type Attributes map[AttributeName]string

// True reports whether the boolean attribute n is set to true.
func (a Attributes) True(n AttributeName) bool { return a[n] == "true" }

// Verified reports whether the address in n is there and verified.
func (a Attributes) Verified(n AttributeName) bool {
	return a[n] != "" && a.True(n.VerifiedFlag())
}

// Names lists the names in ascending order.
func (a Attributes) Names() []AttributeName {
	names := make([]AttributeName, 0, len(a))
	for n := range a {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool { return names[i] < names[j] })
	return names
}

// Clone copies a.
func (a Attributes) Clone() Attributes {
	c := make(Attributes, len(a))
	for n, v := range a {
		c[n] = v
	}
	return c
}
