// Package vending gets credentials from an STS elsewhere (AWS, MinIO, SeaweedFS,
// Ceph) by AssumeRoleWithWebIdentity with an OpenID token.
//
// It owns that one call and which service is asked for which role. What the
// credentials are for it does not know.
package vending

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/glob"
)

const (
	timeout   = 10 * time.Second
	maxAnswer = 256 << 10
	version   = "2011-06-15"
	// sessionLength is AWS's default and said all the same: MinIO's is what is
	// left of the token's life.
	sessionLength = "3600"
)

// ErrUnreachable is answered when the service says nothing that can be
// understood; any other error is its refusal.
var ErrUnreachable = errors.New("vending: the service does not answer")

// A Route says which service has the roles of a pattern.
type Route struct {
	Role glob.Pattern // of role ARNs
	URL  string
}

// ParseRoute reads PATTERN=URL.
func ParseRoute(text string) (Route, error) {
	// A role's name may itself hold an equals sign.
	at := strings.LastIndex(text, "=http")
	if at < 1 {
		return Route{}, fmt.Errorf("vending: %q is not PATTERN=URL", text)
	}
	pattern, address := text[:at], text[at+1:]
	u, err := url.Parse(address)
	if pattern == "" || err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return Route{}, fmt.Errorf("vending: %q is not PATTERN=URL", text)
	}
	return Route{Role: glob.Parse(pattern), URL: address}, nil
}

// A Client asks services. It is safe for concurrent use.
type Client struct {
	routes []Route
	http   *http.Client
}

// New makes a Client of the routes, which are tried in order.
func New(routes []Route) *Client {
	return &Client{routes: routes, http: &http.Client{
		Timeout: timeout,
		// A token must not follow a redirect to somebody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Has tells whether some service has the role.
func (c *Client) Has(role string) bool { return c.find(role) != "" }

func (c *Client) find(role string) string {
	for _, r := range c.routes {
		if r.Role.Match(role) {
			return r.URL
		}
	}
	return ""
}

// A Request is one assumption.
type Request struct {
	Role    string
	Session string
	Token   string
	Policy  string // session policy; empty for none
}

// Credentials are what the service gave.
type Credentials struct {
	AccessKeyID  string    `xml:"AccessKeyId"`
	SecretKey    string    `xml:"SecretAccessKey"`
	SessionToken string    `xml:"SessionToken"`
	Expires      time.Time `xml:"Expiration"`
}

// Assume asks the service that has the role.
func (c *Client) Assume(ctx context.Context, in Request) (*Credentials, error) {
	form := url.Values{
		"Action": {"AssumeRoleWithWebIdentity"}, "Version": {version}, "RoleArn": {in.Role}, "RoleSessionName": {in.Session},
		"WebIdentityToken": {in.Token}, "DurationSeconds": {sessionLength},
	}
	if in.Policy != "" {
		form.Set("Policy", in.Policy)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.find(in.Role), strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("ask for credentials: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, errors.Join(ErrUnreachable, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, errors.Join(ErrUnreachable, err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, refusal(answer.StatusCode, body)
	}
	var out struct {
		Credentials Credentials `xml:"AssumeRoleWithWebIdentityResult>Credentials"`
	}
	if err := xml.Unmarshal(body, &out); err != nil || out.Credentials.AccessKeyID == "" {
		return nil, errors.Join(ErrUnreachable, errors.New("the answer holds no credentials"), err)
	}
	return &out.Credentials, nil
}

// refusal reads the error of the service. One without a code is not from an STS.
func refusal(status int, body []byte) error {
	var answer struct {
		Code    string `xml:"Error>Code"`
		Message string `xml:"Error>Message"`
	}
	if err := xml.Unmarshal(body, &answer); err != nil || answer.Code == "" {
		return errors.Join(ErrUnreachable, fmt.Errorf("status %d", status))
	}
	return fmt.Errorf("vending: refused with %s: %s", answer.Code, answer.Message)
}
