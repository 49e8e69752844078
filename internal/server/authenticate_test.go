package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/crypto/sigv4"
	"github.com/cognate-id/cognate/internal/userpool"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// keyBox is a key store in memory that counts its reads and writes.
type keyBox struct {
	keys          map[string]access.Key
	reads, writes int
	failWrite     error
}

func (b *keyBox) View(_ context.Context, fn func(keyStore) error) error   { return fn(b) }
func (b *keyBox) Update(_ context.Context, fn func(keyStore) error) error { return fn(b) }

func (b *keyBox) AccessKey(id string) (*access.Key, error) {
	b.reads++
	k, ok := b.keys[id]
	if !ok {
		return nil, userpool.ErrNotFound
	}
	return &k, nil
}

func (b *keyBox) UpdateAccessKey(k access.Key) error {
	b.writes++
	if b.failWrite != nil {
		return b.failWrite
	}
	b.keys[k.ID] = k
	return nil
}

func newSignatures(now *time.Time) (*signatures, *keyBox) {
	box := &keyBox{keys: map[string]access.Key{
		"AKIAROOT": {ID: "AKIAROOT", Secret: "secret", Principal: RootPrincipal, Status: access.KeyActive},
		"AKIAOFF":  {ID: "AKIAOFF", Secret: "secret", Principal: RootPrincipal, Status: access.KeyInactive},
	}}
	return &signatures{
		db: box, verifier: sigv4.NewVerifier(8), region: "eu-west-1", account: "123456789012",
		now: func() time.Time { return *now }, log: slog.New(slog.DiscardHandler),
	}, box
}

// signed is a request that AWS's own signer has signed.
type signed struct{ id, secret, token, region, service string }

const body = `{"MaxResults":1}`

func (s signed) request(t *testing.T, at time.Time) *http.Request {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://id.example.com/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	sum := sha256.Sum256([]byte(body))
	credentials := aws.Credentials{AccessKeyID: s.id, SecretAccessKey: s.secret, SessionToken: s.token}
	if err := v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(sum[:]), s.service, s.region, at); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	good := signed{id: "AKIAROOT", secret: "secret", region: "eu-west-1", service: "cognito-idp"}
	with := func(change func(*signed)) signed { s := good; change(&s); return s }
	tests := []struct {
		name    string
		signed  signed
		service string
		late    time.Duration
		body    string
		code    string // "" for success
		status  int
	}{
		{name: "good", signed: good},
		{name: "late", signed: good, late: 4 * time.Minute},
		{name: "too late", signed: good, late: 6 * time.Minute, code: "InvalidSignatureException", status: 400},
		{name: "too early", signed: good, late: -6 * time.Minute, code: "InvalidSignatureException", status: 400},
		{name: "other body", signed: good, body: `{"MaxResults":2}`, code: "InvalidSignatureException", status: 400},
		{name: "wrong secret", signed: with(func(s *signed) { s.secret = "guess" }), code: "InvalidSignatureException", status: 400},
		{name: "unknown key", signed: with(func(s *signed) { s.id = "AKIANOBODY" }), code: "UnrecognizedClientException", status: 400},
		{name: "retired key", signed: with(func(s *signed) { s.id = "AKIAOFF" }), code: "UnrecognizedClientException", status: 400},
		{name: "session token", signed: with(func(s *signed) { s.token = "foreign" }), code: "UnrecognizedClientException", status: 400},
		{name: "other region", signed: with(func(s *signed) { s.region = "us-east-1" }), code: "InvalidSignatureException", status: 400},
		{name: "other service", signed: with(func(s *signed) { s.service = "s3" }), code: "InvalidSignatureException", status: 400},
		{name: "iam is in us-east-1", service: "iam", signed: with(func(s *signed) { s.region, s.service = "us-east-1", "iam" })},
		{name: "iam's words", service: "iam", signed: with(func(s *signed) { s.id, s.service = "AKIANOBODY", "iam" }), code: "InvalidClientTokenId", status: 403},
		{name: "sts's words", service: "sts", signed: with(func(s *signed) { s.secret, s.service = "guess", "sts" }), code: "SignatureDoesNotMatch", status: 403},
		{name: "sync's status", service: "cognito-sync", signed: with(func(s *signed) { s.secret, s.service = "guess", "cognito-sync" }), code: "InvalidSignatureException", status: 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			now := noon.Add(tt.late)
			s, _ := newSignatures(&now)
			service, sent := tt.service, tt.body
			if service == "" {
				service = "cognito-idp"
			}
			if sent == "" {
				sent = body
			}
			caller, err := s.Authenticate(tt.signed.request(t, noon), []byte(sent), service)
			checkFault(t, err, tt.code, tt.status)
			if tt.code == "" && (!caller.Root || caller.ARN != "arn:aws:iam::123456789012:root" || caller.AccessKeyID != "AKIAROOT") {
				t.Errorf("caller %+v", caller)
			}
			if tt.code != "" && caller.Account != "" {
				t.Errorf("refused, but the caller is %+v", caller)
			}
		})
	}
}

func checkFault(t *testing.T, err error, code string, status int) {
	t.Helper()
	var fault *awsproto.Fault
	if code == "" {
		if err != nil {
			t.Errorf("error %v", err)
		}
		return
	}
	if !errors.As(err, &fault) || fault.Code != code || fault.Status != status {
		t.Errorf("error %#v, want %s with status %d", err, code, status)
	}
}

func TestUnsigned(t *testing.T) {
	t.Parallel()
	now := noon
	s, _ := newSignatures(&now)
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	_, err := s.Authenticate(r, []byte(body), "cognito-idp")
	checkFault(t, err, "MissingAuthenticationTokenException", 400)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 nonsense")
	_, err = s.Authenticate(r, []byte(body), "cognito-idp")
	checkFault(t, err, "IncompleteSignatureException", 400)
}

// A key is read once a second and its day of use written once a day.
func TestKeysAreRemembered(t *testing.T) {
	t.Parallel()
	now := noon
	s, box := newSignatures(&now)
	good := signed{id: "AKIAROOT", secret: "secret", region: "eu-west-1", service: "cognito-idp"}
	call := func() error {
		_, err := s.Authenticate(good.request(t, now), []byte(body), "cognito-idp")
		return err
	}
	for range 5 {
		checkFault(t, call(), "", 0)
	}
	if box.reads != 2 || box.writes != 1 { // once to know it, once within the write
		t.Errorf("%d reads and %d writes", box.reads, box.writes)
	}
	k := box.keys["AKIAROOT"]
	if !k.LastUsed.Equal(noon.Truncate(24 * time.Hour)) {
		t.Errorf("last used %v", k.LastUsed)
	}
	k.Status = access.KeyInactive
	box.keys["AKIAROOT"] = k
	now = now.Add(keyStaleness)
	checkFault(t, call(), "UnrecognizedClientException", 400)
}

// The note of last use must not bring a retired key back to life, nor may its
// failure keep anybody out.
func TestTouch(t *testing.T) {
	t.Parallel()
	now := noon
	s, box := newSignatures(&now)
	used := box.keys["AKIAROOT"]
	retired := used
	retired.Status = access.KeyInactive
	box.keys["AKIAROOT"] = retired
	s.touch(t.Context(), used)
	if box.keys["AKIAROOT"].Status != access.KeyInactive {
		t.Error("the key came back to life")
	}
	s, box = newSignatures(&now)
	box.failWrite = errors.New("read-only")
	good := signed{id: "AKIAROOT", secret: "secret", region: "eu-west-1", service: "cognito-idp"}
	for range 3 {
		_, err := s.Authenticate(good.request(t, now), []byte(body), "cognito-idp")
		checkFault(t, err, "", 0)
	}
	if box.writes != 1 {
		t.Errorf("%d attempts to write in one second", box.writes)
	}
}

func TestAnyKey(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(nil))
	for _, header := range []string{"", "nonsense", "AWS4-HMAC-SHA256 Credential=x"} {
		r.Header.Set("Authorization", header)
		caller, err := anyKey{account: "123456789012"}.Authenticate(r, nil, "cognito-idp")
		if err != nil || !caller.Root || caller.Account != "123456789012" {
			t.Errorf("%q: %+v, %v", header, caller, err)
		}
	}
}

func BenchmarkAuthenticate(b *testing.B) {
	now := noon
	s, _ := newSignatures(&now)
	r := httptest.NewRequest(http.MethodPost, "http://id.example.com/", strings.NewReader(body))
	sum := sha256.Sum256([]byte(body))
	err := v4.NewSigner().SignHTTP(b.Context(), aws.Credentials{AccessKeyID: "AKIAROOT", SecretAccessKey: "secret"},
		r, hex.EncodeToString(sum[:]), "cognito-idp", "eu-west-1", noon)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Authenticate(r, []byte(body), "cognito-idp"); err != nil {
			b.Fatal(err)
		}
	}
}
