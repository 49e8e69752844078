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
	got, err := assertion.Verify(p.Metadata(), p.Sign(t, good), assertion.Decryption{}, assertion.AWS("SAMLSP1"))
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
		"nothing in it":     with(func(r *assertiontest.Response) { r.Bare = true }),
		"unsigned":          with(func(r *assertiontest.Response) { r.Unsigned = true }),
		"changed":           with(func(r *assertiontest.Response) { r.Change = "zoe" }),
	} {
		if _, err := assertion.Verify(p.Metadata(), response, assertion.Decryption{}, assertion.AWS("SAMLSP1")); !errors.Is(err, assertion.ErrRejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, response := range map[string]string{"no base64": "<", "no XML": "aGFsbG8=", "too long": strings.Repeat("A", assertion.MaxResponse+4)} {
		if _, err := assertion.Verify(p.Metadata(), response, assertion.Decryption{}, assertion.AWS("SAMLSP1")); !errors.Is(err, assertion.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// AWS has many addresses, and those of one provider are not for another.
func TestRecipients(t *testing.T) {
	t.Parallel()
	p := assertiontest.New(t)
	const plain = "https://signin.aws.amazon.com/saml"
	for recipient, want := range map[string]bool{
		plain: true, plain + "/acs/SAMLSP1": true, "https://eu-west-1.signin.aws.amazon.com/saml": true,
		"https://us-gov-west-1.signin.aws.amazon.com/saml/acs/SAMLSP1": true,
		plain + "/acs/SAMLSP2": false, plain + "/acs/": false, plain + "/": false, plain + "?a": false,
		"http://signin.aws.amazon.com/saml": false, "https://signin.aws.amazon.com.example.com/saml": false,
		"https://evil.signin.aws.amazon.com/saml": false, "https://x/https://signin.aws.amazon.com/saml": false,
	} {
		for _, audience := range []string{"urn:amazon:webservices", recipient, "https://other.example.com"} {
			response := p.Sign(t, assertiontest.Response{Subject: "zoe", Recipient: recipient, Audience: audience})
			got, err := assertion.Verify(p.Metadata(), response, assertion.Decryption{}, assertion.AWS("SAMLSP1"))
			switch {
			case want && audience != "https://other.example.com":
				if err != nil || got.Recipient != recipient {
					t.Errorf("%s for %s: %+v, %v", recipient, audience, got, err)
				}
			case !errors.Is(err, assertion.ErrRejected):
				t.Errorf("%s for %s: %v", recipient, audience, err)
			}
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
		if _, err := assertion.Verify(p.Metadata(), response, assertion.Decryption{}, assertion.AWS("SAMLSP1")); err == nil {
			t.Errorf("accepted %q", response)
		}
	})
}
