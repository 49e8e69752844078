package token

import (
	"context"
	"crypto/rsa"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/jwt"
	"github.com/cognate-id/cognate/internal/userpool"
)

// signers remembers parsed keys by kid: parsing an RSA key costs more than
// signing with it. Keys never change under their kid.
type signers struct {
	mu    sync.RWMutex
	byKID map[string]*jwt.Key
}

// maxSigners bounds the parsed keys that are remembered.
const maxSigners = 4096

func (s *signers) parse(k userpool.SigningKey) (*jwt.Key, error) {
	s.mu.RLock()
	key := s.byKID[k.KID]
	s.mu.RUnlock()
	if key != nil {
		return key, nil
	}
	key, err := jwt.ParseKey(k.DER)
	if err != nil {
		return nil, fmt.Errorf("signing key %s of pool %s: %w", k.KID, k.Pool, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byKID == nil || len(s.byKID) >= maxSigners {
		s.byKID = make(map[string]*jwt.Key)
	}
	s.byKID[k.KID] = key
	return key, nil
}

// signer gives the key that signs now: the newest of its use that is not retired.
func (s *Service) signer(ctx context.Context, pool userpool.PoolID, use userpool.KeyUse) (*jwt.Key, error) {
	keys, err := s.deps.Registry.SigningKeys(ctx, pool)
	if err != nil {
		return nil, err
	}
	var newest *userpool.SigningKey
	for i, k := range keys {
		if k.Use == use && k.RetireAt.IsZero() && (newest == nil || k.Created.After(newest.Created)) {
			newest = &keys[i]
		}
	}
	if newest == nil {
		return nil, fmt.Errorf("pool %s has no %s signing key", pool, use)
	}
	return s.signers.parse(*newest)
}

// verifiers gives the public keys of a pool by kid, for the tokens of one use.
func (s *Service) verifiers(ctx context.Context, pool userpool.PoolID, use userpool.KeyUse) (func(kid string) *rsa.PublicKey, error) {
	keys, err := s.deps.Registry.SigningKeys(ctx, pool)
	if err != nil {
		return nil, err
	}
	now := s.deps.Now()
	return func(kid string) *rsa.PublicKey {
		for _, k := range keys {
			if k.KID == kid && k.Use == use && (k.RetireAt.IsZero() || now.Before(k.RetireAt)) {
				if key, err := s.signers.parse(k); err == nil {
					return key.Public()
				}
			}
		}
		return nil
	}, nil
}

// JWKS gives the keys that verify a pool's tokens, retired ones included until
// the last token they signed has expired.
func (s *Service) JWKS(ctx context.Context, pool userpool.PoolID) ([]jwt.PublicKey, error) {
	if _, err := s.deps.Registry.Pool(ctx, pool); err != nil {
		return nil, err
	}
	keys, err := s.deps.Registry.SigningKeys(ctx, pool)
	if err != nil {
		return nil, err
	}
	var out []jwt.PublicKey
	for _, k := range keys {
		if !k.RetireAt.IsZero() && !s.deps.Now().Before(k.RetireAt) {
			continue
		}
		key, err := s.signers.parse(k)
		if err != nil {
			return nil, err
		}
		out = append(out, jwt.PublicKey{ID: key.ID(), Key: key.Public()})
	}
	return out, nil
}

// MaxTokenLife bounds the lifetime of access and ID tokens: a retired key stays
// in the JWKS that long.
const MaxTokenLife = 24 * time.Hour

// KeysOfPool is how many signing keys a pool has: one for each use.
const KeysOfPool = 2

// NewKeys makes the two signing keys of a new pool, or their successors.
func NewKeys(rand io.Reader, pool userpool.PoolID, now time.Time) ([]userpool.SigningKey, error) {
	private := make([]*jwt.Key, KeysOfPool)
	for i := range private {
		var err error
		if private[i], err = jwt.GenerateKey(rand); err != nil {
			return nil, err
		}
	}
	return signingKeys(private, pool, now)
}

// KeysOf is NewKeys with private keys that are there already, KeysOfPool
// different ones. Keys that cannot sign are an error.
func KeysOf(private []*rsa.PrivateKey, pool userpool.PoolID, now time.Time) ([]userpool.SigningKey, error) {
	if len(private) != KeysOfPool || private[0].Equal(private[1]) {
		return nil, fmt.Errorf("pool %s needs %d different signing keys", pool, KeysOfPool)
	}
	keys := make([]*jwt.Key, KeysOfPool)
	for i := range keys {
		var err error
		if keys[i], err = jwt.NewKey(private[i]); err != nil {
			return nil, err
		}
	}
	return signingKeys(keys, pool, now)
}

func signingKeys(private []*jwt.Key, pool userpool.PoolID, now time.Time) ([]userpool.SigningKey, error) {
	var keys []userpool.SigningKey
	for i, use := range []userpool.KeyUse{userpool.KeyID, userpool.KeyAccess} {
		der, err := private[i].Marshal()
		if err != nil {
			return nil, err
		}
		keys = append(keys, userpool.SigningKey{Pool: pool, KID: private[i].ID(), Use: use, DER: der, Created: now})
	}
	return keys, nil
}
