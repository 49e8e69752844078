package assertion_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/upstream/assertion"
	"github.com/cognate-id/cognate/internal/upstream/assertion/assertiontest"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	p := assertiontest.New(t)
	good := assertiontest.Response{Subject: "zoe", Attributes: map[string][]string{"a": {"b", "c"}}, Audience: "urn:amazon:webservices"}
	got, err := assertion.Verify(p.Metadata(), p.Sign(t, good), assertion.Decryption{}, assertion.AWS())
	if err != nil {
		t.Fatal(err)
	}
	if got.Subject != "zoe" || got.Issuer != p.EntityID || got.Recipient != "https://signin.aws.amazon.com/saml" || strings.Join(got.Attributes["a"], "") != "bc" {
		t.Errorf("read %+v", got)
	}
	other := assertiontest.New(t)
	with := func(change func(*assertiontest.Response)) string { r := good; change(&r); return p.Sign(t, r) }
	for name, response := range map[string]string{
		"another provider":  other.Sign(t, good),
		"another audience":  with(func(r *assertiontest.Response) { r.Audience = "urn:other" }),
		"another recipient": with(func(r *assertiontest.Response) { r.Recipient = "https://sp.example.com/acs" }),
		"expired":           with(func(r *assertiontest.Response) { r.Issued = time.Now().Add(-time.Hour) }),
		"unsigned":          with(func(r *assertiontest.Response) { r.Unsigned = true }),
		"changed":           with(func(r *assertiontest.Response) { r.Change = "zoe" }),
	} {
		if _, err := assertion.Verify(p.Metadata(), response, assertion.Decryption{}, assertion.AWS()); !errors.Is(err, assertion.ErrRejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, response := range map[string]string{"no base64": "<", "no XML": "aGFsbG8=", "too long": strings.Repeat("A", assertion.MaxResponse+4)} {
		if _, err := assertion.Verify(p.Metadata(), response, assertion.Decryption{}, assertion.AWS()); !errors.Is(err, assertion.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	if until, err := assertion.Metadata(assertiontest.New(t).Metadata()); err != nil || !until.IsZero() {
		t.Errorf("valid until %v, %v", until, err)
	}
	for _, bad := range []string{"", "<a/>", `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"/>`} {
		if _, err := assertion.Metadata(bad); err == nil {
			t.Errorf("%q is metadata", bad)
		}
	}
}

func FuzzVerify(f *testing.F) {
	p := assertiontest.New(f)
	f.Add("aGFsbG8=")
	f.Add("PFJlc3BvbnNlLz4=")
	f.Fuzz(func(t *testing.T, response string) {
		if _, err := assertion.Verify(p.Metadata(), response, assertion.Decryption{}, assertion.AWS()); err == nil {
			t.Errorf("accepted %q", response)
		}
	})
}
