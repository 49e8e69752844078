// Package assertion verifies the SAML responses that identity providers send to
// STS, and reads their metadata.
//
// It owns the form: signature, recipient, audience and time. Whom a response
// lets assume what is package sts's to decide.
package assertion

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/crewjam/saml"
	xrv "github.com/mattermost/xml-roundtrip-validator"

	"github.com/cognate-id/cognate/internal/syntax/pattern"
)

// MaxResponse bounds a response, in bytes before decoding.
const MaxResponse = 100_000

// Errors of Verify; the cause is wrapped and for the log only.
var (
	ErrMalformed = errors.New("assertion: not a SAML response")
	ErrRejected  = errors.New("assertion: not one of this provider for this service")
)

// A Response is what a verified response says.
type Response struct {
	Subject       string
	SubjectFormat string // URI
	Issuer        string
	Recipient     string
	Attributes    map[string][]string // by name
	SessionEnds   time.Time           // SessionNotOnOrAfter; zero when it is not given
}

// A Service knows its own addresses: it gives the names under which an assertion
// for one of them may be for it, none for an address that is not its own.
type Service func(recipient string) (audiences []string)

var awsAddress = pattern.Lazy(`^https://(?:[a-z]{2}(?:-[a-z]+)+-[0-9]\.)?signin\.aws\.amazon\.com/saml(?:/acs/([A-Z0-9]+))?$`)

// AWS is the service that providers are set up for when they sign people in to
// AWS. It has an address in each region, and at each one for each provider, by
// its id.
func AWS(provider string) Service {
	return func(recipient string) []string {
		found := awsAddress().FindStringSubmatch(recipient)
		if found == nil || found[1] != "" && found[1] != provider {
			return nil
		}
		return []string{"urn:amazon:webservices", "https://signin.aws.amazon.com/saml", recipient}
	}
}

// Metadata reads the metadata of a provider and tells until when it is valid,
// zero when it does not say.
func Metadata(text string) (validUntil time.Time, err error) {
	d, err := parseMetadata(text)
	if err != nil {
		return time.Time{}, err
	}
	return d.ValidUntil, nil
}

func parseMetadata(text string) (*saml.EntityDescriptor, error) {
	// Two readers that see different documents in one text are how signatures
	// of XML are forged.
	if err := xrv.Validate(strings.NewReader(text)); err != nil {
		return nil, fmt.Errorf("assertion: metadata: %w", err)
	}
	d := &saml.EntityDescriptor{}
	if err := xml.Unmarshal([]byte(text), d); err != nil {
		return nil, fmt.Errorf("assertion: metadata: %w", err)
	}
	if d.EntityID == "" || len(d.IDPSSODescriptors) == 0 {
		return nil, errors.New("assertion: the metadata is not that of an identity provider")
	}
	return d, nil
}

// Verify checks a response in base64 by the provider's metadata and reads its
// assertion, which must be for the service. An encrypted assertion has to be
// signed itself; a signature of the response is not enough.
func Verify(metadata, response string, d Decryption, to Service) (*Response, error) {
	if len(response) > MaxResponse {
		return nil, ErrMalformed
	}
	raw, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(response))
	if err != nil {
		return nil, errors.Join(ErrMalformed, err)
	}
	if !isResponse(raw) {
		return nil, ErrMalformed
	}
	provider, err := parseMetadata(metadata)
	if err != nil {
		return nil, err
	}
	raw, recipient, err := d.decrypted(raw)
	if err != nil {
		return nil, errors.Join(ErrRejected, err)
	}
	audiences := to(recipient)
	if len(audiences) == 0 {
		return nil, errors.Join(ErrRejected, errors.New("the recipient is not this service"))
	}
	found, err := verifyFor(provider, raw, recipient, audiences)
	if err != nil {
		return nil, errors.Join(ErrRejected, private(err))
	}
	return read(found, recipient), nil
}

func isResponse(raw []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name.Local == "Response"
		}
	}
}

func verifyFor(provider *saml.EntityDescriptor, raw []byte, recipient string, audiences []string) (found *saml.Assertion, err error) {
	// The library takes for granted that what is signed has a subject and
	// conditions.
	defer func() {
		if recover() != nil {
			found, err = nil, errors.New("the assertion is not complete")
		}
	}()
	at, err := url.Parse(recipient)
	if err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	sp := saml.ServiceProvider{
		EntityID: audiences[0], AcsURL: *at, IDPMetadata: provider,
		// Nobody has asked for the response: the provider's portal starts it.
		AllowIDPInitiated: true,
		ValidateAudienceRestriction: func(a *saml.Assertion) error {
			for _, r := range a.Conditions.AudienceRestrictions {
				if slices.Contains(audiences, r.Audience.Value) {
					return nil
				}
			}
			return errors.New("no audience is this service")
		},
	}
	a, err := sp.ParseXMLResponse(raw, nil, *at)
	if err != nil {
		return nil, err
	}
	if a.Subject == nil || a.Subject.NameID == nil || len(a.Subject.SubjectConfirmations) == 0 {
		return nil, errors.New("the assertion has no confirmed subject")
	}
	return a, nil
}

// private finds the cause that the library keeps from being shown.
func private(err error) error {
	var invalid *saml.InvalidResponseError
	if errors.As(err, &invalid) {
		return invalid.PrivateErr
	}
	return err
}

func read(a *saml.Assertion, recipient string) *Response {
	r := &Response{
		Subject: a.Subject.NameID.Value, SubjectFormat: a.Subject.NameID.Format, Issuer: a.Issuer.Value, Recipient: recipient,
		Attributes: map[string][]string{},
	}
	for _, statement := range a.AttributeStatements {
		for _, attribute := range statement.Attributes {
			for _, v := range attribute.Values {
				r.Attributes[attribute.Name] = append(r.Attributes[attribute.Name], v.Value)
			}
		}
	}
	for _, statement := range a.AuthnStatements {
		if end := statement.SessionNotOnOrAfter; end != nil && (r.SessionEnds.IsZero() || end.Before(r.SessionEnds)) {
			r.SessionEnds = *end
		}
	}
	return r
}
