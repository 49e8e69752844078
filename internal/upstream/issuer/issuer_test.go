package issuer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// peer is an issuer whose keys tests change.
type peer struct {
	*httptest.Server
	keys  atomic.Pointer[jose.JSONWebKeySet]
	asked atomic.Int32
	name  atomic.Pointer[string] // that it claims to have, nil for its own
}

func newPeer(t *testing.T) *peer {
	t.Helper()
	p := &peer{}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.asked.Add(1)
		name := p.URL
		if n := p.name.Load(); n != nil {
			name = *n
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": name, "jwks_uri": p.URL + "/keys"})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(p.keys.Load()) })
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// issue makes a token by a new key of that id, published or not.
func (p *peer) issue(t *testing.T, kid string, publish bool) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if publish {
		p.keys.Store(&jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: kid, Use: "sig"}}})
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", kid))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := s.Sign([]byte(`{"sub":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestVerify(t *testing.T) {
	t.Parallel()
	p, now := newPeer(t), time.Unix(1e9, 0)
	v := New(Deps{Now: func() time.Time { return now }})
	check := func(token string, want error, asked int32) {
		t.Helper()
		payload, err := v.Verify(t.Context(), p.URL, token)
		if !errors.Is(err, want) || want == nil && string(payload) != `{"sub":"x"}` {
			t.Errorf("%s, %v; want %v", payload, err, want)
		}
		if got := p.asked.Load(); got != asked {
			t.Errorf("asked %d times, want %d", got, asked)
		}
	}
	one := p.issue(t, "one", true)
	check(one, nil, 1)
	check(one, nil, 1)
	forged := p.issue(t, "one", false)
	check(forged, ErrSignature, 1) // asked a moment ago
	two := p.issue(t, "two", true)
	check(two, ErrSignature, 1)
	now = now.Add(RefreshEvery)
	check(two, nil, 2)
	check(one, ErrSignature, 2) // withdrawn
	now = now.Add(Freshness)
	p.Close()
	check(two, ErrUnreachable, 2)
	check("no token", ErrSignature, 2)
	check(strings.Repeat("a", maxToken+1), ErrSignature, 2)
}

func TestOtherName(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.name.Store(new("https://accounts.google.com"))
	token := p.issue(t, "k", true)
	v := New(Deps{Now: time.Now})
	if _, err := v.Verify(t.Context(), p.URL, token); !errors.Is(err, ErrUnreachable) {
		t.Errorf("an issuer under another's name: %v", err)
	}
}
