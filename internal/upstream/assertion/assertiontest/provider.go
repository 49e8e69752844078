// Package assertiontest is a SAML identity provider for tests: it signs
// responses, good ones and bad ones.
package assertiontest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	"github.com/crewjam/saml"
	dsig "github.com/russellhaering/goxmldsig"
)

// AWS is where responses go unless they say otherwise.
const AWS = "https://signin.aws.amazon.com/saml"

// A Provider signs responses with a key of its own.
type Provider struct {
	EntityID string
	key      *rsa.PrivateKey
	der      []byte
}

// New makes a Provider.
func New(t testing.TB) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "provider"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &Provider{EntityID: "https://provider.example.com/" + strings.ToLower(rand.Text()), key: key, der: der}
}

// Metadata describes the provider.
func (p *Provider) Metadata() string {
	return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="` + p.EntityID + `">` +
		`<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">` +
		`<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>` + base64.StdEncoding.EncodeToString(p.der) +
		`</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Location="https://provider.example.com/sso" ` +
		`Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/></IDPSSODescriptor>` +
		strings.Repeat("<!-- metadata of providers is rarely short -->", 20) + `</EntityDescriptor>`
}

// A Response is what a response says. Empty fields get good values.
type Response struct {
	Subject      string
	Audience     string
	Recipient    string
	Issued       time.Time
	Attributes   map[string][]string
	Unsigned     bool
	SignResponse bool   // signs what is around the assertion
	Change       string // a text that is altered after signing
	Also         string // XML behind the assertion
	Bare         bool   // without subject and conditions
	Encrypt      *Encryption
}

// Sign makes a response in base64.
func (p *Provider) Sign(t testing.TB, r Response) string {
	t.Helper()
	if r.Recipient == "" {
		r.Recipient = AWS
	}
	if r.Audience == "" {
		r.Audience = "urn:amazon:webservices"
	}
	if r.Issued.IsZero() {
		r.Issued = time.Now()
	}
	element := p.assertion(r).Element()
	if !r.Unsigned {
		element = p.signed(t, element)
	}
	response := (&saml.Response{
		Destination: r.Recipient, ID: "id-response", IssueInstant: r.Issued, Version: "2.0",
		Issuer: &saml.Issuer{Value: p.EntityID}, Status: saml.Status{StatusCode: saml.StatusCode{Value: saml.StatusSuccess}},
	}).Element()
	if r.Encrypt != nil {
		element = r.Encrypt.encrypted(t, element)
	}
	response.AddChild(element)
	if r.SignResponse {
		response = p.signed(t, response)
	}
	document := etree.NewDocument()
	document.SetRoot(response)
	text, err := document.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	if r.Also != "" {
		text = strings.Replace(text, "</samlp:Response>", r.Also+"</samlp:Response>", 1)
	}
	if r.Change != "" {
		text = strings.Replace(text, ">"+r.Change+"<", ">mallory<", 1)
	}
	return base64.StdEncoding.EncodeToString([]byte(text))
}

func (p *Provider) assertion(r Response) *saml.Assertion {
	until := r.Issued.Add(5 * time.Minute)
	a := &saml.Assertion{
		ID: "id-assertion", IssueInstant: r.Issued, Version: "2.0", Issuer: saml.Issuer{Value: p.EntityID},
		Subject: &saml.Subject{
			NameID: &saml.NameID{Format: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", Value: r.Subject},
			SubjectConfirmations: []saml.SubjectConfirmation{{
				Method:                  "urn:oasis:names:tc:SAML:2.0:cm:bearer",
				SubjectConfirmationData: &saml.SubjectConfirmationData{NotOnOrAfter: until, Recipient: r.Recipient},
			}},
		},
		Conditions: &saml.Conditions{
			NotBefore: r.Issued.Add(-time.Minute), NotOnOrAfter: until,
			AudienceRestrictions: []saml.AudienceRestriction{{Audience: saml.Audience{Value: r.Audience}}},
		},
	}
	if r.Bare {
		a.Subject, a.Conditions = nil, nil
	}
	var attributes []saml.Attribute
	for name, values := range r.Attributes {
		attribute := saml.Attribute{Name: name}
		for _, v := range values {
			attribute.Values = append(attribute.Values, saml.AttributeValue{Type: "xs:string", Value: v})
		}
		attributes = append(attributes, attribute)
	}
	if attributes != nil {
		a.AttributeStatements = []saml.AttributeStatement{{Attributes: attributes}}
	}
	return a
}

// signed puts the signature where the schema wants it, behind the issuer.
func (p *Provider) signed(t testing.TB, element *etree.Element) *etree.Element {
	t.Helper()
	context := dsig.NewDefaultSigningContext(keyStore{p})
	context.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signature, err := context.ConstructSignature(element, true)
	if err != nil {
		t.Fatal(err)
	}
	element.InsertChildAt(1, signature)
	return element
}

type keyStore struct{ p *Provider }

// GetKeyPair is what the library asks for.
func (k keyStore) GetKeyPair() (*rsa.PrivateKey, []byte, error) { return k.p.key, k.p.der, nil }
