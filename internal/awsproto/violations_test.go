package awsproto

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestViolations(t *testing.T) {
	t.Parallel()
	word := StringRule{Min: 2, Max: 4, Pattern: NewPattern(`[a-z]+`)}
	secret := StringRule{Min: 2, Max: NoLimit, Sensitive: true}
	enum := StringRule{Min: NoLimit, Max: NoLimit, Enum: []string{"SMS", "EMAIL"}}
	size := SizeRule{Min: 1, Max: 2}
	const failed = "' failed to satisfy constraint: Member must "
	const words = "[Member must have length less than or equal to 4, Member must have length greater than or equal to 2, " +
		"Member must satisfy regular expression pattern: [a-z]+]"
	tests := []struct {
		name  string
		check func(*Violations)
		want  string // without the head
	}{
		{"absent", func(v *Violations) { v.String("a", nil, &word); v.Strings("a", nil, &ListRule{Size: size}) }, ""},
		{"satisfied", func(v *Violations) { v.String("a", new("abc"), &word) }, ""},
		{"null", func(v *Violations) { v.Required("a", false) }, "Value null at 'a" + failed + "not be null"},
		{"short", func(v *Violations) { v.String("a", new("x"), &word) },
			"Value 'x' at 'a" + failed + "have length greater than or equal to 2"},
		{"long and wrong", func(v *Violations) { v.String("a", new("ABCDE"), &word) },
			"Value 'ABCDE' at 'a" + failed + "satisfy regular expression pattern: [a-z]+; " +
				"Value 'ABCDE' at 'a" + failed + "have length less than or equal to 4"},
		{"length in UTF-16 units", func(v *Violations) {
			v.String("fits", new("日本語字"), &StringRule{Min: NoLimit, Max: 4})
			v.String("long", new("😀😀a"), &StringRule{Min: NoLimit, Max: 4})
			v.String("two", new("😀"), &StringRule{Min: 2, Max: NoLimit})
			v.String("one", new("日"), &StringRule{Min: 2, Max: NoLimit})
		}, "Value '😀😀a' at 'long" + failed + "have length less than or equal to 4; " +
			"Value '日' at 'one" + failed + "have length greater than or equal to 2"},
		{"sensitive", func(v *Violations) { v.String("a", new("x"), &secret) },
			"Value at 'a" + failed + "have length greater than or equal to 2"},
		{"enum", func(v *Violations) { v.String("a", new("FAX"), &enum) },
			"Value 'FAX' at 'a" + failed + "satisfy enum value set: [SMS, EMAIL]"},
		{"numbers", func(v *Violations) {
			rule := NumberRule{Min: new(int64(6)), Max: new(int64(9))}
			v.Int32("low", new(int32(5)), &rule)
			v.Number("high", new(int64(10)), &rule)
			v.Number("fits", new(int64(9)), &rule)
		}, "Value '5' at 'low" + failed + "have value greater than or equal to 6; " +
			"Value '10' at 'high" + failed + "have value less than or equal to 9"},
		{"list", func(v *Violations) { v.Strings("a", []string{"ab", "B", "c"}, &ListRule{Size: size, Element: &word}) },
			"Value '[ab, B, c]' at 'a" + failed + "have length less than or equal to 2; " +
				"Value '[ab, B, c]' at 'a" + failed + "satisfy constraint: " + words},
		{"sensitive list", func(v *Violations) { v.Strings("a", []string{}, &ListRule{Size: size, Element: &secret}) },
			"Value at 'a" + failed + "have length greater than or equal to 1"},
		{"map", func(v *Violations) {
			v.StringMap("a", map[string]string{"B": "C", "ab": "cd"}, &MapRule{Size: size, Key: &word, Value: &word})
		}, "Value '{B=C, ab=cd}' at 'a' failed to satisfy constraint: Map keys must satisfy constraint: " + words +
			"; Value '{B=C, ab=cd}' at 'a' failed to satisfy constraint: Map value must satisfy constraint: " + words},
		{"paths", func(v *Violations) {
			check := func(s *string, v *Violations) { v.String("c", s, &enum) }
			CheckStructure(v, "a", new("x"), check)
			CheckStructure(v, "a", nil, check)
			CheckList(v, "a", []string{"SMS", "x"}, check)
			CheckMap(v, "a", map[string]string{"k": "x"}, check)
		}, "Value 'x' at 'a.c" + failed + "satisfy enum value set: [SMS, EMAIL]; " +
			"Value 'x' at 'a.2.member.c" + failed + "satisfy enum value set: [SMS, EMAIL]; " +
			"Value 'x' at 'a.k.member.c" + failed + "satisfy enum value set: [SMS, EMAIL]"},
		{"hidden", func(v *Violations) {
			v.Hide()
			v.String("a", new("FAX"), &enum)
			v.Show()
			v.String("b", new("FAX"), &enum)
		}, "Value at 'a" + failed + "satisfy enum value set: [SMS, EMAIL]; " +
			"Value 'FAX' at 'b" + failed + "satisfy enum value set: [SMS, EMAIL]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := &Violations{}
			tt.check(v)
			got := ""
			if f := v.Fault("Bad"); f != nil {
				_, got, _ = strings.Cut(f.Message, " detected: ")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestViolationsAreBounded(t *testing.T) {
	t.Parallel()
	v := &Violations{}
	CheckList(v, "a", make([]string, 100_000), func(_ *string, v *Violations) { v.Required("b", false) })
	v.String("c", new(strings.Repeat("é", 1<<20)), &StringRule{Min: NoLimit, Max: 3})
	f := v.Fault("Bad")
	if !strings.HasPrefix(f.Message, "100 validation errors detected: ") || len(f.Message) > 20_000 {
		t.Errorf("got %d bytes, %.40s", len(f.Message), f.Message)
	}
	v = &Violations{}
	v.String("c", new("a"+strings.Repeat("é", 1<<20)), &StringRule{Min: NoLimit, Max: 3})
	if f := v.Fault("Bad"); len(f.Message) > maxShown+200 || strings.Contains(f.Message, "\ufffd") {
		t.Errorf("got %d bytes", len(f.Message))
	}
}
