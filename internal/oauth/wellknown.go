package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/cognate-id/cognate/internal/crypto/jwt"
	"github.com/cognate-id/cognate/internal/userpool"
)

// cacheControl lets verifiers keep the documents for a while. A new signing
// key is found at once all the same: verifiers fetch again on an unknown kid.
const cacheControl = "public, max-age=300, must-revalidate"

// maxSets bounds the rendered key sets that are remembered.
const maxSets = 4096

// Keys gives the keys that verify the tokens of a pool, or the ResourceNotFound
// of an unknown pool.
type Keys interface {
	JWKS(ctx context.Context, pool userpool.PoolID) ([]jwt.PublicKey, error)
}

// WellKnown serves what OpenID Connect Discovery 1.0 asks of an issuer, below
// {base}/{poolId}. It writes nothing.
type WellKnown struct {
	keys Keys
	// issuer is the iss claim of a pool, location the URL where we serve it;
	// they differ when tokens name AWS's address.
	issuer, location func(userpool.PoolID) string
	home             func(context.Context, userpool.PoolID) (Home, error)

	mu   sync.RWMutex
	sets map[userpool.PoolID]keySet
}

type keySet struct {
	kids string
	body []byte
}

// Home is where a pool's domain is.
type Home struct {
	Base      string // URL without a slash at the end; "" without a domain
	Registers bool   // clients may register themselves
}

// NewWellKnown makes a WellKnown. home tells where a pool's domain is.
func NewWellKnown(keys Keys, issuer, location func(userpool.PoolID) string,
	home func(context.Context, userpool.PoolID) (Home, error)) *WellKnown {
	return &WellKnown{keys: keys, issuer: issuer, location: location, home: home, sets: map[userpool.PoolID]keySet{}}
}

// JWKS serves {pool}/.well-known/jwks.json.
func (k *WellKnown) JWKS(w http.ResponseWriter, r *http.Request) {
	pool := userpool.PoolID(r.PathValue("pool"))
	keys, err := k.keys.JWKS(r.Context(), pool)
	if err != nil {
		fail(w, err)
		return
	}
	document(w, k.render(pool, keys))
}

// render writes a key set, or gives the one written before: a pool's keys
// change once in months, and writing them costs more than sending them.
func (k *WellKnown) render(pool userpool.PoolID, keys []jwt.PublicKey) []byte {
	var kids strings.Builder
	for _, key := range keys {
		kids.WriteString(key.ID + " ")
	}
	k.mu.RLock()
	set := k.sets[pool]
	k.mu.RUnlock()
	if set.body != nil && set.kids == kids.String() {
		return set.body
	}
	set = keySet{kids: kids.String(), body: jwt.JWKS(keys...)}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.sets) >= maxSets {
		clear(k.sets)
	}
	k.sets[pool] = set
	return set.body
}

// discovery is the metadata document. Its members are in Cognito's order,
// which is the alphabet's.
type discovery struct {
	Authorization string   `json:"authorization_endpoint"`
	EndSession    string   `json:"end_session_endpoint,omitempty"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	Issuer        string   `json:"issuer"`
	JWKS          string   `json:"jwks_uri"`
	Registration  string   `json:"registration_endpoint,omitempty"`
	ResponseTypes []string `json:"response_types_supported"`
	Revocation    string   `json:"revocation_endpoint,omitempty"`
	Scopes        []string `json:"scopes_supported"`
	SubjectTypes  []string `json:"subject_types_supported"`
	Token         string   `json:"token_endpoint"`
	TokenAuth     []string `json:"token_endpoint_auth_methods_supported"`
	UserInfo      string   `json:"userinfo_endpoint"`
}

// Configuration serves {pool}/.well-known/openid-configuration. Without a
// domain the pool's authorization, token and userinfo endpoints are below the
// issuer and answer that they are not there (see NoDomain).
func (k *WellKnown) Configuration(w http.ResponseWriter, r *http.Request) {
	pool := userpool.PoolID(r.PathValue("pool"))
	if _, err := k.keys.JWKS(r.Context(), pool); err != nil {
		fail(w, err)
		return
	}
	home, err := k.home(r.Context(), pool)
	if err != nil {
		fail(w, err)
		return
	}
	at := k.location(pool)
	d := discovery{
		Authorization: at + "/authorize", Algorithms: []string{"RS256"}, Issuer: k.issuer(pool),
		JWKS: at + "/.well-known/jwks.json", ResponseTypes: []string{"code", "token"},
		Scopes: []string{"openid", "email", "phone", "profile"}, SubjectTypes: []string{"public"},
		Token: at + "/token", TokenAuth: []string{"client_secret_basic", "client_secret_post"}, UserInfo: at + "/userInfo",
	}
	d.settle(home)
	body, err := json.Marshal(d)
	if err != nil {
		fail(w, err)
		return
	}
	document(w, body)
}

// settle moves the endpoints to the pool's domain.
func (d *discovery) settle(home Home) {
	if home.Base == "" {
		return
	}
	at := home.Base + "/oauth2"
	d.Authorization, d.Token, d.UserInfo = at+"/authorize", at+"/token", at+"/userInfo"
	d.EndSession, d.Revocation = home.Base+"/logout", at+"/revoke"
	if home.Registers {
		d.Registration = at + "/register"
	}
}

// NoDomain answers the OAuth endpoints of a pool that has no domain.
func NoDomain(w http.ResponseWriter, _ *http.Request) {
	refuse(w, http.StatusBadRequest, "BadRequest", "The server did not understand the operation that was requested.", "client")
}

// document sends public, cacheable JSON that every page may read.
func document(w http.ResponseWriter, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", cacheControl)
	h.Set("Access-Control-Allow-Origin", "*")
	_, _ = w.Write(body) // a client that has gone away needs no answer
}

func fail(w http.ResponseWriter, err error) {
	var e *userpool.Error
	if errors.As(err, &e) && e.Code == userpool.ResourceNotFound {
		refuse(w, http.StatusNotFound, "ResourceNotFound", e.Message, "client")
		return
	}
	refuse(w, http.StatusInternalServerError, "InternalError", "Internal error.", "server")
}

func refuse(w http.ResponseWriter, status int, code, message, kind string) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("Access-Control-Allow-Origin", "*")
	w.WriteHeader(status)
	body, err := json.Marshal(struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Type    string `json:"type"`
	}{code, message, kind})
	if err == nil {
		_, _ = w.Write(body)
	}
}
