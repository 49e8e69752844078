package grant

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
)

// codeLife is how long an authorization code may be redeemed.
const codeLife = 5 * time.Minute

// maxCode bounds what is decoded, in characters.
const maxCode = 16384

// codeAAD keeps codes and other sealed strings apart.
var codeAAD = []byte("cognate authorization code v1")

// code is what an authorization code stands for. It travels sealed, so that
// authorize writes nothing; its id is spent when it is redeemed. The family is
// fixed here so that a second use knows what the first one gave.
type code struct {
	id, family string
	pool       userpool.PoolID
	client     userpool.ClientID
	sub        userpool.Sub
	epoch      int64
	redirect   string // hash
	challenge  string
	scopes     []string
	nonce      string
	resource   string
	authTime   time.Time
	acr        string
	amr        []string
	sso        string
	expires    time.Time
}

func (s *Service) sealCode(c *code) string {
	b := &claims.Set{}
	b.Put("i", c.id)
	b.Put("f", c.family)
	b.Put("p", string(c.pool))
	b.Put("c", string(c.client))
	b.Put("u", string(c.sub))
	b.PutInt("e", c.epoch)
	b.Put("r", c.redirect)
	b.PutNonEmpty("h", c.challenge)
	b.Put("s", strings.Join(c.scopes, " "))
	b.PutNonEmpty("n", c.nonce)
	b.PutNonEmpty("a", c.resource)
	b.PutInt("t", c.authTime.UnixMilli())
	b.PutNonEmpty("l", c.acr)
	if len(c.amr) > 0 {
		b.PutStrings("m", c.amr)
	}
	b.PutNonEmpty("o", c.sso)
	b.PutInt("x", c.expires.UnixMilli())
	return base64.RawURLEncoding.EncodeToString(s.deps.Opaque.Seal(b.JSON(), codeAAD))
}

func (s *Service) openCode(text string) (*code, error) {
	if len(text) > maxCode {
		return nil, errors.New("code is too long")
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, err
	}
	plain, err := s.deps.Opaque.Open(sealed, codeAAD)
	if err != nil {
		return nil, err
	}
	b, err := claims.Parse(plain)
	if err != nil {
		return nil, err
	}
	epoch, ok1 := b.Int("e")
	authTime, ok2 := b.Int("t")
	expires, ok3 := b.Int("x")
	if !ok1 || !ok2 || !ok3 {
		return nil, errors.New("code lacks a number")
	}
	return &code{
		id: b.String("i"), family: b.String("f"), pool: userpool.PoolID(b.String("p")),
		client: userpool.ClientID(b.String("c")), sub: userpool.Sub(b.String("u")), epoch: epoch,
		redirect: b.String("r"), challenge: b.String("h"), scopes: append([]string{}, strings.Fields(b.String("s"))...),
		nonce: b.String("n"), resource: b.String("a"), authTime: time.UnixMilli(authTime).UTC(),
		acr: b.String("l"), amr: b.Strings("m"), sso: b.String("o"), expires: time.UnixMilli(expires).UTC(),
	}, nil
}

// hashOf stands for a redirect URI in a code: codes travel in URLs, which are
// long enough.
func hashOf(uri string) string {
	h := sha256.Sum256([]byte(uri))
	return base64.RawURLEncoding.EncodeToString(h[:])
}
