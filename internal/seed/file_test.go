package seed

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"pool: []":                                            "line 1: unknown key pool",
		"pools: [{name: a, setings: {}}]":                     "line 1: unknown key setings",
		"pools: [{id: us-east-1_a}]":                          "pools[0]: name is missing",
		"pools: [{name: a, id: nonsense}]":                    `id "nonsense" is not a region`,
		"pools: [{name: a, clients: [{id: x}]}]":              "a client without a name",
		"pools: [{name: a, clients: [{name: c, id: 'a b'}]}]": `id "a b" is not letters and digits`,
		"- a":                              "line 1: must be a mapping with the key pools",
		"pools: [{name: a, groups: [{}]}]": "pool a: a group without a name",
		"pools: [{name: a, users: [{password: Correct-Horse-7}]}]": "pool a: a user without a username",
		"pools: 5":                        "line 1: must be a list of pools",
		"pools: [{name: a, clients: {}}]": "line 1: must be a list of clients",
		"pools: [{name: [a]}]":            "line 1: must be a text",
		"pools: [{name: a, settings: b}]": "line 1: must be a mapping",
		"pools: [":                        "is no YAML: line 1: did not find expected node content",
	} {
		_, err := Parse([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
	if file, err := Parse(nil); err != nil || len(file.Pools) != 0 {
		t.Errorf("an empty file: %v, %v", file, err)
	}
}

func TestInto(t *testing.T) {
	t.Parallel()
	var in idp.CreateUserPoolRequest
	err := into(map[string]any{
		"AutoVerifiedAttributes": []any{"email"},
		"Policies":               map[string]any{"PasswordPolicy": map[string]any{"MinimumLength": 12}},
	}, &in)
	if err != nil || in.AutoVerifiedAttributes[0] != "email" || *in.Policies.PasswordPolicy.MinimumLength != 12 {
		t.Errorf("%+v, %v", in, err)
	}
	for want, settings := range map[string]map[string]any{
		`settings: unknown field "AutoVerified"`:                  {"AutoVerified": true},
		"settings: DeletionProtection has the wrong type: number": {"DeletionProtection": 7},
	} {
		if err := into(settings, &in); err == nil || err.Error() != want {
			t.Errorf("%v: %v, want %s", settings, err, want)
		}
	}
}
