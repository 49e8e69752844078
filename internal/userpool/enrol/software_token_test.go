package enrol_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
)

func (w *world) associate() string {
	w.T.Helper()
	seed, session, err := w.enrol.AssociateSoftwareToken(ctx(), enrol.Bearer{AccessToken: w.access})
	w.Check(err)
	if session != "" || seed == "" {
		w.T.Errorf("seed %q, session %q", seed, session)
	}
	return seed
}

func (w *world) verify(code string) error {
	_, err := w.enrol.VerifySoftwareToken(ctx(), enrol.Bearer{AccessToken: w.access}, code, "phone")
	return err
}

const mismatch = "Code mismatch and fail enable Software Token MFA"

func TestSoftwareToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	pooltest.Refused(t, w.verify("123456"), userpool.InvalidParameter, "AssociateSoftwareToken has not been called for the user.")
	first := w.associate()
	second := w.associate()
	if first == second {
		t.Error("two seeds are alike")
	}
	pooltest.Refused(t, w.verify(w.code(first)), userpool.EnableSoftwareTokenMFA, mismatch)
	w.Check(w.verify(w.code(second)))
	m := w.User("ada").MFA
	if m.TOTPSeed != second || m.TOTPPending != "" || m.TOTPName != "phone" || m.TOTPStep == 0 {
		t.Errorf("after VerifySoftwareToken: %+v", m)
	}
	if m.TOTPEnabled || m.Preferred != "" {
		t.Error("an access token must not switch the factor on")
	}
}

// A new app takes over only once it is proved.
func TestSecondSoftwareToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	first := w.associate()
	w.Check(w.verify(w.code(first)))
	w.Check(w.enrol.Prefer(ctx(), w.access, enrol.Preference{SoftwareToken: &enrol.Switch{Enabled: true}}))
	second := w.associate()
	if m := w.User("ada").MFA; m.TOTPSeed != first || !m.TOTPEnabled {
		t.Error("AssociateSoftwareToken changed the verified app")
	}
	w.Check(w.verify(w.code(second)))
	if m := w.User("ada").MFA; m.TOTPSeed != second || !m.TOTPEnabled {
		t.Errorf("after the second app: %+v", m)
	}
}

// Guesses are counted together with failed second factors at sign-in.
func TestSoftwareTokenGuesses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	seed := w.associate()
	wrong := pooltest.WrongCode(w.code(seed))
	for range 5 {
		pooltest.Refused(t, w.verify(wrong), userpool.EnableSoftwareTokenMFA, mismatch)
	}
	pooltest.Refused(t, w.verify(w.code(seed)), userpool.NotAuthorized, "Password attempts exceeded")
	w.Advance(2 * time.Second)
	w.Check(w.verify(w.code(seed)))
}

func TestParallelGuesses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	wrong := pooltest.WrongCode(w.code(w.associate()))
	var mu sync.Mutex
	counted := 0
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			if userpool.CodeOf(w.verify(wrong)) == userpool.EnableSoftwareTokenMFA {
				mu.Lock()
				counted++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if counted > 5 {
		t.Errorf("%d guesses were judged, want at most 5", counted)
	}
}

func TestSoftwareTokenRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.SoftwareTokenMFA = false })
	const off = "Software Token MFA has not been enabled by the userPool"
	_, _, err := w.enrol.AssociateSoftwareToken(ctx(), enrol.Bearer{AccessToken: w.access})
	pooltest.Refused(t, err, userpool.SoftwareTokenMFANotFound, off)
	pooltest.Refused(t, w.verify("123456"), userpool.SoftwareTokenMFANotFound, off)
	for _, b := range []enrol.Bearer{{}, {AccessToken: w.access, Session: "s"}} {
		_, _, err := w.enrol.AssociateSoftwareToken(ctx(), b)
		pooltest.Refused(t, err, userpool.InvalidParameter, "Exactly one of AccessToken and Session is required.")
		_, err = w.enrol.VerifySoftwareToken(ctx(), b, "123456", "")
		pooltest.Refused(t, err, userpool.InvalidParameter, "Exactly one of AccessToken and Session is required.")
	}
	_, _, err = w.enrol.AssociateSoftwareToken(ctx(), enrol.Bearer{AccessToken: "junk"})
	pooltest.Refused(t, err, userpool.NotAuthorized, "Invalid Access Token")
}

// AssociateSoftwareToken declares none of the errors that such users get elsewhere.
func TestAssociateForUsersWhoChanged(t *testing.T) {
	t.Parallel()
	for status, text := range map[userpool.UserStatus]string{
		userpool.Unconfirmed: "User is not confirmed.", userpool.ResetRequired: "Access Token has been revoked",
	} {
		w := newWorld(t, nil)
		w.Change(w.user.Sub, func(u *userpool.User) { u.Status = status })
		_, _, err := w.enrol.AssociateSoftwareToken(ctx(), enrol.Bearer{AccessToken: w.access})
		pooltest.Refused(t, err, userpool.NotAuthorized, text)
	}
}

func TestSoftwareTokenBySession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	seed, next, err := w.enrol.AssociateSoftwareToken(ctx(), enrol.Bearer{Session: "s"})
	if seed != "SEED" || next != "next" || err != nil {
		t.Errorf("associate = %q, %q, %v", seed, next, err)
	}
	last, err := w.enrol.VerifySoftwareToken(ctx(), enrol.Bearer{Session: next}, "123456", "phone")
	if last != "last" || err != nil {
		t.Errorf("verify = %q, %v", last, err)
	}
	if diff := cmp.Diff([]string{"associate s", "verify next 123456 phone"}, w.sessions.asked); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDeleteSoftwareToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.Check(w.enrol.DeleteSoftwareToken(ctx(), pooltest.PoolID, "ada")) // nothing to delete
	w.Check(w.verify(w.code(w.associate())))
	on := true
	w.Check(w.enrol.Prefer(ctx(), w.access, enrol.Preference{SoftwareToken: &enrol.Switch{Enabled: true, Preferred: &on}}))
	w.associate()
	w.Check(w.enrol.DeleteSoftwareToken(ctx(), pooltest.PoolID, "ada"))
	if diff := cmp.Diff(userpool.MFAState{}, w.User("ada").MFA); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, err := w.Tokens.Verify(ctx(), w.access); err != nil {
		t.Errorf("tokens must survive: %v", err)
	}
	pooltest.Refused(t, w.enrol.DeleteSoftwareToken(ctx(), "us-east-1_Nowhere00", "ada"), userpool.ResourceNotFound,
		"User pool us-east-1_Nowhere00 does not exist.")
	pooltest.Refused(t, w.enrol.DeleteSoftwareToken(ctx(), pooltest.PoolID, "eve"), userpool.UserNotFound, "User does not exist.")
	w.Change(w.user.Sub, func(u *userpool.User) { u.Status = userpool.Unconfirmed })
	pooltest.Refused(t, w.enrol.DeleteSoftwareToken(ctx(), pooltest.PoolID, "ada"), userpool.UserNotConfirmed, "User is not confirmed.")
}

func TestLongDeviceName(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	long := strings.Repeat("x", 257)
	for _, b := range []enrol.Bearer{{AccessToken: w.access}, {Session: "s"}} {
		_, err := w.enrol.VerifySoftwareToken(ctx(), b, "123456", long)
		pooltest.Refused(t, err, userpool.InvalidParameter, "FriendlyDeviceName is longer than 256 bytes.")
	}
}

// Of seeds that are given out together the one that counts is known to whoever
// got it last; the others are told that they lost.
func TestParallelAssociation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var mu sync.Mutex
	given := map[string]bool{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			seed, _, err := w.enrol.AssociateSoftwareToken(ctx(), enrol.Bearer{AccessToken: w.access})
			if err != nil {
				pooltest.Refused(t, err, userpool.ConcurrentModification, "Software token is being associated by another request.")
				return
			}
			mu.Lock()
			defer mu.Unlock()
			given[seed] = true
		})
	}
	all.Wait()
	if !given[w.User("ada").MFA.TOTPPending] {
		t.Error("the pending seed is one that nobody was given")
	}
}
