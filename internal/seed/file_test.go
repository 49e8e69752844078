package seed

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"pool: []":                                            "field pool not found",
		"pools: [{name: a, setings: {}}]":                     "field setings not found",
		"pools: [{id: us-east-1_a}]":                          "pools[0]: name is missing",
		"pools: [{name: a, id: nonsense}]":                    `id "nonsense" is not a region`,
		"pools: [{name: a, clients: [{id: x}]}]":              "a client without a name",
		"pools: [{name: a, clients: [{name: c, id: 'a b'}]}]": `id "a b" is not letters and digits`,
		"- a": "cannot unmarshal",
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
	for _, settings := range []map[string]any{{"AutoVerified": true}, {"DeletionProtection": 7}} {
		if err := into(settings, &in); err == nil {
			t.Errorf("%v was accepted", settings)
		}
	}
}
