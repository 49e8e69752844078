package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The services whose operations are JSON, by the names that signatures have.
const (
	userPools     = "cognito-idp"
	identityPools = "cognito-identity"
)

const formType = "application/x-www-form-urlencoded"

// call sends one operation of user pools and reads its answer.
func (t *target) call(ctx context.Context, operation string, in any, signed bool, out any) error {
	return t.json(ctx, userPools, operation, in, signed, out)
}

// json sends one operation and reads its answer.
func (t *target) json(ctx context.Context, service, operation string, in any, signed bool, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url+"/", bytes.NewReader(body))
	if err != nil {
		return err
	}
	prefix := "AWSCognitoIdentityProviderService."
	if service == identityPools {
		prefix = "AWSCognitoIdentityService."
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", prefix+operation)
	if signed {
		t.sign(r, service, body)
	}
	answer, err := t.send(r)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// query sends one operation of STS or IAM and gives its answer.
func (t *target) query(ctx context.Context, service, action string, in url.Values, signed bool) (string, error) {
	form := url.Values{"Action": {action}, "Version": {map[string]string{"sts": "2011-06-15", "iam": "2010-05-08"}[service]}}
	for name, values := range in {
		form[name] = values
	}
	r, err := formRequest(ctx, t.url+"/", form)
	if err != nil {
		return "", err
	}
	if signed {
		t.sign(r, service, []byte(form.Encode()))
	}
	answer, err := t.send(r)
	if err != nil {
		return "", fmt.Errorf("%s: %w", action, err)
	}
	return string(answer), nil
}

// sign signs with the root key. The floor verifies no signatures but those of
// one row, which signs by itself.
func (t *target) sign(r *http.Request, service string, body []byte) {
	if t.signer == nil {
		return
	}
	signer := *t.signer
	signer.Service = service
	signer.Sign(r, sha256.Sum256(body), time.Now())
}

func formRequest(ctx context.Context, address string, form url.Values) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", formType)
	}
	return r, err
}

// get reads a document.
func (t *target) get(ctx context.Context, address string, header http.Header) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		r.Header[name] = values
	}
	return t.send(r)
}

// send gives the answer to a request. Any other than 200 is an error.
func (t *target) send(r *http.Request) ([]byte, error) {
	resp, answer, err := t.exchange(r)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", resp.Status, answer)
	}
	return answer, err
}

// exchange sends a request and reads the whole answer, whatever it is.
func (t *target) exchange(r *http.Request) (*http.Response, []byte, error) {
	resp, err := t.client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	answer, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	return resp, answer, err
}
