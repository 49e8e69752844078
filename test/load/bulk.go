package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// batch is how many users one transaction of the bulk loader inserts.
const batch = 1000

// load fills the pool beside the stopped server, straight into the store. Only
// the users that sign in have a password of their own; the others carry
// somebody else's verifier, which is as large and fits nobody.
func (t *target) load(ctx context.Context, o options) error {
	source := seal.File{Path: filepath.Join(t.dir, "data", "keyring"), Rand: rand.Reader, Now: time.Now}
	ring, err := source.Load(ctx)
	if err != nil {
		return err
	}
	options := store.Options{Sealer: ring, URL: o.database}
	if o.database == "" {
		options.Path = filepath.Join(t.dir, "data", "cognate.db")
	}
	db, err := store.Open(ctx, options)
	if err != nil {
		return err
	}
	defer db.Close()
	var pool *userpool.Pool
	err = db.View(ctx, func(tx *store.Tx) (err error) { pool, err = tx.Pool(userpool.PoolID(t.pool)); return err })
	if err != nil {
		return err
	}
	var filler srp.Verifier
	for from := 0; from < o.users; from += batch {
		var users []*userpool.User
		for i := from; i < min(from+batch, o.users); i++ {
			u, err := t.bulkUser(i, &filler)
			if err != nil {
				return err
			}
			users = append(users, u)
		}
		err := db.Update(ctx, func(tx *store.Tx) error {
			for _, u := range users {
				if err := tx.InsertUser(u, pool.Names(u)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if from > 0 && from%100_000 == 0 {
			fmt.Printf("loaded %d of %d users\n", from, o.users)
		}
	}
	return t.loadTOTP(ctx, db, pool)
}

// loadTOTP adds the users with authenticator apps, each with a password of her
// own.
func (t *target) loadTOTP(ctx context.Context, db *store.DB, pool *userpool.Pool) error {
	users := make([]*userpool.User, totpUsers)
	for i := range users {
		v, err := srp.NewVerifier(rand.Reader, t.poolName, totpName(i), password)
		if err != nil {
			return err
		}
		if users[i], err = t.newUser(totpName(i), v); err != nil {
			return err
		}
		users[i].MFA = userpool.MFAState{TOTPEnabled: true, TOTPSeed: seedOf(totpName(i)), Preferred: userpool.FactorSoftwareToken}
	}
	return db.Update(ctx, func(tx *store.Tx) error {
		for _, u := range users {
			if err := tx.InsertUser(u, pool.Names(u)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *target) bulkUser(i int, filler *srp.Verifier) (*userpool.User, error) {
	v := *filler
	if i < signers {
		var err error
		if v, err = srp.NewVerifier(rand.Reader, t.poolName, name(i), password); err != nil {
			return nil, err
		}
		*filler = v
	}
	return t.newUser(fmt.Sprintf("user%d", i), v)
}

func (t *target) newUser(user string, v srp.Verifier) (*userpool.User, error) {
	sub, err := codes.UUID(rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	return &userpool.User{Pool: userpool.PoolID(t.pool), Sub: userpool.Sub(sub), Username: userpool.Username(user),
		Status: userpool.Confirmed, Enabled: true, Created: now, Modified: now,
		Attributes: userpool.Attributes{"email": user + "@example.com", "email_verified": "true", "name": "User Name"},
		Password:   userpool.Credential{Salt: v.Salt, Verifier: v.V}}, nil
}
