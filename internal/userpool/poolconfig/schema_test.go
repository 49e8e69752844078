package poolconfig_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
)

type attribute = poolconfig.Attribute

func TestSchemaRules(t *testing.T) {
	t.Parallel()
	bounds := func(low, high string) *poolconfig.Bounds { return &poolconfig.Bounds{Min: low, Max: high} }
	tests := map[string]struct {
		schema []attribute
		want   string
	}{
		"required custom": {[]attribute{{Name: "x", Type: "String", Required: new(true)}},
			"Required custom attributes are not supported currently."},
		"type of standard": {[]attribute{{Name: "email", Type: "Number"}},
			"You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email"},
		"developer-only standard": {[]attribute{{Name: "email", DeveloperOnly: new(true)}},
			"You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email"},
		"standard with its own type": {[]attribute{{Name: "email", Type: "String", DeveloperOnly: new(false)}}, ""},
		"mutable sub":                {[]attribute{{Name: "sub", Mutable: new(true)}}, "You can not change the attribute sub"},
		"optional sub":               {[]attribute{{Name: "sub", Required: new(false)}}, "You can not change the attribute sub"},
		"sub as it is":               {[]attribute{{Name: "sub", Type: "String", Mutable: new(false), Required: new(true)}}, ""},
		"twice": {[]attribute{{Name: "x", Type: "String"}, {Name: "x", Type: "Number"}},
			"Duplicate custom attribute names custom:x are not allowed in a user pool schema."},
		"without type": {[]attribute{{Name: "x"}},
			"Invalid AttributeDataType input, consider using the provided AttributeDataType enum."},
		"lengths": {[]attribute{{Name: "x", Type: "String", String: bounds("5", "4")}},
			"Attribute custom:x cannot have a max length shorter than it's min length"},
		"lengths of standard": {[]attribute{{Name: "name", String: bounds("5", "4")}},
			"Attribute name cannot have a max length shorter than it's min length"},
		"one length":  {[]attribute{{Name: "x", Type: "String", String: bounds("4", "4")}}, ""},
		"long string": {[]attribute{{Name: "x", Type: "String", String: bounds("", "2049")}}, "user.custom:x: String attributes cannot have a length of more than 2048"},
		"longest":     {[]attribute{{Name: "x", Type: "String", String: bounds("", "2048")}}, ""},
		"no length":   {[]attribute{{Name: "x", Type: "String", String: bounds("many", "")}}, "Attribute custom:x has an invalid length constraint"},
		"less than no length": {[]attribute{{Name: "x", Type: "String", String: bounds("", "-1")}},
			"Attribute custom:x has an invalid length constraint"},
		"values": {[]attribute{{Name: "x", Type: "Number", Number: bounds("5", "4")}},
			"Attribute custom:x cannot have a max value smaller than it's min value"},
		"values compare as numbers": {[]attribute{{Name: "x", Type: "Number", Number: bounds("9", "10")}}, ""},
		"negative value":            {[]attribute{{Name: "x", Type: "Number", Number: bounds("-5", "-4")}}, ""},
		"no value":                  {[]attribute{{Name: "x", Type: "Number", Number: bounds("", "Inf")}}, "Attribute custom:x has an invalid value constraint"},
		"hexadecimal value":         {[]attribute{{Name: "x", Type: "Number", Number: bounds("0x1p4", "")}}, "Attribute custom:x has an invalid value constraint"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := tt.want
			if want != "" {
				want = ip + want
			}
			_, err := start(true).Create(context.Background(), newPool{Schema: tt.schema})
			wantError(t, err, want)
		})
	}
}

func TestSchemaEntries(t *testing.T) {
	t.Parallel()
	p := start(true).create(t, newPool{Schema: []attribute{
		{Name: "email", Required: new(true), Mutable: new(false), String: &poolconfig.Bounds{Min: "3", Max: "99"}},
		{Name: "text", Type: "String"},
		{Name: "count", Type: "Number", Mutable: new(false), String: &poolconfig.Bounds{Min: "1"}, Number: &poolconfig.Bounds{Min: "-1", Max: "2"}},
		{Name: "note", Type: "String", DeveloperOnly: new(true), String: &poolconfig.Bounds{Max: "9"}},
		{Name: "flag", Type: "Boolean", Number: &poolconfig.Bounds{Min: "1"}},
		{Name: "when", Type: "DateTime"},
	}})
	want := userpool.StandardSchema()
	for i := range want {
		if want[i].Name == "email" {
			want[i].Required, want[i].Mutable, want[i].Min, want[i].Max = true, false, "3", "99"
		}
	}
	want = append(want,
		userpool.SchemaAttribute{Name: "custom:text", Type: "String", Mutable: true, HasBounds: true},
		userpool.SchemaAttribute{Name: "custom:count", Type: "Number", Min: "-1", Max: "2", HasBounds: true},
		userpool.SchemaAttribute{Name: "dev:custom:note", Type: "String", Mutable: true, DeveloperOnly: true, Max: "9", HasBounds: true},
		userpool.SchemaAttribute{Name: "custom:flag", Type: "Boolean", Mutable: true},
		userpool.SchemaAttribute{Name: "custom:when", Type: "DateTime", Mutable: true})
	if diff := cmp.Diff(want, p.Schema); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAddAttributes(t *testing.T) {
	t.Parallel()
	f := start(true)
	ctx := context.Background()
	p := f.create(t, newPool{})
	if err := f.AddAttributes(ctx, p.ID, []attribute{{Name: "a", Type: "String"}, {Name: "email", Type: "String"}}); err != nil {
		t.Fatal(err)
	}
	stored := f.stored(p.ID)
	for _, n := range []userpool.AttributeName{"custom:a", "custom:email"} {
		if _, ok := stored.Attribute(n); !ok {
			t.Errorf("%s is not in the schema", n)
		}
	}
	err := f.AddAttributes(ctx, p.ID, []attribute{{Name: "b", Type: "String"}, {Name: "a", Type: "String"}})
	wantError(t, err, ip+"custom:a: Existing attribute already has name custom:a.")
	stored = f.stored(p.ID)
	if _, ok := stored.Attribute("custom:b"); ok {
		t.Error("a refused call has added an attribute")
	}
	wantError(t, f.AddAttributes(ctx, "us-east-1_none", nil),
		"ResourceNotFoundException: User pool us-east-1_none does not exist.")
}

func TestCustomAttributeLimit(t *testing.T) {
	t.Parallel()
	f := start(true)
	var schema []attribute
	for i := range poolconfig.MaxCustomAttributes {
		schema = append(schema, attribute{Name: fmt.Sprint(i), Type: "String"})
	}
	p := f.create(t, newPool{Schema: schema})
	err := f.AddAttributes(context.Background(), p.ID, []attribute{{Name: "more", Type: "String"}})
	wantError(t, err, ip+"A user pool can have at most 50 custom attributes.")
}
