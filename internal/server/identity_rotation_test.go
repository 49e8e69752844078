package server

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cognate-id/cognate/internal/crypto/identitytoken"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// While keys overlap, the tokens of both verify, here and by the published key
// set.
func TestRotateIdentityKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rotate := func(a identitytoken.Algorithm) (string, error) {
		kid, err := w.server.storage.RotateIdentityKeys(t.Context(), rand.Reader, a, w.clock())
		w.pass(keyStaleness)
		return kid, err
	}
	if _, err := rotate(identitytoken.RS256); !errors.Is(err, ErrNoIdentityPool) {
		t.Errorf("rotated for nobody: %v", err)
	}
	p := w.people()
	pool := w.identityPool(p, m{"DeveloperProviderName": "dev.example"}, "", "")
	issue := func() (id, text, header string) {
		out := w.ok(w.json(&w.root, "cognito-identity", "GetOpenIdTokenForDeveloperIdentity", m{"IdentityPoolId": pool,
			"Logins": m{"dev.example": "dora"}, "TokenDuration": 86400}))
		parsed, err := jose.ParseSignedCompact(out["Token"], []jose.SignatureAlgorithm{jose.RS256, jose.RS512})
		if err != nil {
			t.Fatal(err)
		}
		h := parsed.Signatures[0].Protected
		return out["IdentityId"], out["Token"], h.KeyID + " " + h.Algorithm
	}
	published := func() (kids []string) {
		r := httptest.NewRecorder()
		w.server.http.Handler.ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/.well-known/jwks_uri", nil))
		var set jose.JSONWebKeySet
		if err := json.Unmarshal(r.Body.Bytes(), &set); err != nil {
			t.Fatal(err)
		}
		for _, k := range set.Keys {
			kids = append(kids, k.KeyID+" "+k.Algorithm)
		}
		slices.Sort(kids)
		return kids
	}
	id, old, header := issue()
	if header != "us-east-11 RS512" {
		t.Errorf("the first key is %s", header)
	}
	if kid, err := rotate(identitytoken.RS256); kid != "us-east-12" || err != nil {
		t.Fatalf("rotated to %s, %v", kid, err)
	}
	_, fresh, header := issue()
	if header != "us-east-12 RS256" {
		t.Errorf("the second key is %s", header)
	}
	if got := strings.Join(published(), ", "); got != "us-east-11 RS512, us-east-12 RS256" {
		t.Errorf("published %s", got)
	}
	for _, token := range []string{old, fresh} {
		w.credentials(id, m{"cognito-identity.amazonaws.com": token})
	}
	w.pass(token.MaxTokenLife - keyStaleness)
	if got := strings.Join(published(), ", "); got != "us-east-12 RS256" {
		t.Errorf("a day later %s are published", got)
	}
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id, "Logins": m{"cognito-identity.amazonaws.com": old}}), 400,
		"Invalid login token. Couldn't verify signed token.")
}

func TestNextKID(t *testing.T) {
	t.Parallel()
	var keys []userpool.SigningKey
	for _, kid := range []string{"us-east-19", "us-east-110", "eu-west-177", "us-east-1x"} {
		keys = append(keys, userpool.SigningKey{KID: kid, Created: time.Unix(1, 0)})
	}
	if got := nextKID(keys, "us-east-1"); got != "us-east-111" {
		t.Errorf("next is %s", got)
	}
	if got := nextKID(nil, "us-east-1"); got != "us-east-11" {
		t.Errorf("first is %s", got)
	}
}
