package sts

import (
	"context"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

// Lengths of the sessions that a caller takes for itself.
const (
	defaultOwnSession = 12 * time.Hour
	longestOfRoot     = time.Hour
)

// SessionToken gives a user or the root temporary credentials of its own. A
// second factor cannot be given: there are none here.
func (s *Service) SessionToken(signer *principal.Signer, length time.Duration, mfa bool) (*Credentials, error) {
	if signer.Session != nil {
		return nil, principal.Errorf(principal.AccessDenied, "Cannot call GetSessionToken with session credentials")
	}
	if mfa {
		return nil, badMFA()
	}
	session := s.own(signer)
	session.Kind = signer.Caller.Kind
	return s.seal(session, ownLength(signer, length))
}

// own is a session that stands for the signer.
func (s *Service) own(signer *principal.Signer) principal.Session {
	session := principal.Session{
		Account: s.deps.Account.ID, PrincipalID: signer.OwnerID, PrincipalARN: signer.Caller.ARN, Name: signer.Caller.Username,
	}
	if signer.OwnerID == "" {
		session.PrincipalID = s.deps.Account.ID
	}
	return session
}

func ownLength(signer *principal.Signer, asked time.Duration) time.Duration {
	if asked == 0 {
		asked = defaultOwnSession
	}
	if signer.Caller.Kind == access.Root {
		asked = min(asked, longestOfRoot)
	}
	return asked
}

// FederationRequest asks for credentials of a federated user.
type FederationRequest struct {
	Name       string
	Policies   []string
	PolicyARNs []string
	Tags       []access.Tag
	Duration   time.Duration
}

// FederationToken gives somebody whom the signer knows credentials that can do
// what the passed policies and those of the signer both allow.
func (s *Service) FederationToken(signer *principal.Signer, in FederationRequest) (*Credentials, error) {
	if signer.Session != nil {
		return nil, principal.Errorf(principal.AccessDenied, "Cannot call GetFederationToken with session credentials")
	}
	session := s.own(signer)
	session.Kind, session.Name = access.FederatedUser, in.Name
	session.Policies, session.PolicyARNs, session.Tags = in.Policies, in.PolicyARNs, in.Tags
	if err := session.Check(); err != nil {
		return nil, err
	}
	c, err := s.seal(session, ownLength(signer, in.Duration))
	if err != nil {
		return nil, err
	}
	c.ARN, c.ID = s.deps.Account.FederatedUserARN(in.Name), s.deps.Account.ID+":"+in.Name
	return c, nil
}

// KeyAccount tells the account of a long-term access key.
func (s *Service) KeyAccount(ctx context.Context, id string) (string, error) {
	err := s.deps.DB.View(ctx, func(st Store) error {
		_, err := st.FindAccessKey(id)
		return err
	})
	if errors.Is(err, principal.ErrNotFound) {
		return "", principal.Errorf(principal.ValidationError, "Access key %s is not known.", id)
	}
	return s.deps.Account.ID, err
}

// DecodeMessage would decode an encoded authorization message. Denials here
// are explained in plain words and none is encoded, so every message is a
// foreign one.
func (s *Service) DecodeMessage(string) (string, error) {
	return "", principal.Errorf(principal.InvalidAuthorizationMessage, "The message was not encoded by this service.")
}
