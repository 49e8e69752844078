package server

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/identitytoken"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// identityKeyring is where the signing keys of identity pools are among those
// of user pools, and identityKey what they are for.
const (
	identityKeyring userpool.PoolID = "cognito-identity"
	identityKey     userpool.KeyUse = "openid"
)

// awsIdentityIssuer is the issuer that tokens of AWS's identity pools have.
const awsIdentityIssuer = "https://cognito-identity.amazonaws.com"

// identityKeys signs and verifies the OpenID tokens of identity pools with keys
// that all nodes share. The first token that is needed makes the first key.
type identityKeys struct {
	account *accountParts
	issuer  func() string // of new tokens

	mu   sync.Mutex
	keys []*identitytoken.Key // oldest first
	read time.Time
}

// Issuer is the iss claim of new tokens.
func (k *identityKeys) Issuer() string { return k.issuer() }

// Sign signs with the newest key.
func (k *identityKeys) Sign(ctx context.Context, claims []byte) (string, error) {
	keys, err := k.all(ctx, false)
	if err != nil {
		return "", err
	}
	return keys[len(keys)-1].Sign(claims)
}

// Verify checks a token, and looks for a key that another node has made when
// none of the known ones fits.
func (k *identityKeys) Verify(ctx context.Context, token string) ([]byte, error) {
	for _, again := range []bool{false, true} {
		keys, err := k.all(ctx, again)
		if err != nil {
			return nil, err
		}
		if payload, err := identitytoken.Verify(token, keys...); err == nil {
			return payload, nil
		}
	}
	return nil, identitytoken.ErrToken
}

func (k *identityKeys) all(ctx context.Context, again bool) ([]*identitytoken.Key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.account.deps.Now()
	if k.keys != nil && (!again || now.Sub(k.read) < keyStaleness) {
		return k.keys, nil
	}
	rows, err := k.load(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]*identitytoken.Key, len(rows))
	for i, row := range rows {
		if keys[i], err = identitytoken.ParseKey(row.KID, row.DER); err != nil {
			return nil, err
		}
	}
	k.keys, k.read = keys, now
	return keys, nil
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
	fresh, err := identitytoken.NewKey(k.account.config.Region+strconv.Itoa(1), private[0])
	if err != nil {
		return nil, err
	}
	der, err := fresh.Marshal()
	if err != nil {
		return nil, err
	}
	row := userpool.SigningKey{
		Pool: identityKeyring, KID: fresh.ID(), Use: identityKey, DER: der, Created: k.account.deps.Now(),
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
	keys, err := k.all(r.Context(), false)
	if err == nil {
		var body []byte
		if body, err = identitytoken.JWKS(keys...); err == nil {
			documentOf(w, body)
			return
		}
	}
	eventFrom(r.Context()).Cause = err
	plain(w, http.StatusInternalServerError, "internal error\n")
}

// serveDiscovery answers with what OpenID Connect Discovery 1.0 asks of an
// issuer. The key set's address is the one that AWS has.
func (k *identityKeys) serveDiscovery(base string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		documentOf(w, []byte(`{"issuer":`+strconv.Quote(k.Issuer())+`,"jwks_uri":`+strconv.Quote(base+"/.well-known/jwks_uri")+
			`,"authorization_endpoint":`+strconv.Quote(base)+`,"response_types_supported":["token"],"subject_types_supported":["public"],`+
			`"id_token_signing_alg_values_supported":["RS512"]}`))
	}
}

func documentOf(w http.ResponseWriter, body []byte) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "public, max-age=300, must-revalidate")
	header.Set("Access-Control-Allow-Origin", "*")
	_, _ = w.Write(body)
}
