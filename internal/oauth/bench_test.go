package oauth_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/pooltest"
)

// ask sends a form to the handler without a network.
func (w *world) ask(endpoint string, f url.Values, bearer string) int {
	method, body := http.MethodPost, io.Reader(strings.NewReader(f.Encode()))
	if f == nil {
		method, body = http.MethodGet, nil
	}
	r := httptest.NewRequestWithContext(context.Background(), method, "/domain/acme/oauth2/"+endpoint, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	rec := httptest.NewRecorder()
	w.server.Config.Handler.ServeHTTP(rec, r)
	return rec.Code
}

func bench(b *testing.B, w *world, endpoint string, bearer string, form func() url.Values) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if got := w.ask(endpoint, form(), bearer); got != http.StatusOK {
			b.Fatalf("%s: %d", endpoint, got)
		}
	}
}

func BenchmarkAuthorizeAndToken(b *testing.B) {
	w := start(b)
	bench(b, w, "token", "", func() url.Values {
		return url.Values{"grant_type": {"authorization_code"}, "client_id": {string(pooltest.ClientID)},
			"code": {w.code(pooltest.ClientID, nil)}, "redirect_uri": {callback}, "code_verifier": {verifier}}
	})
}

func BenchmarkClientCredentials(b *testing.B) {
	w := start(b)
	f := url.Values{"grant_type": {"client_credentials"}, "client_id": {string(machine)}, "client_secret": {secret}}
	bench(b, w, "token", "", func() url.Values { return f })
}

func BenchmarkRefresh(b *testing.B) {
	w := start(b)
	tokens := w.exchange(w.code(pooltest.ClientID, nil), nil)
	f := url.Values{"grant_type": {"refresh_token"}, "client_id": {string(pooltest.ClientID)}, "refresh_token": {tokens.text("refresh_token")}}
	bench(b, w, "token", "", func() url.Values { return f })
}

func BenchmarkUserInfo(b *testing.B) {
	w := start(b)
	token := w.exchange(w.code(pooltest.ClientID, nil), nil).text("access_token")
	bench(b, w, "userInfo", token, func() url.Values { return nil })
}
