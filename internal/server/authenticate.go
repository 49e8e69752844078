package server

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/crypto/sigv4"
	"github.com/cognate-id/cognate/internal/userpool"
)

// RootPrincipal is the principal of keys that act for the account itself.
const RootPrincipal = "root"

// keyStaleness bounds how long a retired key still signs on other nodes.
const keyStaleness = time.Second

// maxKeys bounds the keys remembered; past it the memory starts anew.
const maxKeys = 4096

// keyStore is what authentication reads, and the day of last use it writes.
type keyStore interface {
	AccessKey(id string) (*access.Key, error)
	UpdateAccessKey(access.Key) error
}

// keyDB opens transactions on access keys.
type keyDB interface {
	View(ctx context.Context, fn func(keyStore) error) error
	Update(ctx context.Context, fn func(keyStore) error) error
}

// signatures authenticates callers by AWS Signature Version 4.
type signatures struct {
	db              keyDB
	verifier        *sigv4.Verifier
	region, account string
	now             func() time.Time
	log             *slog.Logger

	mu    sync.Mutex
	known map[string]knownKey
}

type knownKey struct {
	key  access.Key
	read time.Time
}

// Authenticate answers who signed. The order of the checks is AWS's: scope,
// key, session token, time, signature.
func (s *signatures) Authenticate(r *http.Request, body []byte, service string) (awsproto.Caller, error) {
	credential, err := sigv4.Parse(r)
	if err != nil {
		return awsproto.Caller{}, signatureFault(service, err)
	}
	eventFrom(r.Context()).signedBy(credential.AccessKeyID)
	if err := s.checkScope(credential, service); err != nil {
		return awsproto.Caller{}, err
	}
	key, err := s.key(r.Context(), credential.AccessKeyID)
	switch {
	case errors.Is(err, userpool.ErrNotFound):
		return awsproto.Caller{}, refuse(service, unknownKey, invalidToken)
	case err != nil:
		return awsproto.Caller{}, err
	}
	// Keys of this kind have no session; a token with one is somebody else's.
	if credential.SessionToken != "" || key.Status != access.KeyActive {
		return awsproto.Caller{}, refuse(service, unknownKey, invalidToken)
	}
	if err := s.verifier.Verify(credential, sha256.Sum256(body), key.Secret, s.now()); err != nil {
		return awsproto.Caller{}, signatureFault(service, err)
	}
	s.touch(r.Context(), key)
	return s.caller(service, key)
}

func (s *signatures) checkScope(c *sigv4.Credential, service string) error {
	global := service == "iam" || service == "sts"
	if c.Region != s.region && !(global && c.Region == "us-east-1") {
		return refuse(service, badSignature, "Credential should be scoped to a valid region, not '"+c.Region+"'. ")
	}
	if c.Service != service {
		return refuse(service, badSignature, "Credential should be scoped to correct service: '"+service+"'. ")
	}
	return nil
}

// caller turns a key into a principal. Only the account itself has keys so
// far; anything else must not pass as it by mistake.
func (s *signatures) caller(service string, key access.Key) (awsproto.Caller, error) {
	if key.Principal != RootPrincipal {
		return awsproto.Caller{}, refuse(service, denied, "The principal of this access key cannot be authorized.")
	}
	return rootCaller(s.account, key.ID), nil
}

func rootCaller(account, accessKeyID string) awsproto.Caller {
	return awsproto.Caller{
		AccessKeyID: accessKeyID, Account: account, UserID: account, Root: true,
		ARN: "arn:aws:iam::" + account + ":root",
	}
}

// key reads an access key, from memory while that is fresh.
func (s *signatures) key(ctx context.Context, id string) (access.Key, error) {
	now := s.now()
	s.mu.Lock()
	k, ok := s.known[id]
	s.mu.Unlock()
	if age := now.Sub(k.read); ok && age >= 0 && age < keyStaleness {
		return k.key, nil
	}
	var found *access.Key
	err := s.db.View(ctx, func(t keyStore) (err error) {
		found, err = t.AccessKey(id)
		return err
	})
	if err != nil {
		return access.Key{}, err
	}
	s.remember(*found, now)
	return *found, nil
}

func (s *signatures) remember(k access.Key, read time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || len(s.known) >= maxKeys {
		s.known = make(map[string]knownKey)
	}
	s.known[k.ID] = knownKey{key: k, read: read}
}

// touch notes the day of use, at most one write a day. That it failed is no
// reason to refuse the caller.
func (s *signatures) touch(ctx context.Context, used access.Key) {
	today := s.now().UTC().Truncate(24 * time.Hour)
	if !used.LastUsed.Before(today) {
		return
	}
	err := s.db.Update(ctx, func(t keyStore) error {
		// Read again: the key may have been retired since it was remembered.
		k, err := t.AccessKey(used.ID)
		if err != nil {
			return err
		}
		k.LastUsed = today
		used = *k
		return t.UpdateAccessKey(*k)
	})
	if err != nil {
		s.log.WarnContext(ctx, "last use of an access key not noted", slog.String("cause", err.Error()))
	}
	used.LastUsed = today // also after a failure: not at every request
	s.remember(used, s.now())
}

// anyKey is the authentication of dev: whoever asks is the account itself.
type anyKey struct{ account string }

// Authenticate accepts everybody, signed or not.
func (a anyKey) Authenticate(r *http.Request, _ []byte, _ string) (awsproto.Caller, error) {
	id := "unsigned"
	if credential, err := sigv4.Parse(r); err == nil {
		id = credential.AccessKeyID
	}
	eventFrom(r.Context()).signedBy(id)
	return rootCaller(a.account, id), nil
}
