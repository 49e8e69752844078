package social

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// provider answers as the three do, to the token "good" with what tests put.
type provider struct {
	*httptest.Server
	app, me, info, verified string
	status                  int
	asked                   atomic.Int32
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{app: `{"id":"app"}`, me: `{"id":"zoe"}`, info: `{"aud":"app","user_id":"zoe","exp":3000}`, verified: `{"id_str":"zoe"}`, status: 200}
	answer := func(text *string, admitted func(*http.Request) bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			p.asked.Add(1)
			w.Header().Set("Location", "/elsewhere")
			switch {
			case p.status != 200:
				w.WriteHeader(p.status)
			case !admitted(r):
				w.WriteHeader(http.StatusBadRequest)
			default:
				_, _ = w.Write([]byte(*text))
			}
		}
	}
	bearer := func(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer good" }
	mux := http.NewServeMux()
	mux.HandleFunc("GET /app", answer(&p.app, bearer))
	mux.HandleFunc("GET /me", answer(&p.me, bearer))
	mux.HandleFunc("GET /auth/o2/tokeninfo", answer(&p.info, func(r *http.Request) bool { return r.FormValue("access_token") == "good" }))
	mux.HandleFunc("GET /1.1/account/verify_credentials.json", answer(&p.verified, func(r *http.Request) bool {
		h := r.Header.Get("Authorization")
		return strings.HasPrefix(h, `OAuth oauth_consumer_key="app", oauth_nonce="n", `) && strings.Contains(h, `oauth_token="good"`)
	}))
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) client(now func() time.Time) *Client {
	return New(Deps{Now: now, Nonce: func() string { return "n" }, At: Addresses{Facebook: p.URL, Amazon: p.URL, Twitter: p.URL}})
}

func TestVerify(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", maxToken+1)
	tests := map[string]struct {
		domain, token string
		change        func(*provider)
		want          error
	}{
		"facebook":                {Facebook, "good", nil, nil},
		"facebook, another token": {Facebook, "bad", nil, ErrRefused},
		"facebook, the app":       {Facebook, "good", func(p *provider) { p.me = `{"id":"app"}` }, ErrRefused},
		"facebook, nobody":        {Facebook, "good", func(p *provider) { p.me = `{}` }, ErrRefused},
		"amazon":                  {Amazon, "good", nil, nil},
		"amazon, another token":   {Amazon, "bad&access_token=good", nil, ErrRefused},
		"amazon, expired":         {Amazon, "good", func(p *provider) { p.info = `{"aud":"app","user_id":"zoe","exp":0}` }, ErrRefused},
		"amazon, no audience":     {Amazon, "good", func(p *provider) { p.info = `{"user_id":"zoe","exp":9}` }, ErrRefused},
		"twitter":                 {Twitter, "good;secret", nil, nil},
		"twitter, another token":  {Twitter, "bad;secret", nil, ErrRefused},
		"twitter, no secret":      {Twitter, "good", nil, ErrRefused},
		"empty":                   {Facebook, "", nil, ErrRefused},
		"too long":                {Facebook, long, nil, ErrRefused},
		"digits":                  {"www.digits.com", "good", nil, ErrUnknown},
		"down":                    {Amazon, "good", func(p *provider) { p.Close() }, ErrUnreachable},
		"ill":                     {Amazon, "good", func(p *provider) { p.status = 502 }, ErrUnreachable},
		"busy":                    {Amazon, "good", func(p *provider) { p.status = 429 }, ErrUnreachable},
		"a redirect":              {Amazon, "good", func(p *provider) { p.status = 302 }, ErrUnreachable},
		"no JSON":                 {Amazon, "good", func(p *provider) { p.info = `<html>` }, ErrUnreachable},
		"too much":                {Amazon, "good", func(p *provider) { p.info = `"` + strings.Repeat("a", maxAnswer) + `"` }, ErrUnreachable},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t)
			if tt.change != nil {
				tt.change(p)
			}
			got, err := p.client(time.Now).Verify(t.Context(), tt.domain, "app;secret", tt.token)
			if !errors.Is(err, tt.want) || tt.want == nil && got != (User{App: "app", Subject: "zoe"}) {
				t.Errorf("%+v, %v; want %v", got, err, tt.want)
			}
			if err != nil && (strings.Contains(err.Error(), "good") || strings.Contains(err.Error(), "access_token")) {
				t.Errorf("the error tells the token: %v", err)
			}
		})
	}
}

// An accepted token is remembered for a while, and no longer than it lasts.
func TestRemember(t *testing.T) {
	t.Parallel()
	p, now := newProvider(t), time.Unix(1e9, 0)
	p.info = `{"aud":"app","user_id":"zoe","exp":10}`
	c := p.client(func() time.Time { return now })
	ask := func(app, token string, asked int32) {
		t.Helper()
		_, _ = c.Verify(t.Context(), Amazon, app, token)
		if got := p.asked.Load(); got != asked {
			t.Errorf("asked %d times, want %d", got, asked)
		}
	}
	ask("app", "good", 1)
	ask("app", "good", 1)
	ask("other", "good", 2)
	ask("app", "bad", 3)
	ask("app", "bad", 4)
	now = now.Add(10 * time.Second)
	ask("app", "good", 5)
}

// A published example of a signature.
func TestOAuth1(t *testing.T) {
	t.Parallel()
	// The example of Twitter's own guide to signatures has parameters in the
	// query; they are signed like the others.
	got := oauth1("POST", "https://api.twitter.com/1.1/statuses/update.json", [][2]string{
		{"include_entities", "true"}, {"oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog"},
		{"oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"}, {"oauth_signature_method", "HMAC-SHA1"},
		{"oauth_timestamp", "1318622958"}, {"oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"}, {"oauth_version", "1.0"},
		{"status", "Hello Ladies + Gentlemen, a signed OAuth request!"},
	}, "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
	if want := `oauth_signature="` + percent("hCtSmYh+iHYCEqBWrE7C7hYmtUk=") + `"`; !strings.HasSuffix(got, want) {
		t.Errorf("signed %s, want %s", got, want)
	}
}
