package enrol

import (
	"context"

	"github.com/cognate-id/cognate/internal/crypto/totp"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Bearer says on whose behalf an authenticator app is registered: the owner of
// an access token, or the user whose sign-in a Session holds. Exactly one is
// set.
type Bearer struct{ AccessToken, Session string }

func (b Bearer) check() error {
	if (b.AccessToken == "") == (b.Session == "") {
		return userpool.Errorf(userpool.InvalidParameter, "Exactly one of AccessToken and Session is required.")
	}
	return nil
}

// AssociateSoftwareToken gives a new seed, base32, for an authenticator app. It
// replaces one that was not verified; a verified one stays in force until
// maxDeviceName bounds a FriendlyDeviceName, in bytes: it travels in Sessions
// and challenges, which have little room.
const maxDeviceName = 256

// VerifySoftwareToken proves the new one. session is the successor of the
// bearer's Session, "" for an access token.
//
// SoftwareTokenMFANotFound in a pool without authenticator apps,
// ConcurrentModification if another call came in between.
func (s *Service) AssociateSoftwareToken(ctx context.Context, b Bearer) (seed, session string, err error) {
	if err := b.check(); err != nil {
		return "", "", err
	}
	if b.Session != "" {
		return s.deps.Sessions.AssociateSoftwareToken(ctx, b.Session)
	}
	seed, err = s.associate(ctx, b.AccessToken)
	return seed, "", undeclared(err, userpool.UserNotFound, userpool.UserNotConfirmed, userpool.PasswordResetRequired)
}

func (s *Service) associate(ctx context.Context, accessToken string) (string, error) {
	a, err := s.enterForToken(ctx, accessToken)
	if err != nil {
		return "", err
	}
	secret, err := totp.NewSecret(s.deps.Rand)
	if err != nil {
		return "", err
	}
	return secret.Text(), s.alter(ctx, again(a.User), func(_ Store, u *userpool.User) error {
		if u.MFA.TOTPPending != a.User.MFA.TOTPPending {
			return userpool.Errorf(userpool.ConcurrentModification, "Software token is being associated by another request.")
		}
		u.MFA.TOTPPending = secret.Text()
		return nil
	})
}

// enterForToken is enter in a pool with authenticator apps.
func (s *Service) enterForToken(ctx context.Context, accessToken string) (*token.Access, error) {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return nil, err
	}
	if !a.Pool.SoftwareTokenMFA {
		return nil, userpool.Errorf(userpool.SoftwareTokenMFANotFound, "Software Token MFA has not been enabled by the userPool")
	}
	return a, nil
}

// VerifySoftwareToken proves by a code that an app has the seed of
// AssociateSoftwareToken. With an access token the app becomes the user's and
// waits to be switched on (Prefer); with a Session the sign-in goes on with the
// successor that is given. device is the FriendlyDeviceName, of at most 256 bytes.
//
// A wrong code is EnableSoftwareTokenMFA and counts as a failed second factor.
func (s *Service) VerifySoftwareToken(ctx context.Context, b Bearer, code, device string) (session string, err error) {
	if err := b.check(); err != nil {
		return "", err
	}
	if len(device) > maxDeviceName {
		return "", userpool.Errorf(userpool.InvalidParameter, "FriendlyDeviceName is longer than %d bytes.", maxDeviceName)
	}
	if b.Session != "" {
		return s.deps.Sessions.VerifySoftwareToken(ctx, b.Session, code, device)
	}
	a, err := s.enterForToken(ctx, b.AccessToken)
	if err != nil {
		return "", err
	}
	return "", s.verify(ctx, a.User, code, device)
}

// verify commits what it wrote even when it refuses: a wrong code must stay
// counted, or parallel guesses would be free.
func (s *Service) verify(ctx context.Context, who *userpool.User, code, device string) error {
	now := s.now()
	var refusal error
	err := s.deps.DB.Update(ctx, func(st Store) error {
		refusal = nil
		u, err := again(who)(st)
		if err != nil {
			return err
		}
		if u.MFA.TOTPPending == "" {
			return userpool.Errorf(userpool.InvalidParameter, "AssociateSoftwareToken has not been called for the user.")
		}
		secret, err := totp.ParseSecret(u.MFA.TOTPPending)
		if err != nil {
			return err
		}
		step, ok := secret.Match(code, now)
		if err := limit.Proof(st, now, u.Pool, u.Sub, userpool.CountMFA, ok); err != nil {
			return err
		}
		if !ok {
			refusal = userpool.Errorf(userpool.EnableSoftwareTokenMFA, "Code mismatch and fail enable Software Token MFA")
			return nil
		}
		u.MFA.TOTPSeed, u.MFA.TOTPPending = u.MFA.TOTPPending, ""
		u.MFA.TOTPStep, u.MFA.TOTPName, u.Modified = step, device, now
		return st.UpdateUser(u)
	})
	if err != nil {
		return err
	}
	return refusal
}

// DeleteSoftwareToken takes a user's authenticator app away, and one that was
// not verified yet; a user without any is left alone. It is UserNotConfirmed
// for users who have not confirmed their account.
func (s *Service) DeleteSoftwareToken(ctx context.Context, pool userpool.PoolID, username string) error {
	p, err := s.deps.Registry.Pool(ctx, pool)
	if err != nil {
		return err
	}
	return s.alter(ctx, named(p, username), func(_ Store, u *userpool.User) error {
		if u.Status == userpool.Unconfirmed {
			return userpool.Errorf(userpool.UserNotConfirmed, "User is not confirmed.")
		}
		m := &u.MFA
		m.TOTPSeed, m.TOTPPending, m.TOTPName, m.TOTPStep, m.TOTPEnabled = "", "", "", 0, false
		if m.Preferred == userpool.FactorSoftwareToken {
			m.Preferred = ""
		}
		return nil
	})
}
