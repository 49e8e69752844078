package inbox

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

var now = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

func get(t *testing.T, read Reader, host, path string) *httptest.ResponseRecorder {
	t.Helper()
	i := New(read, func() time.Time { return now }, "http://id.test:9400")
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = host
	w := httptest.NewRecorder()
	i.ServeHTTP(w, r)
	return w
}

func some(_ context.Context, q userpool.MessageQuery) ([]userpool.Message, error) {
	if q.To == "nobody@example.com" {
		return nil, nil
	}
	return []userpool.Message{
		{To: "a@example.com", Medium: userpool.MediumEmail, Kind: userpool.MessageSignUp, Subject: "<b>Hello</b>",
			Text: "Your code is 123456. <script>alert(1)</script>", Code: "123456", Created: now.Add(-90 * time.Second)},
		{To: "+15550100", Medium: userpool.MediumSMS, Text: "x", Link: "javascript:alert(1)", State: userpool.MessageFailed, Created: now},
	}, nil
}

func TestPage(t *testing.T) {
	t.Parallel()
	w := get(t, some, "127.0.0.1:9400", "/inbox")
	body := w.Body.String()
	for _, want := range []string{"<mark>123456</mark>", "&lt;b&gt;Hello", "1m ago", "just now", "e-mail", "SMS", "failed", `data-code="123456"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s:\n%s", want, body)
		}
	}
	for _, evil := range []string{"<script>alert", "javascript:", "<b>Hello"} {
		if strings.Contains(body, evil) {
			t.Errorf("the page holds %s", evil)
		}
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("content security policy %q", csp)
	}
}

func TestListAlone(t *testing.T) {
	t.Parallel()
	if body := get(t, some, "localhost:9400", "/inbox/list").Body.String(); strings.Contains(body, "<html") || !strings.Contains(body, "<article>") {
		t.Errorf("not the list alone:\n%s", body)
	}
	if body := get(t, some, "localhost:9400", "/inbox/list?to=nobody@example.com").Body.String(); !strings.Contains(body, "Nothing was sent to nobody@example.com.") {
		t.Errorf("not an empty list:\n%s", body)
	}
}

func TestFilesAndFailures(t *testing.T) {
	t.Parallel()
	broken := func(context.Context, userpool.MessageQuery) ([]userpool.Message, error) {
		return nil, errors.New("disk on fire")
	}
	for path, status := range map[string]int{
		"/inbox/inbox.css": 200, "/inbox/inbox.js": 200, "/inbox/page/inbox.tmpl": 404, "/inbox/../../etc": 404,
	} {
		if w := get(t, some, "[::1]:9400", path); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
	if w := get(t, broken, "localhost", "/inbox"); w.Code != 500 || strings.Contains(w.Body.String(), "fire") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A name that an attacker points at 127.0.0.1 must not open the inbox.
func TestForeignHosts(t *testing.T) {
	t.Parallel()
	for host, status := range map[string]int{
		"attacker.example:9400": 403, "127.0.0.1.attacker.example": 403, "10.0.0.1:9400": 403, "": 403,
		"localhost": 200, "127.0.0.2:1": 200, "[::1]:1": 200, "id.test:9400": 200,
	} {
		if w := get(t, some, host, "/inbox"); w.Code != status {
			t.Errorf("host %q: %d, want %d", host, w.Code, status)
		}
	}
}
