// Package issuer verifies tokens of other people's OpenID Connect issuers: it
// finds an issuer's keys by discovery and checks signatures with them.
//
// It owns the fetching and what it remembers of keys. Whether an issuer is to
// be trusted, and what its tokens say, is for callers to decide: they must only
// name issuers that an administrator has registered.
//
// Invariant: what an issuer answers is bounded in size and time, and tokens
// with made-up key ids cannot make this package ask an issuer more than once in
// RefreshEvery.
package issuer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	// RefreshEvery is how often an unknown key id may ask the issuer again.
	RefreshEvery = 10 * time.Second
	// Freshness is after how long keys are read again anyway, so that withdrawn
	// ones stop counting.
	Freshness = time.Hour

	fetchTimeout = 5 * time.Second
	maxDocument  = 512 << 10
	maxRedirects = 3
	maxIssuers   = 1024
	maxToken     = 64 << 10
)

// Errors of Verify.
var (
	ErrUnreachable = errors.New("issuer: its keys cannot be read")
	ErrSignature   = errors.New("issuer: the token is not signed by one of its keys")
)

// algorithms are the asymmetric ones; a shared secret proves nothing to others.
func algorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{
		jose.RS256, jose.RS384, jose.RS512, jose.ES256, jose.ES384, jose.ES512, jose.PS256, jose.PS384, jose.PS512, jose.EdDSA,
	}
}

// Deps are what a Verifier needs.
type Deps struct {
	// Client fetches; nil means one that gives up soon and follows few redirects.
	Client *http.Client
	Now    func() time.Time
}

// A Verifier is safe for concurrent use.
type Verifier struct {
	deps Deps

	mu    sync.Mutex
	known map[string]*entry
}

type entry struct {
	mu    sync.Mutex // held while the issuer is asked
	keys  *jose.JSONWebKeySet
	read  time.Time // when keys were read
	tried time.Time
}

// New makes a Verifier.
func New(deps Deps) *Verifier {
	if deps.Client == nil {
		deps.Client = &http.Client{
			Timeout: fetchTimeout,
			CheckRedirect: func(_ *http.Request, via []*http.Request) error {
				if len(via) >= maxRedirects {
					return errors.New("too many redirects")
				}
				return nil
			},
		}
	}
	return &Verifier{deps: deps, known: map[string]*entry{}}
}

// Verify checks the signature of a token by the keys of an issuer, named by its
// URL as in the iss claim, and returns the claims.
func (v *Verifier) Verify(ctx context.Context, issuer, token string) ([]byte, error) {
	if len(token) > maxToken {
		return nil, ErrSignature
	}
	parsed, err := jose.ParseSignedCompact(token, algorithms())
	if err != nil || len(parsed.Signatures) != 1 {
		return nil, ErrSignature
	}
	kid := parsed.Signatures[0].Protected.KeyID
	e := v.entry(issuer)
	for _, refresh := range []bool{false, true} {
		keys, err := v.keys(ctx, e, issuer, refresh)
		if err != nil {
			return nil, err
		}
		for _, key := range candidates(keys, kid) {
			if payload, err := parsed.Verify(key); err == nil {
				return payload, nil
			}
		}
	}
	return nil, ErrSignature
}

// candidates are the keys of that id; a token without one tries all.
func candidates(set *jose.JSONWebKeySet, kid string) []jose.JSONWebKey {
	var out []jose.JSONWebKey
	for _, k := range set.Keys {
		if (kid == "" || k.KeyID == kid) && (k.Use == "" || k.Use == "sig") && k.IsPublic() && k.Valid() {
			out = append(out, k)
		}
	}
	return out
}

func (v *Verifier) entry(issuer string) *entry {
	v.mu.Lock()
	defer v.mu.Unlock()
	e := v.known[issuer]
	if e == nil {
		if len(v.known) >= maxIssuers {
			clear(v.known)
		}
		e = &entry{}
		v.known[issuer] = e
	}
	return e
}

// keys gives the keys of an issuer, read anew when they are old or refresh is
// set and the last try is long enough ago. An issuer that does not answer keeps
// its keys until they are old.
func (v *Verifier) keys(ctx context.Context, e *entry, issuer string, refresh bool) (*jose.JSONWebKeySet, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := v.deps.Now()
	fresh := e.keys != nil && now.Sub(e.read) < Freshness
	if fresh && !refresh || now.Sub(e.tried) < RefreshEvery {
		if !fresh {
			return nil, ErrUnreachable
		}
		return e.keys, nil
	}
	e.tried = now
	// One caller that gives up must not spoil the answer for the others.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTimeout)
	defer cancel()
	keys, err := v.discover(ctx, issuer)
	switch {
	case err == nil:
		e.keys, e.read = keys, now
	case !fresh:
		return nil, errors.Join(ErrUnreachable, err)
	}
	return e.keys, nil
}

// discover follows OpenID Connect Discovery 1.0, section 4.
func (v *Verifier) discover(ctx context.Context, issuer string) (*jose.JSONWebKeySet, error) {
	var document struct {
		Issuer  string `json:"issuer"`
		JWKSURI string `json:"jwks_uri"`
	}
	if err := v.get(ctx, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", &document); err != nil {
		return nil, err
	}
	// Section 4.3: otherwise one issuer could speak for another.
	if document.Issuer != issuer {
		return nil, fmt.Errorf("the document of %s is that of %s", issuer, document.Issuer)
	}
	if strings.HasPrefix(issuer, "https://") && !strings.HasPrefix(document.JWKSURI, "https://") {
		return nil, fmt.Errorf("the keys of %s are not at an https address", issuer)
	}
	var keys jose.JSONWebKeySet
	return &keys, v.get(ctx, document.JWKSURI, &keys)
}

func (v *Verifier) get(ctx context.Context, url string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("ask issuer: %w", err)
	}
	r.Header.Set("Accept", "application/json")
	answer, err := v.deps.Client.Do(r)
	if err != nil {
		return fmt.Errorf("ask issuer: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, answer.Status)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxDocument+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", url, err)
	}
	if len(text) > maxDocument {
		return fmt.Errorf("%s answers too much", url)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", url, err)
	}
	return nil
}
