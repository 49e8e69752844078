package grant

import (
	"context"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
)

// SignedIn is who stands behind a browser, and how that is known.
type SignedIn struct {
	User     *userpool.User
	Provider string
	AMR      []string
	ACR      string
	At       time.Time // of the last fresh authentication
	Session  string    // id of the SSO session
	Peer     Peer
}

// Of tells what a live SSO session says about its user.
func Of(s *userpool.SSOSession, u *userpool.User) SignedIn {
	return SignedIn{User: u, Provider: s.Provider, AMR: s.AMR, ACR: s.ACR, At: s.FreshAuth, Session: s.ID,
		Peer: Peer{IP: s.IP, Agent: s.Agent}}
}

// Complete ends an authorize request for a user who is signed in: it gives the
// address, with the code or the tokens, to which the browser goes. A user who
// cannot have what was asked for is a *Refusal.
func (s *Service) Complete(ctx context.Context, a *Authorization, in SignedIn) (location string, err error) {
	if a.Pool.ACRLevel(in.ACR) < a.Level {
		return "", a.refuse(fail(UnmetRequirements))
	}
	c, err := s.newCode(a, in)
	if err != nil {
		return "", err
	}
	if !a.Implicit() {
		return withQuery(a.RedirectURI, param{"code", s.sealCode(c)}, param{"state", a.Request.State}), nil
	}
	location, err = s.implicit(ctx, a, c, in)
	var e *Error
	if errors.As(err, &e) {
		return "", a.refuse(e)
	}
	return location, err
}

func (s *Service) newCode(a *Authorization, in SignedIn) (*code, error) {
	id, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	family, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	c := &code{
		id: id, family: family, pool: a.Pool.ID, client: a.Client.ID, sub: in.User.Sub, epoch: in.User.TokenEpoch,
		redirect: hashOf(a.RedirectURI), challenge: a.Request.Challenge, scopes: a.Scopes, nonce: a.Request.Nonce,
		resource: a.Resource, authTime: in.At, sso: in.Session, expires: s.deps.Now().Add(codeLife),
	}
	if a.Pool.Tier != userpool.TierLite {
		c.acr, c.amr = in.ACR, in.AMR
	}
	return c, nil
}

// familyOf makes the token family that a code stands for.
func (s *Service) familyOf(c *code, peer Peer, life time.Duration) (*userpool.TokenFamily, error) {
	event, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	now := s.deps.Now().UTC().Truncate(time.Millisecond)
	return &userpool.TokenFamily{
		Pool: c.pool, ID: c.family, Sub: c.sub, Client: c.client, Epoch: c.epoch, AuthTime: c.authTime,
		Created: now, Expires: now.Add(life), Scopes: c.scopes, EventID: event, Nonce: c.nonce, Resource: c.resource,
		ACR: c.acr, AMR: c.amr, LastActive: now, IP: peer.IP, Agent: peer.Agent,
	}, nil
}
