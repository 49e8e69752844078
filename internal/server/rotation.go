package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/identitytoken"
	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// identityKeyring is where the signing keys of identity pools are among those
// of user pools.
const identityKeyring userpool.PoolID = "cognito-identity"

// What the keys are for: OpenID tokens, in one of two algorithms.
const (
	useRS512 userpool.KeyUse = "openid"
	useRS256 userpool.KeyUse = "openid-rs256"
)

func algorithmOf(use userpool.KeyUse) identitytoken.Algorithm {
	if use == useRS256 {
		return identitytoken.RS256
	}
	return identitytoken.RS512
}

func identityKeyRow(k *identitytoken.Key, now time.Time) (userpool.SigningKey, error) {
	der, err := k.Marshal()
	if err != nil {
		return userpool.SigningKey{}, err
	}
	use := useRS512
	if k.Algorithm() == identitytoken.RS256 {
		use = useRS256
	}
	return userpool.SigningKey{Pool: identityKeyring, KID: k.ID(), Use: use, DER: der, Created: now}, nil
}

// ErrNoIdentityPool says that there are no OpenID tokens to sign.
var ErrNoIdentityPool = errors.New("there is no identity pool yet")

// RotateIdentityKeys lets a new key sign the OpenID tokens of identity pools,
// with RS512 or RS256. The old ones verify until the last token that they
// signed has expired.
func (s *Storage) RotateIdentityKeys(ctx context.Context, rand io.Reader, algorithm identitytoken.Algorithm, now time.Time) (kid string, err error) {
	var pools []identitypool.Pool
	var old []userpool.SigningKey
	read := func(tx *store.Tx) error {
		if pools, err = tx.IdentityPools("", 1); err != nil {
			return err
		}
		old, err = tx.SigningKeys(identityKeyring)
		return err
	}
	if err := s.View(ctx, read); err != nil {
		return "", err
	}
	if len(pools) == 0 {
		return "", ErrNoIdentityPool
	}
	region, _, _ := strings.Cut(string(pools[0].ID), ":")
	// Drawn before the transaction, which may run twice.
	key, err := identitytoken.GenerateKey(rand, nextKID(old, region), algorithm)
	if err != nil {
		return "", err
	}
	fresh, err := identityKeyRow(key, now)
	if err != nil {
		return "", err
	}
	return fresh.KID, s.Update(ctx, func(tx *store.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		if slices.ContainsFunc(old, func(k userpool.SigningKey) bool { return k.KID == fresh.KID }) {
			return fmt.Errorf("the key %s has just been made by somebody else", fresh.KID)
		}
		return applyRotation(tx, token.Rotate(old, []userpool.SigningKey{fresh}, now))
	})
}

// nextKID counts on from the highest number of a region's keys.
func nextKID(keys []userpool.SigningKey, region string) string {
	highest := 0
	for _, k := range keys {
		if number, ok := strings.CutPrefix(k.KID, region); ok {
			if n, err := strconv.Atoi(number); err == nil {
				highest = max(highest, n)
			}
		}
	}
	return region + strconv.Itoa(highest+1)
}

// RotatePoolKeys gives a pool new signing keys. The old ones verify until the
// last token that they signed has expired. Without the pool it is
// userpool.ErrNotFound.
func (s *Storage) RotatePoolKeys(ctx context.Context, rand io.Reader, pool userpool.PoolID, now time.Time) ([]userpool.SigningKey, error) {
	fresh, err := token.NewKeys(rand, pool, now)
	if err != nil {
		return nil, err
	}
	return fresh, s.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Pool(pool); err != nil {
			return err
		}
		old, err := tx.SigningKeys(pool)
		if err != nil {
			return err
		}
		return applyRotation(tx, token.Rotate(old, fresh, now))
	})
}

func applyRotation(tx *store.Tx, r token.Rotation) error {
	for _, k := range r.Put {
		if err := tx.PutSigningKey(k); err != nil {
			return err
		}
	}
	for _, k := range r.Drop {
		if err := tx.DeleteSigningKey(k.Pool, k.KID); err != nil {
			return err
		}
	}
	return nil
}
