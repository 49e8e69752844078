package signin_test

import (
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/signin"
)

func (w *world) resend(challenge, session, name string) (*signin.Outcome, error) {
	return w.signin.Resend(w.t.Context(), signin.Respond{Client: clientID, Challenge: challenge, Session: session,
		Answers: map[string]string{"USERNAME": name}})
}

// Another code replaces the one before it and its Session, and the sign-in ends
// when it would have ended.
func TestResend(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMFA(userpool.MFAOptional))
	w.addUser("ann", func(u *userpool.User) {
		u.Attributes["email"], u.Attributes["email_verified"] = "ann@example.com", "true"
		u.MFA = userpool.MFAState{EmailEnabled: true, Preferred: userpool.FactorEmailOTP}
	})
	first := w.must("EMAIL_OTP")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	before := w.lastCode()
	w.advance(2 * time.Minute)
	second := w.must("EMAIL_OTP")(w.resend("EMAIL_OTP", first.Session, "ann"))
	after := w.lastCode()
	if second.Parameters["CODE_DELIVERY_DESTINATION"] != first.Parameters["CODE_DELIVERY_DESTINATION"] || before == after {
		t.Errorf("%v, codes %s and %s", second.Parameters, before, after)
	}
	answer := func(session, code string) error {
		_, err := w.respond("EMAIL_OTP", session, map[string]string{"USERNAME": "ann", "EMAIL_OTP_CODE": code})
		return err
	}
	refused(t, answer(second.Session, before), userpool.CodeMismatch, "")
	if err := answer(first.Session, before); userpool.CodeOf(err) != userpool.NotAuthorized {
		t.Errorf("the Session before the new code: %v", err)
	}
	if _, err := w.resend("EMAIL_OTP", first.Session, "ann"); userpool.CodeOf(err) != userpool.NotAuthorized {
		t.Errorf("a Session resends twice: %v", err)
	}
	if _, err := w.resend("EMAIL_OTP", second.Session, "bob"); userpool.CodeOf(err) != userpool.NotAuthorized {
		t.Errorf("for another user: %v", err)
	}
	late := second
	if err := answer(second.Session, after); err != nil {
		t.Fatal(err)
	}
	if _, err := w.resend("EMAIL_OTP", late.Session, "ann"); userpool.CodeOf(err) != userpool.NotAuthorized {
		t.Errorf("after the sign-in: %v", err)
	}

	first = w.must("EMAIL_OTP")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	w.advance(2 * time.Minute)
	second = w.must("EMAIL_OTP")(w.resend("EMAIL_OTP", first.Session, "ann"))
	w.advance(2 * time.Minute)
	if err := answer(second.Session, w.lastCode()); userpool.CodeOf(err) != userpool.NotAuthorized {
		t.Errorf("a new code lengthened the sign-in: %v", err)
	}
	w.advance(time.Hour)
	o := w.must("EMAIL_OTP")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	for range limit.ResendPerHour {
		w.advance(time.Second)
		o = w.must("EMAIL_OTP")(w.resend("EMAIL_OTP", o.Session, "ann"))
	}
	if _, err := w.resend("EMAIL_OTP", o.Session, "ann"); userpool.CodeOf(err) != userpool.LimitExceeded {
		t.Errorf("%d codes in an hour: %v", limit.ResendPerHour+1, err)
	}
	if err := answer(o.Session, w.lastCode()); err != nil {
		t.Errorf("the refusal used the Session up: %v", err)
	}
}

// There is nothing to send for an app, nor before the question is due.
func TestResendOfNoCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMFA(userpool.MFAOptional))
	w.addUser("ann", func(u *userpool.User) { u.MFA = userpool.MFAState{TOTPSeed: newSeed(t), TOTPEnabled: true} })
	o := w.must("SOFTWARE_TOKEN_MFA")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	for _, challenge := range []string{"SOFTWARE_TOKEN_MFA", "EMAIL_OTP", ""} {
		if _, err := w.resend(challenge, o.Session, "ann"); userpool.CodeOf(err) != userpool.NotAuthorized {
			t.Errorf("%s: %v", challenge, err)
		}
	}
	if _, err := w.resend("EMAIL_OTP", "", "ann"); userpool.CodeOf(err) != userpool.InvalidParameter {
		t.Errorf("no Session: %v", err)
	}
}
