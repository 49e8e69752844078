package social

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Whatever a provider answers, it is a user with an app or one of the errors.
func FuzzAnswer(f *testing.F) {
	f.Add(`{"id":"1"}`)
	f.Add(`{"aud":"a","user_id":"u","exp":1}`)
	f.Add(`{"id_str":1}`)
	f.Fuzz(func(t *testing.T, text string) {
		p := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }))
		defer p.Close()
		c := New(Deps{Now: time.Now, Nonce: func() string { return "n" }, At: Addresses{Facebook: p.URL, Amazon: p.URL, Twitter: p.URL}})
		for _, domain := range []string{Facebook, Amazon, Twitter} {
			user, err := c.Verify(t.Context(), domain, "a;b", "c;d")
			if err == nil && (user.App == "" || user.Subject == "") || err != nil && !errors.Is(err, ErrRefused) && !errors.Is(err, ErrUnreachable) {
				t.Errorf("%s: %+v, %v", domain, user, err)
			}
		}
	})
}
