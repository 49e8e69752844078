package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/identitytoken"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// awsIdentityIssuer is the issuer that tokens of AWS's identity pools have.
const awsIdentityIssuer = "https://cognito-identity.amazonaws.com"

// identityKeys signs and verifies the OpenID tokens of identity pools with keys
// that all nodes share. The first token that is needed makes the first key.
type identityKeys struct {
	account *accountParts
	issuer  func() string // of new tokens

	mu   sync.Mutex
	keys []sharedKey // oldest first
	read time.Time
}

// sharedKey is a stored key and its parsed form.
type sharedKey struct {
	userpool.SigningKey
	key *identitytoken.Key
}

// Issuer is the iss claim of new tokens.
func (k *identityKeys) Issuer() string { return k.issuer() }

// Sign signs with the newest key.
func (k *identityKeys) Sign(ctx context.Context, claims []byte) (string, error) {
	keys, err := k.all(ctx)
	if err != nil {
		return "", err
	}
	return keys[len(keys)-1].key.Sign(claims)
}

// Verify checks a token by the keys that count.
func (k *identityKeys) Verify(ctx context.Context, token string) ([]byte, error) {
	keys, err := k.published(ctx)
	if err != nil {
		return nil, err
	}
	return identitytoken.Verify(token, keys...)
}

// published are the keys that verify: also those that sign no more, until the
// last token that they signed has expired.
func (k *identityKeys) published(ctx context.Context) ([]*identitytoken.Key, error) {
	all, err := k.all(ctx)
	if err != nil {
		return nil, err
	}
	var keys []*identitytoken.Key
	now := k.account.deps.Now()
	for _, s := range all {
		if s.RetireAt.IsZero() || now.Before(s.RetireAt) {
			keys = append(keys, s.key)
		}
	}
	return keys, nil
}

// all gives the keys as they were at most keyStaleness ago.
func (k *identityKeys) all(ctx context.Context) ([]sharedKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.account.deps.Now()
	if age := now.Sub(k.read); k.keys != nil && age >= 0 && age < keyStaleness {
		return k.keys, nil
	}
	rows, err := k.load(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]sharedKey, len(rows))
	for i, row := range rows {
		if keys[i], err = k.parse(row); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(keys, func(a, b sharedKey) int { return a.Created.Compare(b.Created) })
	k.keys, k.read = keys, now
	return keys, nil
}

// parse takes the parsed form that is there: a key never changes under its kid.
func (k *identityKeys) parse(row userpool.SigningKey) (sharedKey, error) {
	for _, known := range k.keys {
		if known.KID == row.KID {
			return sharedKey{row, known.key}, nil
		}
	}
	key, err := identitytoken.ParseKey(row.KID, algorithmOf(row.Use), row.DER)
	return sharedKey{row, key}, err
}

// load reads the keys, and makes the first one if there is none. Of several
// nodes that do so at once one wins, and all take its key.
func (k *identityKeys) load(ctx context.Context) (rows []userpool.SigningKey, err error) {
	read := func(tx *store.Tx) error {
		rows, err = tx.SigningKeys(identityKeyring)
		return err
	}
	if err := k.account.db.View(ctx, read); err != nil || len(rows) > 0 {
		return rows, err
	}
	private, err := k.account.deps.Keys(1)
	if err != nil {
		return nil, err
	}
	first, err := identitytoken.NewKey(k.account.config.Region+strconv.Itoa(1), identitytoken.RS512, private[0])
	if err != nil {
		return nil, err
	}
	row, err := identityKeyRow(first, k.account.deps.Now())
	if err != nil {
		return nil, err
	}
	err = k.account.db.Update(ctx, func(tx *store.Tx) error {
		if err := read(tx); err != nil || len(rows) > 0 {
			return err
		}
		if err := tx.PutSigningKey(row); err != nil {
			return err
		}
		rows = []userpool.SigningKey{row}
		return nil
	})
	return rows, err
}

// serveKeys answers with the key set.
func (k *identityKeys) serveKeys(w http.ResponseWriter, r *http.Request) {
	keys, err := k.published(r.Context())
	if err == nil {
		var body []byte
		if body, err = identitytoken.JWKS(keys...); err == nil {
			documentOf(w, body)
			return
		}
	}
	noDocument(w, r, err)
}

// serveDiscovery answers with what OpenID Connect Discovery 1.0 asks of an
// issuer. The key set's address is the one that AWS has.
func (k *identityKeys) serveDiscovery(base string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		keys, err := k.published(r.Context())
		if err != nil {
			noDocument(w, r, err)
			return
		}
		var algorithms []string
		for _, key := range keys {
			if a := strconv.Quote(string(key.Algorithm())); !slices.Contains(algorithms, a) {
				algorithms = append(algorithms, a)
			}
		}
		documentOf(w, []byte(`{"issuer":`+strconv.Quote(k.Issuer())+`,"jwks_uri":`+strconv.Quote(base+"/.well-known/jwks_uri")+
			`,"authorization_endpoint":`+strconv.Quote(base)+`,"response_types_supported":["token"],"subject_types_supported":["public"],`+
			`"id_token_signing_alg_values_supported":[`+strings.Join(algorithms, ",")+`]}`))
	}
}

func noDocument(w http.ResponseWriter, r *http.Request, err error) {
	eventFrom(r.Context()).Cause = err
	plain(w, http.StatusInternalServerError, "internal error\n")
}

func documentOf(w http.ResponseWriter, body []byte) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "public, max-age=300, must-revalidate")
	header.Set("Access-Control-Allow-Origin", "*")
	_, _ = w.Write(body)
}
