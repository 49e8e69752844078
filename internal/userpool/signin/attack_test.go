package signin_test

import (
	"context"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
)

// pending is a challenge that waits for its answer.
type pending struct {
	challenge, session string
	answers            map[string]string
	next               string // what the right answer leads to
}

// position is a way to bring the machine to one challenge.
type position struct {
	name string
	pool func(*userpool.Pool, *userpool.Client)
	user func(t testing.TB, u *userpool.User)
	walk func(t *testing.T, w *world) pending
}

const seedText = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSQ"

func hasTOTP(_ testing.TB, u *userpool.User) {
	u.MFA = userpool.MFAState{TOTPSeed: seedText, TOTPEnabled: true}
}

// positions brings ann to every challenge that can be posed without a browser.
var positions = []position{
	{"PASSWORD_VERIFIER", nil, nil, func(_ *testing.T, w *world) pending {
		_, answer := w.srpStart("ann", password)
		return pending{"PASSWORD_VERIFIER", "", answer, ""}
	}},
	{"PASSWORD_VERIFIER in CUSTOM_AUTH", withFunctions, nil, func(_ *testing.T, w *world) pending {
		o, answer := w.customSRP("ann", password)
		return pending{"PASSWORD_VERIFIER", o.Session, answer, "CUSTOM_CHALLENGE"}
	}},
	{"CUSTOM_CHALLENGE", withFunctions, nil, func(_ *testing.T, w *world) pending {
		o := w.must("CUSTOM_CHALLENGE")(w.start("CUSTOM_AUTH", map[string]string{"USERNAME": "ann"}))
		return pending{"CUSTOM_CHALLENGE", o.Session, map[string]string{"USERNAME": "ann", "ANSWER": "4"}, ""}
	}},
	{"SELECT_CHALLENGE", nil, nil, func(_ *testing.T, w *world) pending {
		o := w.must("SELECT_CHALLENGE")(w.start("USER_AUTH", map[string]string{"USERNAME": "ann"}))
		return pending{"SELECT_CHALLENGE", o.Session, with(w.password("ann"), "ANSWER", "PASSWORD"), ""}
	}},
	{"PASSWORD", nil, nil, func(_ *testing.T, w *world) pending {
		o := w.must("PASSWORD")(w.start("USER_AUTH", map[string]string{"USERNAME": "ann", "PREFERRED_CHALLENGE": "PASSWORD"}))
		return pending{"PASSWORD", o.Session, w.password("ann"), ""}
	}},
	{"EMAIL_OTP as first factor", func(p *userpool.Pool, _ *userpool.Client) {
		p.FirstFactors = append(p.FirstFactors, userpool.FactorEmailOTP)
	}, func(_ testing.TB, u *userpool.User) {
		u.Attributes["email"], u.Attributes["email_verified"] = "ann@example.com", "true"
	}, func(_ *testing.T, w *world) pending {
		o := w.must("EMAIL_OTP")(w.start("USER_AUTH", map[string]string{"USERNAME": "ann", "PREFERRED_CHALLENGE": "EMAIL_OTP"}))
		return pending{"EMAIL_OTP", o.Session, map[string]string{"USERNAME": "ann", "EMAIL_OTP_CODE": w.lastCode()}, ""}
	}},
	{"NEW_PASSWORD_REQUIRED", nil, func(_ testing.TB, u *userpool.User) { u.Status = userpool.ForceChangePassword },
		func(_ *testing.T, w *world) pending {
			o := w.must("NEW_PASSWORD_REQUIRED")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
			return pending{"NEW_PASSWORD_REQUIRED", o.Session, map[string]string{"USERNAME": "ann", "NEW_PASSWORD": "Another1!"}, ""}
		}},
	{"SOFTWARE_TOKEN_MFA", withMFA(userpool.MFAOn), hasTOTP, func(t *testing.T, w *world) pending {
		o := w.must("SOFTWARE_TOKEN_MFA")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
		return pending{"SOFTWARE_TOKEN_MFA", o.Session,
			map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totpCode(t, seedText, w.clock())}, ""}
	}},
	{"SMS_MFA", withMFA(userpool.MFAOn), func(_ testing.TB, u *userpool.User) { u.Attributes["phone_number"] = "+14325559934" },
		func(_ *testing.T, w *world) pending {
			o := w.must("SMS_MFA")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
			return pending{"SMS_MFA", o.Session, map[string]string{"USERNAME": "ann", "SMS_MFA_CODE": w.lastCode()}, ""}
		}},
	{"SELECT_MFA_TYPE", withMFA(userpool.MFAOn), func(t testing.TB, u *userpool.User) {
		hasTOTP(t, u)
		u.Attributes["phone_number"], u.MFA.SMSEnabled = "+14325559934", true
	}, func(_ *testing.T, w *world) pending {
		o := w.must("SELECT_MFA_TYPE")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
		return pending{"SELECT_MFA_TYPE", o.Session, map[string]string{"USERNAME": "ann", "ANSWER": "SMS_MFA"}, "SMS_MFA"}
	}},
	{"MFA_SETUP", func(p *userpool.Pool, _ *userpool.Client) { p.MFA, p.SoftwareTokenMFA = userpool.MFAOn, true }, nil,
		func(t *testing.T, w *world) pending {
			o := w.must("MFA_SETUP")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
			seed, session, err := w.signin.AssociateSoftwareToken(t.Context(), o.Session)
			w.check(err)
			session, err = w.signin.VerifySoftwareToken(t.Context(), session, totpCode(t, seed, w.clock()), "")
			w.check(err)
			return pending{"MFA_SETUP", session, map[string]string{"USERNAME": "ann"}, ""}
		}},
}

// stage makes the world of a position, with bob beside ann and a second client.
func (p position) stage(t *testing.T) (*world, pending) {
	t.Helper()
	w := newWorld(t, p.pool)
	captcha(w)
	for _, name := range []string{"ann", "bob"} {
		w.addUser(name, func(u *userpool.User) {
			if p.user != nil {
				p.user(t, u)
			}
		})
	}
	second := *w.client
	second.ID = "2example23456789abcdefghij"
	w.update(func(tx *store.Tx) error { return tx.InsertClient(&second) })
	return w, p.walk(t, w)
}

func (w *world) answer(p pending, change func(*signin.Respond)) (*signin.Outcome, error) {
	r := signin.Respond{Client: clientID, Challenge: p.challenge, Session: p.session, Answers: with(p.answers)}
	if change != nil {
		change(&r)
	}
	return w.signin.Respond(context.Background(), r)
}

// TestAttacks tries on every challenge what must not work, and that the right
// answer still does afterwards: no attack may cost the user the attempt.
func TestAttacks(t *testing.T) {
	t.Parallel()
	for _, p := range positions {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			w, at := p.stage(t)
			refusedAs := func(what string, code userpool.Code, change func(*signin.Respond)) {
				t.Helper()
				if o, err := w.answer(at, change); userpool.CodeOf(err) != code {
					t.Errorf("%s: %+v, %v; want %s", what, o, err, code)
				}
			}
			refusedAs("another user", userpool.NotAuthorized, func(r *signin.Respond) { r.Answers["USERNAME"] = "bob" })
			refusedAs("no user", userpool.InvalidParameter, func(r *signin.Respond) { delete(r.Answers, "USERNAME") })
			refusedAs("another client", userpool.NotAuthorized, func(r *signin.Respond) { r.Client = "2example23456789abcdefghij" })
			refusedAs("an unknown client", userpool.ResourceNotFound, func(r *signin.Respond) { r.Client = "nobody" })
			refusedAs("another pool", userpool.ResourceNotFound, func(r *signin.Respond) { r.Admin, r.Pool = true, "us-east-1_Other" })
			refusedAs("a login page's session", userpool.NotAuthorized, func(r *signin.Respond) { r.Hosted = true })
			if at.session != "" {
				refusedAs("a tampered session", userpool.NotAuthorized, func(r *signin.Respond) { r.Session = flip(r.Session) })
				refusedAs("no session", userpool.InvalidParameter, func(r *signin.Respond) { r.Session = "" })
				skips(t, w, at)
			}
			w.must(at.next)(w.answer(at, nil))
			// A TOTP step is used up as well as the session; either may be named.
			if _, err := w.answer(at, nil); userpool.CodeOf(err) != userpool.NotAuthorized && userpool.CodeOf(err) != userpool.ExpiredCode {
				t.Errorf("a replay: %v", err)
			}
		})
	}
}

// skips answers the session as if another challenge had been posed.
func skips(t *testing.T, w *world, at pending) {
	t.Helper()
	everything := with(at.answers, "SMS_MFA_CODE", "123456", "SOFTWARE_TOKEN_MFA_CODE", "123456", "EMAIL_OTP_CODE", "12345678",
		"SMS_OTP_CODE", "12345678", "ANSWER", "SMS_MFA", "NEW_PASSWORD", "Another1!", "PASSWORD", password, "CREDENTIAL", "{}",
		"DEVICE_KEY", "us-east-1_x", "SRP_A", "2")
	for _, name := range []string{"PASSWORD", "SELECT_CHALLENGE", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "CUSTOM_CHALLENGE",
		"NEW_PASSWORD_REQUIRED", "SELECT_MFA_TYPE", "SMS_MFA", "SOFTWARE_TOKEN_MFA", "MFA_SETUP", "DEVICE_SRP_AUTH"} {
		if name == at.challenge {
			continue
		}
		o, err := w.answer(at, func(r *signin.Respond) {
			r.Challenge = name
			delete(everything, "DEVICE_KEY")
			r.Answers = everything
		})
		if userpool.CodeOf(err) != userpool.NotAuthorized {
			t.Errorf("answered as %s: %+v, %v", name, o, err)
		}
	}
}

func flip(s string) string {
	b := []byte(s)
	i := len(b) / 2
	if b[i] == 'A' {
		b[i] = 'B'
	} else {
		b[i] = 'A'
	}
	return string(b)
}

func TestSessionsExpire(t *testing.T) {
	t.Parallel()
	for _, p := range positions {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			w, at := p.stage(t)
			w.advance(3*time.Minute + time.Millisecond)
			_, err := w.answer(at, nil)
			refused(t, err, userpool.NotAuthorized, "session is expired")
		})
	}
}

// TestUserChangesMeanwhile ends attempts whose user was disabled, deleted or
// given another password since the session was made.
func TestUserChangesMeanwhile(t *testing.T) {
	t.Parallel()
	for _, p := range positions {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			w, at := p.stage(t)
			change := func(fn func(*store.Tx, *userpool.User) error) {
				w.update(func(tx *store.Tx) error {
					u, err := tx.UserBySub(poolID, "0000-ann")
					if err != nil {
						return err
					}
					return fn(tx, u)
				})
			}
			change(func(tx *store.Tx, u *userpool.User) error { u.Enabled = false; return tx.UpdateUser(u) })
			_, err := w.answer(at, nil)
			refused(t, err, userpool.NotAuthorized, "User is disabled.")
			change(func(tx *store.Tx, u *userpool.User) error { return tx.DeleteUser(u) })
			_, err = w.answer(at, nil)
			refused(t, err, userpool.NotAuthorized, "Invalid session for the user.")
		})
	}
}

func TestPasswordChangedMeanwhile(t *testing.T) {
	t.Parallel()
	p := positions[7] // after the password was proved
	w, at := p.stage(t)
	c, err := w.words.New(t.Context(), w.pool, "ann", "Another1!")
	w.check(err)
	w.update(func(tx *store.Tx) error {
		u, err := tx.UserBySub(poolID, "0000-ann")
		if err != nil {
			return err
		}
		u.Password = c
		return tx.UpdateUser(u)
	})
	_, err = w.answer(at, nil)
	refused(t, err, userpool.NotAuthorized, "Invalid session for the user.")
}
