package server

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
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
	principals      *accountParts
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
	if strings.HasPrefix(credential.AccessKeyID, principal.TemporaryKeyPrefix) {
		return s.session(r.Context(), credential, sha256.Sum256(body), service)
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
	if err := s.verifier.Verify(credential, sha256.Sum256(body), string(key.Secret), s.now()); err != nil {
		return awsproto.Caller{}, signatureFault(service, err)
	}
	s.touch(r.Context(), key)
	return s.caller(r.Context(), service, key)
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

// caller turns a key into its principal.
func (s *signatures) caller(ctx context.Context, service string, key access.Key) (awsproto.Caller, error) {
	if key.Principal == RootPrincipal {
		return rootCaller(s.account, key.ID), nil
	}
	standing, err := s.principals.guard.Standing(ctx, key.Principal)
	if errors.Is(err, principal.ErrNotFound) {
		return awsproto.Caller{}, refuse(service, unknownKey, invalidToken)
	}
	if err != nil {
		return awsproto.Caller{}, err
	}
	return callerOf(key.ID, principal.SignerOf(standing.User, s.principals.account)), nil
}

// session verifies temporary credentials. Their token says everything about
// them; only the role or user behind it is looked up, from memory while that is
// fresh, because it may be gone or have revoked its sessions.
func (s *signatures) session(ctx context.Context, c *sigv4.Credential, body [sha256.Size]byte, service string) (awsproto.Caller, error) {
	session, err := principal.OpenSession(c.SessionToken, c.AccessKeyID, s.now(), s.principals.sessions.Open)
	switch {
	case errors.Is(err, principal.ErrExpired):
		return awsproto.Caller{}, refuse(service, expired, "The security token included in the request is expired")
	case err != nil:
		return awsproto.Caller{}, refuse(service, unknownKey, invalidToken).Because(err)
	}
	if err := s.verifier.Verify(c, body, string(session.Secret), s.now()); err != nil {
		return awsproto.Caller{}, signatureFault(service, err)
	}
	signer := principal.Signer{Session: &session}
	var tags []access.Tag
	if session.PrincipalID != session.Account {
		standing, err := s.principals.guard.Honours(ctx, &session)
		if err != nil {
			return awsproto.Caller{}, err
		}
		if standing == nil {
			return awsproto.Caller{}, refuse(service, unknownKey, invalidToken)
		}
		signer.OwnerID, tags = session.PrincipalID, standing.Tags()
	}
	signer.Caller = session.Caller(partition, tags)
	return callerOf(c.AccessKeyID, signer), nil
}

// callerOf tells the protocol who signed.
func callerOf(accessKeyID string, signer principal.Signer) awsproto.Caller {
	return awsproto.Caller{
		AccessKeyID: accessKeyID, Account: signer.Caller.Account, ARN: signer.Caller.ARN, UserID: signer.Caller.ID,
		Root: signer.Caller.Kind == access.Root, SessionToken: signer.Session != nil, Signer: signer,
	}
}

func rootCaller(account, accessKeyID string) awsproto.Caller {
	root := principal.Account{Partition: partition, ID: account}.Root()
	return callerOf(accessKeyID, principal.Signer{Caller: root})
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

// anyKey is the authentication of dev: whoever asks is the account itself,
// unless the key is one that this deployment has given to somebody else. So
// credentials of a role or a user can do in dev what they can do anywhere.
type anyKey struct {
	account string
	known   *signatures // nil: there are no such keys
}

// Authenticate accepts everybody, signed or not.
func (a anyKey) Authenticate(r *http.Request, body []byte, service string) (awsproto.Caller, error) {
	credential, err := sigv4.Parse(r)
	if err != nil {
		eventFrom(r.Context()).signedBy("unsigned")
		return rootCaller(a.account, "unsigned"), nil
	}
	eventFrom(r.Context()).signedBy(credential.AccessKeyID)
	if a.known != nil {
		temporary := credential.SessionToken != "" && strings.HasPrefix(credential.AccessKeyID, principal.TemporaryKeyPrefix)
		if key, err := a.known.key(r.Context(), credential.AccessKeyID); temporary || err == nil && key.Principal != RootPrincipal {
			return a.known.Authenticate(r, body, service)
		}
	}
	return rootCaller(a.account, credential.AccessKeyID), nil
}
