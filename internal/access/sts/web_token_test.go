package sts

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/syntax/claims"
)

func parse(t testing.TB, text string) *claims.Set {
	t.Helper()
	c, err := claims.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAudienceOf(t *testing.T) {
	t.Parallel()
	p := &principal.OIDCProvider{Issuer: "id.example.com", ClientIDs: []string{"a", "b"}}
	for text, want := range map[string]string{
		`{}`: "", `{"aud":"a"}`: "a", `{"aud":["x","b"]}`: "b", `{"aud":"x"}`: "", `{"aud":"a","azp":"x"}`: "", `{"aud":"x","azp":"b"}`: "b",
	} {
		if got := audienceOf(parse(t, text), p); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := audienceOf(parse(t, `{"aud":"any"}`), &principal.OIDCProvider{Issuer: google}); got != "any" {
		t.Errorf("Google's audience: %q", got)
	}
}

func TestSessionTags(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"https://aws.amazon.com/tags":{"principal_tags":{"k":["v"]},"transitive_tag_keys":["k"]}}`,
		`{"https://aws.amazon.com/tags":[{"principal_tags":{"k":["v"]},"transitive_tag_keys":["k"]}]}`,
		`{"https://aws.amazon.com/tags":{"principal_tags":{"k":"v"},"transitive_tag_keys":["k"]}}`,
	} {
		tags, transitive := sessionTags(parse(t, text))
		if diff := cmp.Diff([]access.Tag{{Key: "k", Value: "v"}}, tags); diff != "" || len(transitive) != 1 {
			t.Errorf("%s: %s %v", text, diff, transitive)
		}
	}
	if tags, _ := sessionTags(parse(t, `{"https://aws.amazon.com/tags":"x"}`)); tags != nil {
		t.Errorf("tags %v", tags)
	}
}

func TestParseSAMLRoles(t *testing.T) {
	t.Parallel()
	const role, provider = "arn:aws:iam::123456789012:role/r", "arn:aws:iam::123456789012:saml-provider/p"
	got := ParseSAMLRoles([]string{role + "," + provider, provider + " , " + role, role, "", "a,b"})
	want := []SAMLRole{{role, provider}, {role, provider}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzUnverified(f *testing.F) {
	f.Add("eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.")
	f.Add("a.b.c")
	f.Fuzz(func(_ *testing.T, token string) {
		if c := unverified(token); c != nil {
			sessionTags(c)
		}
	})
}
