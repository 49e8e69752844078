package sigv4

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsv4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

func kindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

var (
	signTime = time.Date(2026, 1, 5, 3, 4, 5, 0, time.UTC)
	longTerm = aws.Credentials{AccessKeyID: suiteKey, SecretAccessKey: suiteSecret}
	session  = aws.Credentials{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: suiteSecret, SessionToken: "token/with+odd=characters"}
)

// wire is a request on its way: what AWS's signer made, and what arrives.
type wire struct {
	method, url string
	header      http.Header
	body        string
	service     string
	creds       aws.Credentials
}

func (w wire) build(t testing.TB) *http.Request {
	t.Helper()
	r, err := http.NewRequest(w.method, w.url, strings.NewReader(w.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range w.header {
		r.Header[name] = slices.Clone(values)
	}
	return r
}

func awsSigner(service string) *awsv4.Signer {
	return awsv4.NewSigner(func(o *awsv4.SignerOptions) { o.DisableURIPathEscaping = service == s3 })
}

func (w wire) signed(t testing.TB) *http.Request {
	t.Helper()
	r := w.build(t)
	sum := sha256.Sum256([]byte(w.body))
	payload := hex.EncodeToString(sum[:])
	if declared := r.Header.Get("X-Amz-Content-Sha256"); declared != "" {
		payload = declared
	}
	if err := awsSigner(w.service).SignHTTP(context.Background(), w.creds, r, payload, w.service, "eu-west-1", signTime); err != nil {
		t.Fatal(err)
	}
	return r
}

// sent lets net/http carry a request to a server and returns what the handler
// sees there, with the body's hash.
func sent(t testing.TB, r *http.Request) (*http.Request, [32]byte) {
	t.Helper()
	var got *http.Request
	var sum [32]byte
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, in *http.Request) {
		body, _ := io.ReadAll(in.Body)
		got, sum = in, sha256.Sum256(body)
	}))
	defer server.Close()
	r.Host = r.URL.Host
	r.URL.Host, r.URL.Scheme = strings.TrimPrefix(server.URL, "http://"), "http"
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return got, sum
}

func oddRequests() map[string]wire {
	const host = "https://api.example.test:8443"
	json := http.Header{"Content-Type": {"application/x-amz-json-1.1"}, "X-Amz-Target": {"AWSCognitoIdentityProviderService.ListUsers"}}
	return map[string]wire{
		"json":            {"POST", host + "/", json, `{"UserPoolId":"eu-west-1_abcdefghi"}`, "cognito-idp", longTerm},
		"session":         {"POST", host + "/", json, `{}`, "cognito-idp", session},
		"no body":         {"GET", host, nil, "", "execute-api", longTerm},
		"escaped path":    {"GET", host + "/identitypools/eu-west-1%3A0000/identities/a%2Fb%20c", nil, "", "cognito-sync", longTerm},
		"plain odd path":  {"GET", host + "/a:b@c,d;e=f$g&h+i", nil, "", "execute-api", longTerm},
		"browser marks":   {"GET", host + "/it's(really)*new*!", nil, "", "execute-api", longTerm},
		"utf-8 path":      {"GET", host + "/käse/ሴ", nil, "", "execute-api", longTerm},
		"query":           {"GET", host + "/x?b=2&a=1&a=0&c&=empty&d=%2F%20%7E~&e=%E1%88%B4", nil, "", "execute-api", longTerm},
		"query plus":      {"GET", host + "/x?a=1%2B2&b=a%20b", nil, "", "execute-api", longTerm},
		"query prefixes":  {"GET", host + "/x?a=1&a-b=2&ab=3&A=4&a%20=5", nil, "", "execute-api", longTerm},
		"blanks":          {"GET", host + "/", http.Header{"X-Amz-Meta-Note": {"  a   b  c "}, "X-Note": {"d    e"}}, "", "execute-api", longTerm},
		"repeated header": {"GET", host + "/", http.Header{"X-Amz-Meta-A": {"2", "1", " 3 "}}, "", "execute-api", longTerm},
		"empty header":    {"GET", host + "/", http.Header{"X-Amz-Meta-A": {""}}, "", "execute-api", longTerm},
		"declared hash":   {"PUT", host + "/b/k", http.Header{"X-Amz-Content-Sha256": {hexSum("data")}}, "data", s3, longTerm},
		"unsigned":        {"PUT", host + "/b/k", http.Header{"X-Amz-Content-Sha256": {"UNSIGNED-PAYLOAD"}}, "data", s3, session},
		"s3 key":          {"GET", host + "/b/a%20b/c%2Bd//e/./f/%C3%A4", nil, "", s3, longTerm},
	}
}

func hexSum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func TestAgreesWithAWSSigner(t *testing.T) {
	t.Parallel()
	for name, w := range oddRequests() {
		r, body := sent(t, w.signed(t))
		c, err := Parse(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.AccessKeyID != w.creds.AccessKeyID || c.SessionToken != w.creds.SessionToken || c.Region != "eu-west-1" || c.Service != w.service || !c.Date.Equal(signTime) {
			t.Errorf("%s: credential %+v", name, c)
		}
		verifier := NewVerifier(4)
		for range 2 { // the second time from the cache
			if err := verifier.Verify(c, body, suiteSecret, signTime); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := kindOf(verifier.Verify(c, body, suiteSecret+"x", signTime)); got != Mismatch {
			t.Errorf("%s: another secret gives %q", name, got)
		}
	}
}

func TestAgreesWithAWSPresigner(t *testing.T) {
	t.Parallel()
	for name, w := range oddRequests() {
		r := w.build(t)
		query := r.URL.Query()
		query.Set("X-Amz-Expires", "900")
		r.URL.RawQuery = query.Encode()
		payload := hexSum(w.body)
		if declared := r.Header.Get("X-Amz-Content-Sha256"); declared != "" {
			payload = declared
		} else if w.service == s3 {
			payload = "UNSIGNED-PAYLOAD"
		}
		url, header, err := awsSigner(w.service).PresignHTTP(context.Background(), w.creds, r, payload, w.service, "eu-west-1", signTime)
		if err != nil {
			t.Fatal(err)
		}
		w.url, w.header = url, header
		w.header.Del("Host")
		got, body := sent(t, w.build(t))
		c, err := Parse(got)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !c.Presigned || c.Expires != 15*time.Minute || c.SessionToken != w.creds.SessionToken {
			t.Errorf("%s: credential %+v", name, c)
		}
		if err := NewVerifier(0).Verify(c, body, suiteSecret, signTime.Add(15*time.Minute)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := kindOf(NewVerifier(0).Verify(c, body, suiteSecret, signTime.Add(15*time.Minute+time.Second))); got != Expired {
			t.Errorf("%s: late gives %q", name, got)
		}
		if got := kindOf(NewVerifier(0).Verify(c, body, suiteSecret, signTime.Add(-16*time.Minute))); got != Skew {
			t.Errorf("%s: early gives %q", name, got)
		}
	}
}

// TestAWSVerifiesSigner signs here and compares with AWS's signer.
func TestAWSVerifiesSigner(t *testing.T) {
	t.Parallel()
	for name, w := range oddRequests() {
		r := w.build(t)
		if name == "blanks" || r.URL.RawQuery == "b=2&a=1&a=0&c&=empty&d=%2F%20%7E~&e=%E1%88%B4" {
			continue // AWS's signer sorts this query in place, and covers X-Note
		}
		signer := Signer{w.creds.AccessKeyID, w.creds.SecretAccessKey, w.creds.SessionToken, "eu-west-1", w.service}
		signer.Sign(r, sha256.Sum256([]byte(w.body)), signTime)
		if err := Verify(r, sha256.Sum256([]byte(w.body)), suiteSecret, signTime); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		reference := w
		reference.body = "" // AWS's signer covers Content-Length if there is one
		if reference.header.Get("X-Amz-Content-Sha256") == "" {
			plain := reference.build(t)
			signer.Sign(plain, sha256.Sum256(nil), signTime)
			if got, want := plain.Header.Get("Authorization"), reference.signed(t).Header.Get("Authorization"); got != want {
				t.Errorf("%s:\n got %s\nwant %s", name, got, want)
			}
		}
	}
}

// TestBrowserPath has a path as the Amplify library canonicalizes it.
func TestBrowserPath(t *testing.T) {
	t.Parallel()
	for service, want := range map[string]Kind{"execute-api": "", "appsync": "", "cognito-sync": Mismatch} {
		r := wire{method: "GET", url: "https://api.example.test/it's(new)!*"}.build(t)
		r.Header.Set("X-Amz-Date", stamp(signTime))
		c := &Credential{Date: signTime, Region: "eu-west-1", Service: service, SignedHeaders: []string{"host", "x-amz-date"}, request: r, target: targetOf(r)}
		signature := c.compute(signingKey(c, suiteSecret), hexSum(""), browser)
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=A/20260105/eu-west-1/"+service+"/aws4_request,SignedHeaders=host;x-amz-date,Signature="+hex.EncodeToString(signature[:]))
		if got := kindOf(Verify(r, sha256.Sum256(nil), suiteSecret, signTime)); got != want {
			t.Errorf("%s: %q, want %q", service, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	requests := oddRequests()
	tests := []struct {
		request string
		after   time.Duration
		want    Kind
		message string
	}{
		{"json", 5 * time.Minute, "", ""},
		{"json", -5 * time.Minute, "", ""},
		{"json", 5*time.Minute + time.Second, Skew, "Signature expired: 20260105T030405Z is now earlier than 20260105T030406Z (20260105T030906Z - 5 min.)"},
		{"json", -5*time.Minute - time.Second, Skew, "Signature not yet current: 20260105T030405Z is still later than 20260105T030404Z (20260105T025904Z + 5 min.)"},
		{"s3 key", 15 * time.Minute, "", ""},
		{"s3 key", 15*time.Minute + time.Second, Skew, ""},
	}
	for _, tt := range tests {
		r := requests[tt.request].signed(t)
		err := Verify(r, sha256.Sum256([]byte(requests[tt.request].body)), suiteSecret, signTime.Add(tt.after))
		if kindOf(err) != tt.want || tt.message != "" && err.(*Error).Message != tt.message {
			t.Errorf("%s after %v: %v", tt.request, tt.after, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const good = "AWS4-HMAC-SHA256 Credential=AKID/20260105/eu-west-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + vanilla
	change := func(from, to string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", strings.Replace(good, from, to, 1)) }
	}
	presigned := "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260105%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=20260105T030405Z" +
		"&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + vanilla
	query := func(from, to string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header = http.Header{}
			r.URL.RawQuery = strings.Replace(presigned, from, to, 1)
		}
	}
	tests := []struct {
		name   string
		change func(*http.Request)
		want   Kind
	}{
		{"good", func(*http.Request) {}, ""},
		{"good presigned", query("", ""), ""},
		{"nothing", func(r *http.Request) { r.Header.Del("Authorization") }, Missing},
		{"other scheme", change("AWS4-HMAC-SHA256", "Bearer"), Incomplete},
		{"SigV4A", change("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), Incomplete},
		{"no pair", change("Signature=", "Signature"), Incomplete},
		{"no credential", change("Credential=", "Credentials="), Incomplete},
		{"twice", change("Signature=", "SignedHeaders=host, Signature="), Incomplete},
		{"two headers", func(r *http.Request) { r.Header.Add("Authorization", good) }, Incomplete},
		{"header and query", func(r *http.Request) { r.URL.RawQuery = presigned }, Incomplete},
		{"short scope", change("/sts", ""), Incomplete},
		{"long scope", change("/sts", "/sts/x"), Incomplete},
		{"empty scope part", change("eu-west-1", ""), Incomplete},
		{"odd scope part", change("eu-west-1", "eu west"), Incomplete},
		{"terminator", change("aws4_request", "aws5_request"), Incomplete},
		{"other day", change("20260105", "20260106"), Incomplete},
		{"no date", func(r *http.Request) { r.Header.Del("X-Amz-Date") }, Incomplete},
		{"bad date", func(r *http.Request) { r.Header.Set("X-Amz-Date", "2026-01-05T03:04:05Z") }, Incomplete},
		{"fraction", func(r *http.Request) { r.Header.Set("X-Amz-Date", "20260105T030405.5Z") }, Incomplete},
		{"two dates", func(r *http.Request) { r.Header.Add("X-Amz-Date", "20260105T030405Z") }, Incomplete},
		{"short signature", change(vanilla, vanilla[:62]), Mismatch},
		{"long signature", change(vanilla, vanilla+"00"), Mismatch},
		{"capital signature", change(vanilla, strings.ToUpper(vanilla)), Mismatch},
		{"no hex", change(vanilla, strings.Repeat("z", 64)), Mismatch},
		{"capital header name", change("host;", "Host;"), Incomplete},
		{"disorder", change("host;x-amz-date", "x-amz-date;host"), Incomplete},
		{"header name twice", change("host;", "host;host;"), Incomplete},
		{"no host", change("host;", ""), UnsignedHeaders},
		{"date not covered", change(";x-amz-date", ""), UnsignedHeaders},
		{"header added", func(r *http.Request) { r.Header.Set("X-Amz-Target", "Other") }, UnsignedHeaders},
		{"token added", func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", "x") }, UnsignedHeaders},
		{"two tokens", func(r *http.Request) { r.Header["X-Amz-Security-Token"] = []string{"x", "y"} }, Incomplete},
		{"unsigned body", func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD") }, Incomplete},
		{"odd body mode", func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", "x") }, Incomplete},
		{"many headers", change("host;", "host;"+strings.Repeat("i;", 200)), Incomplete},
		{"long header", change("AKID", strings.Repeat("A", maxAuthorization)), Incomplete},
		{"long target", func(r *http.Request) { r.URL.RawQuery = strings.Repeat("a", maxTarget+1) }, Incomplete},
		{"presigned header added", func(r *http.Request) { query("", "")(r); r.Header.Set("X-Amz-Target", "Other") }, UnsignedHeaders},
		{"plus in query", func(r *http.Request) { r.URL.RawQuery = "a=1+2" }, Incomplete},
		{"semicolon in query", func(r *http.Request) { r.URL.RawQuery = "a=1;b=2" }, Incomplete},
		{"half an escape", func(r *http.Request) { r.URL.RawQuery = "a=%2" }, Incomplete},
		{"bad escape", func(r *http.Request) { r.URL.RawQuery = "a=%2g" }, Incomplete},
		{"no expiry", query("&X-Amz-Expires=60", ""), Incomplete},
		{"zero expiry", query("Expires=60", "Expires=0"), Incomplete},
		{"negative expiry", query("Expires=60", "Expires=-1"), Incomplete},
		{"week and a second", query("Expires=60", "Expires=604801"), Incomplete},
		{"week", query("Expires=60", "Expires=604800"), ""},
		{"parameter twice", query("", "X-Amz-Credential=A%2F20260105%2Feu-west-1%2Fsts%2Faws4_request&"), Incomplete},
		{"HTTP date", query("20260105T030405Z", "Mon, 05 Jan 2026 03:04:05 GMT"), Incomplete},
	}
	for _, tt := range tests {
		r := wire{method: "GET", url: "https://sts.example.test/", header: http.Header{"X-Amz-Date": {"20260105T030405Z"}, "Authorization": {good}}}.build(t)
		tt.change(r)
		if _, err := Parse(r); kindOf(err) != tt.want || (err == nil) != (tt.want == "") {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestDateHeader(t *testing.T) {
	t.Parallel()
	r := wire{method: "GET", url: "https://sts.example.test/", header: http.Header{"Date": {"Mon, 05 Jan 2026 03:04:05 GMT"}}}.build(t)
	c := &Credential{Date: signTime, Region: "eu-west-1", Service: "sts", SignedHeaders: []string{"date", "host"}, request: r, target: targetOf(r)}
	signature := c.compute(signingKey(c, suiteSecret), hexSum(""), strict)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=A/20260105/eu-west-1/sts/aws4_request,SignedHeaders=date;host,Signature="+hex.EncodeToString(signature[:]))
	if err := Verify(r, sha256.Sum256(nil), suiteSecret, signTime); err != nil {
		t.Error(err)
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	requests := oddRequests()
	other := sha256.Sum256([]byte("other"))
	for name, want := range map[string]Kind{"json": Mismatch, "declared hash": Body, "unsigned": ""} {
		if got := kindOf(Verify(requests[name].signed(t), other, suiteSecret, signTime)); got != want {
			t.Errorf("%s with another body: %q, want %q", name, got, want)
		}
	}
	c, err := Parse(requests["declared hash"].signed(t))
	if err != nil {
		t.Fatal(err)
	}
	if sum, ok := c.DeclaredBody(); !ok || hex.EncodeToString(sum[:]) != hexSum("data") {
		t.Errorf("declared body %x, %v", sum, ok)
	}
}

// TestMutations flips every single bit of requests as they come over the wire
// and expects a refusal, or a request that means the same.
func TestMutations(t *testing.T) {
	t.Parallel()
	secrets := map[string]string{suiteKey: suiteSecret, session.AccessKeyID: suiteSecret}
	for name, w := range oddRequests() {
		signed := w.signed(t)
		var raw bytes.Buffer
		if err := signed.Write(&raw); err != nil {
			t.Fatal(err)
		}
		text := raw.Bytes()
		if err := verifyText(text, secrets); err != nil {
			t.Fatalf("%s unchanged: %v", name, err)
		}
		for i := range len(text) * 8 {
			changed := bytes.Clone(text)
			changed[i/8] ^= 1 << (i % 8)
			if err := verifyText(changed, secrets); err == nil && !harmless(text, changed) {
				t.Errorf("%s: byte %d changed from %q to %q: accepted\n%s", name, i/8, text[i/8], changed[i/8], changed)
			}
		}
	}
}
