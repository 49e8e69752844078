package filter_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/syntax/filter"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want filter.Filter
	}{
		{``, filter.Filter{}},
		{"  \t", filter.Filter{}},
		{`email = "a@example.com"`, filter.Filter{Attr: "email", Op: filter.Equal, Value: "a@example.com"}},
		{`email="a@example.com"`, filter.Filter{Attr: "email", Op: filter.Equal, Value: "a@example.com"}},
		{`phone_number ^= "+1312"`, filter.Filter{Attr: "phone_number", Op: filter.Prefix, Value: "+1312"}},
		{`phone_number^="+1312"`, filter.Filter{Attr: "phone_number", Op: filter.Prefix, Value: "+1312"}},
		{`"family_name" = "Reddy"`, filter.Filter{Attr: "family_name", Op: filter.Equal, Value: "Reddy"}},
		{`"family_name"="Reddy"`, filter.Filter{Attr: "family_name", Op: filter.Equal, Value: "Reddy"}},
		{` cognito:user_status="CONFIRMED" `, filter.Filter{Attr: "cognito:user_status", Op: filter.Equal, Value: "CONFIRMED"}},
		{`status = "Enabled"`, filter.Filter{Attr: "status", Op: filter.Equal, Value: "Enabled"}},
		{`name = "say \"hi\""`, filter.Filter{Attr: "name", Op: filter.Equal, Value: `say "hi"`}},
		{`name = "back\\slash"`, filter.Filter{Attr: "name", Op: filter.Equal, Value: `back\slash`}},
		{`name = "\\\""`, filter.Filter{Attr: "name", Op: filter.Equal, Value: `\"`}},
		{`name = ""`, filter.Filter{Attr: "name", Op: filter.Equal}},
		{`name ^= ""`, filter.Filter{Attr: "name", Op: filter.Prefix}},
		{`name = "a = b"`, filter.Filter{Attr: "name", Op: filter.Equal, Value: "a = b"}},
		{`name = "x and y"`, filter.Filter{Attr: "name", Op: filter.Equal, Value: "x and y"}},
		{`name = "Zoë 名"`, filter.Filter{Attr: "name", Op: filter.Equal, Value: "Zoë 名"}},
		{`custom:rôle="x"`, filter.Filter{Attr: "custom:rôle", Op: filter.Equal, Value: "x"}},
		{`"custom:a b"="x"`, filter.Filter{Attr: "custom:a b", Op: filter.Equal, Value: "x"}},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			got, err := filter.Parse(tt.in)
			if err != nil {
				t.Fatalf("Parse: %v (%+v)", err, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Parse (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in     string
		offset int
	}{
		{`email`, 5},
		{`email =`, 7},
		{`email = a@example.com`, 8},
		{`email = "a`, 10},
		{`email = "a\"`, 12},
		{`email = "a\n"`, 11},
		{`email = 'a'`, 8},
		{`= "a"`, 0},
		{`"" = "a"`, 2},
		{`"email = "a"`, 10},
		{`email == "a"`, 7},
		{`email ^ = "a"`, 6},
		{`email ~= "a"`, 6},
		{`email != "a"`, 6},
		{`email = "a" and name = "b"`, 12},
		{`email = "a", name = "b"`, 11},
		{`email = "a" "b"`, 12},
		{`e\mail = "a"`, 1},
		{"name = \"a\x00b\"", 9},
		{"name = \"\xff\"", 0},
		{`name = "` + strings.Repeat("x", filter.MaxLength) + `"`, filter.MaxLength + 9},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			got, err := filter.Parse(tt.in)
			var syntax *filter.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("Parse = %+v, %v; want a SyntaxError", got, err)
			}
			if got := err.Error(); got != "Error while parsing filter" {
				t.Errorf("message = %q", got)
			}
			if syntax.Offset != tt.offset {
				t.Errorf("offset = %d (%s), want %d", syntax.Offset, syntax.Reason, tt.offset)
			}
		})
	}
}

func TestParseLongest(t *testing.T) {
	t.Parallel()
	// Length counts characters, not bytes.
	in := `name="` + strings.Repeat("é", filter.MaxLength-7) + `"`
	if _, err := filter.Parse(in); err != nil {
		t.Fatalf("filter of %d characters refused: %v", filter.MaxLength, err)
	}
	if _, err := filter.Parse(in + " "); err == nil {
		t.Fatal("filter longer than MaxLength accepted")
	}
}

func TestOn(t *testing.T) {
	t.Parallel()
	f := filter.Filter{Attr: "email", Op: filter.Equal, Value: "x"}
	if !f.On("username", "email") {
		t.Error("email not found among allowed attributes")
	}
	if f.On("username") || f.On() {
		t.Error("email found among other attributes")
	}
	if !(filter.Filter{}).On() {
		t.Error("the empty filter must always be allowed")
	}
}
