package enrol

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// MaxPasskeys is how many passkeys a user may have, and the largest page of them.
const MaxPasskeys = 20

// registrationTTL is how long StartPasskey's challenge can be answered.
const registrationTTL = 5 * time.Minute

// enterForPasskey is enter in a pool whose users may sign in with passkeys.
func (s *Service) enterForPasskey(ctx context.Context, accessToken string) (*token.Access, error) {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return nil, err
	}
	if !a.Pool.AllowsFirstFactor(userpool.FactorWebAuthn) {
		return nil, userpool.Errorf(userpool.WebAuthnNotEnabled, "WebAuthn is not enabled for the user pool.")
	}
	return a, nil
}

// passkeyErrors are those of access tokens that the passkey operations have no
// names for.
var passkeyErrors = []userpool.Code{userpool.UserNotFound, userpool.UserNotConfirmed, userpool.ResourceNotFound}

// StartPasskey gives CredentialCreationOptions, a JSON object, for a new
// passkey of the token's owner. A user has one pending registration: another
// start takes the place of the first. It can be completed once, within five
// minutes and through the same client.
func (s *Service) StartPasskey(ctx context.Context, accessToken string) ([]byte, error) {
	a, err := s.enterForPasskey(ctx, accessToken)
	if err != nil {
		return nil, undeclared(err, passkeyErrors...)
	}
	rp, ok := s.deps.RelyingParty(ctx, a.Pool)
	if !ok {
		return nil, userpool.Errorf(userpool.WebAuthnConfigMissing, "WebAuthn relying party is not configured for the user pool.")
	}
	var keys []userpool.Passkey
	err = s.deps.DB.View(ctx, func(st Store) (err error) { keys, err = st.Passkeys(a.Pool.ID, a.User.Sub); return err })
	if err != nil {
		return nil, err
	}
	if len(keys) >= MaxPasskeys {
		return nil, tooManyPasskeys()
	}
	options, c, err := factor.OfferPasskey(s.deps.Rand, rp, a.User, keys, userVerification(a.Pool, a.User))
	if err != nil {
		return nil, err
	}
	code := userpool.OneTimeCode{Pool: a.Pool.ID, Sub: a.User.Sub, Purpose: userpool.CodeRegisterPasskey,
		Value: write(registration{c, a.Client.ID}), Expires: s.now().Add(registrationTTL)}
	return options, s.deps.DB.Update(ctx, func(st Store) error { return st.PutCode(code) })
}

// userVerification is what the registration asks of the authenticator: users
// for whom a passkey stands for two factors must be verified by it.
func userVerification(p *userpool.Pool, u *userpool.User) string {
	switch {
	case p.WebAuthn == nil:
	case p.WebAuthn.FactorConfig == multiFactor && u.MFA.PasskeyEnabled:
		return "required"
	case p.WebAuthn.UserVerification != "":
		return p.WebAuthn.UserVerification
	}
	return "preferred"
}

func tooManyPasskeys() error {
	return userpool.Errorf(userpool.LimitExceeded, "The user has reached the limit of %d passkeys.", MaxPasskeys)
}

// CompletePasskey stores the passkey that answers StartPasskey. credential is
// a RegistrationResponseJSON. A refused credential uses the pending
// registration up, as an accepted one does; one that comes through another
// client leaves it alone.
//
// Besides the errors of factor.RegisterPasskey: WebAuthnChallengeNotFound,
// WebAuthnClientMismatch, InvalidParameter for a passkey that is registered
// already, and LimitExceeded for the 21st.
func (s *Service) CompletePasskey(ctx context.Context, accessToken string, credential []byte) error {
	a, err := s.enterForPasskey(ctx, accessToken)
	if err != nil {
		return undeclared(err, passkeyErrors...)
	}
	pending, r, err := s.pending(ctx, a)
	if err != nil {
		return err
	}
	key, refusal := factor.RegisterPasskey(r.Ceremony, credential)
	if refusal == nil {
		key.Pool, key.Sub, key.Created = a.Pool.ID, a.User.Sub, s.now()
		key.Name = factor.PasskeyName(key)
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := spend(st, pending); err != nil || key == nil {
			return err
		}
		if refusal, err = admit(st, key); err != nil || refusal != nil {
			return err
		}
		return st.InsertPasskey(*key)
	})
	if err != nil {
		return err
	}
	return refusal
}

// pending reads the registration that the token's owner has started.
func (s *Service) pending(ctx context.Context, a *token.Access) (c userpool.OneTimeCode, r registration, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		c, err = st.Code(a.Pool.ID, a.User.Sub, userpool.CodeRegisterPasskey)
		return err
	})
	switch {
	case errors.Is(err, userpool.ErrNotFound):
		return c, r, noChallenge()
	case err != nil:
		return c, r, err
	case !s.now().Before(c.Expires):
		return c, r, noChallenge()
	}
	if r, err = read(c.Value); err != nil {
		return c, r, err
	}
	if r.client != a.Client.ID {
		return c, r, userpool.Errorf(userpool.WebAuthnClientMismatch, "Access token was issued to another client")
	}
	return c, r, nil
}

func noChallenge() error {
	return userpool.Errorf(userpool.WebAuthnChallengeNotFound, "Challenge not found")
}

// spend uses the pending registration up: of two answers that arrive together
// one wins, and one that has been replaced since is not what was answered.
func spend(st Store, pending userpool.OneTimeCode) error {
	c, err := st.Code(pending.Pool, pending.Sub, pending.Purpose)
	if errors.Is(err, userpool.ErrNotFound) {
		return noChallenge()
	}
	if err != nil {
		return err
	}
	if c.Value != pending.Value {
		return noChallenge()
	}
	ok, err := st.DeleteCode(pending.Pool, pending.Sub, pending.Purpose)
	if err == nil && !ok {
		return noChallenge()
	}
	return err
}

// admit refuses a passkey that somebody has registered already and one too many.
func admit(st Store, key *userpool.Passkey) (refusal, err error) {
	_, err = st.Passkey(key.Pool, key.ID)
	if err == nil {
		return userpool.Errorf(userpool.InvalidParameter, "Credential is already registered"), nil
	}
	if !errors.Is(err, userpool.ErrNotFound) {
		return nil, err
	}
	keys, err := st.Passkeys(key.Pool, key.Sub)
	if err == nil && len(keys) >= MaxPasskeys {
		return tooManyPasskeys(), nil
	}
	return nil, err
}

// PasskeyPage is one page of passkeys; Next is "" on the last one.
type PasskeyPage struct {
	Passkeys []userpool.Passkey
	Next     string
}

// Passkeys gives up to limit passkeys of the token's owner and goes on where
// next says. A limit of 0 means all.
func (s *Service) Passkeys(ctx context.Context, accessToken string, limit int, next string) (page PasskeyPage, err error) {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return page, undeclared(err, passkeyErrors...)
	}
	list := []string{"passkeys", string(a.Pool.ID), string(a.User.Sub)}
	after, err := cursor.Parse(next, list...)
	if err != nil {
		return page, userpool.Errorf(userpool.InvalidParameter, "Invalid pagination token given.")
	}
	var keys []userpool.Passkey
	err = s.deps.DB.View(ctx, func(st Store) (err error) { keys, err = st.Passkeys(a.Pool.ID, a.User.Sub); return err })
	if err != nil {
		return page, err
	}
	for len(keys) > 0 && string(keys[0].ID) <= after {
		keys = keys[1:]
	}
	if limit = cmp.Or(limit, MaxPasskeys); len(keys) > limit {
		keys = keys[:limit]
		page.Next = cursor.Print(string(keys[limit-1].ID), list...)
	}
	page.Passkeys = keys
	return page, nil
}

// DeletePasskey takes a passkey of the token's owner away, named by the
// base64url of its credential id, or answers ResourceNotFound.
func (s *Service) DeletePasskey(ctx context.Context, accessToken, id string) error {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return undeclared(err, passkeyErrors...)
	}
	raw, err := base64.RawURLEncoding.DecodeString(id)
	if err == nil {
		err = s.deps.DB.Update(ctx, func(st Store) error { return st.DeletePasskey(a.Pool.ID, a.User.Sub, raw) })
		if !errors.Is(err, userpool.ErrNotFound) {
			return err
		}
	}
	return userpool.Errorf(userpool.ResourceNotFound, "Credential does not exist.").Because(err)
}
