package hostedui

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
)

// The challenges that pages put, by their names in the API.
const (
	askSelect      = "SELECT_CHALLENGE"
	askPassword    = "PASSWORD"
	askEmailOTP    = "EMAIL_OTP"
	askSMSOTP      = "SMS_OTP"
	askPasskey     = "WEB_AUTHN"
	askCustom      = "CUSTOM_CHALLENGE"
	askNewPassword = "NEW_PASSWORD_REQUIRED"
	askSelectMFA   = "SELECT_MFA_TYPE"
	askSMSMFA      = "SMS_MFA"
	askTOTP        = "SOFTWARE_TOKEN_MFA"
	askSetup       = "MFA_SETUP"
)

// proceed shows the challenge that came, or ends the sign-in. first lets a
// choice with one entry be taken without a page.
func (v *visit) proceed(out *signin.Outcome, s state, first bool) error {
	if out.Done != nil {
		return v.finish(out.Done)
	}
	s.Step, s.Session, s.Params, s.Options, s.Seed = out.Challenge, out.Session, out.Parameters, nil, ""
	switch out.Challenge {
	case askSelect:
		s.Options = slices.DeleteFunc(slices.Clone(out.Available), func(c string) bool { return c == "PASSWORD_SRP" })
		if first && len(s.Options) == 1 {
			return v.respond(s, map[string]string{"ANSWER": s.Options[0]})
		}
	case askSelectMFA:
		s.Options = list(out.Parameters["MFAS_CAN_CHOOSE"])
	case askSetup:
		s.Options = list(out.Parameters["MFAS_CAN_SETUP"])
		if len(s.Options) == 1 {
			return v.chooseSetup(s, s.Options[0])
		}
	}
	return v.pose(s, "")
}

// list reads a parameter that is an array in JSON.
func list(text string) []string {
	var names []string
	if json.Unmarshal([]byte(text), &names) != nil {
		return nil
	}
	return names
}

// pose shows the page of a step.
func (v *visit) pose(s state, problem string) error { return v.poseWith(s, problem, "") }

func (v *visit) poseWith(s state, problem, notice string) error {
	show, ok := posers[s.Step]
	if !ok {
		return userpool.Errorf(userpool.UnsupportedOperation, "The challenge %s is not implemented on these pages.", s.Step)
	}
	sealed, err := v.seal(s)
	if err != nil {
		return err
	}
	f := v.page(show.page, "/login/challenge")
	f.Form.State, f.Problem, f.Notice = sealed, problem, notice
	title, body, err := show.body(v, s)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, f, title, body)
}

// poser makes the page of a step.
type poser struct {
	page string
	body func(*visit, state) (title string, body any, err error)
}

// posers are the pages by step; answerers read their forms.
var posers = map[string]poser{
	askSelect: {"choose", chooseFactor}, askSelectMFA: {"choose", chooseMFA}, askSetup: {"choose", chooseSetup},
	askPassword: {"password", passwordBody},
	askEmailOTP: {"code_email", codeBody}, askSMSOTP: {"code_sms", codeBody}, askSMSMFA: {"code_sms", codeBody},
	askTOTP: {"code_app", appCodeBody}, askPasskey: {"passkey", passkeyBody}, askCustom: {"custom", customBody},
	askNewPassword: {"newpassword", newPasswordBody}, stepTOTP: {"totp", totpBody},
	stepEmail: {"contact", contactBody}, stepPhone: {"contact", contactBody},
}

// answer takes the form of a challenge.
func (v *visit) answer() error {
	s, ok := v.open()
	if !ok {
		return v.showLogin("", v.Text("err_session"), "")
	}
	switch v.value("action") {
	case "options":
		return v.restartChoice(s)
	case "resend":
		switch s.Step {
		case askEmailOTP, askSMSOTP, askSMSMFA:
			return v.resend(s)
		}
	}
	if s.Step == askSetup {
		return v.chooseSetup(s, v.value("choice"))
	}
	if s.Step == stepTOTP {
		return v.verifyApp(s)
	}
	answers, problem := v.answers(s)
	if problem != "" {
		return v.pose(s, problem)
	}
	if s.Step == stepEmail || s.Step == stepPhone {
		s.Step = askSetup
	}
	return v.respond(s, answers)
}

// answers reads the fields that a step asks for; problem says what is missing.
func (v *visit) answers(s state) (answers map[string]string, problem string) {
	need := func(key, value string) (map[string]string, string) {
		if value == "" {
			return nil, v.Text("err_required")
		}
		return map[string]string{key: value}, ""
	}
	switch s.Step {
	case askSelect, askSelectMFA:
		return need("ANSWER", v.value("choice"))
	case askPassword:
		return need("PASSWORD", v.value("password"))
	case askEmailOTP, askSMSOTP, askSMSMFA, askTOTP:
		return need(s.Step+"_CODE", v.code())
	case askPasskey:
		return need("CREDENTIAL", v.value("credential"))
	case askCustom:
		return need("ANSWER", v.value("answer"))
	case stepEmail:
		return need("EMAIL", v.typed("email"))
	case stepPhone:
		return need("PHONE_NUMBER", phone(v.value("phone_number")))
	case askNewPassword:
		return v.newPassword(s)
	}
	return nil, v.Text("err_session")
}

// code is a one-time code without the blanks that people type into it.
func (v *visit) code() string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, v.value("code"))
}

// phone is a number without what people put between its digits.
func phone(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -().\u00a0", r) {
			return -1
		}
		return r
	}, s)
}

// respond gives an answer to the machine. A wrong one that leaves the Session
// usable shows the page again; else the sign-in begins anew.
func (v *visit) respond(s state, answers map[string]string) error {
	ip, agent := v.peer()
	answers["USERNAME"] = s.Name
	if v.auth.Client.Confidential() {
		answers["SECRET_HASH"] = secretHash(v.auth.Client, s.Name)
	}
	out, err := v.pages.deps.SignIn.Respond(v.ctx(), signin.Respond{
		Client: v.auth.Client.ID, Challenge: s.Step, Session: s.Session, Answers: answers, Hosted: true,
		Peer: signin.Peer{IP: ip, Agent: agent},
	})
	if err == nil {
		return v.proceed(out, s, false)
	}
	var e *userpool.Error
	if !errors.As(err, &e) {
		return err
	}
	v.note(e)
	if isStale(e) {
		return v.showLogin(s.Name, v.Text("err_session"), "")
	}
	if s.ends(e) {
		if s.Choice && e.Code == userpool.NotAuthorized && s.Step == askPassword {
			return v.again(s, v.explain(e))
		}
		return v.notStarted(s.Name, err)
	}
	if s.Step == askSetup && answers["EMAIL"] != "" {
		s.Step = stepEmail
	} else if s.Step == askSetup {
		s.Step = stepPhone
	}
	return v.pose(s, v.explain(e))
}

// ends reports whether an error has used the Session up or says that the user
// has to do something else: a wrong password or passkey, a locked user.
func (s state) ends(e *userpool.Error) bool {
	switch e.Code {
	case userpool.UserNotConfirmed, userpool.PasswordResetRequired, userpool.UserNotFound:
		return true
	case userpool.NotAuthorized:
		return s.Step != askNewPassword || e.Message == "User is disabled."
	}
	return s.Step == askCustom
}

// again puts the password once more after a wrong one, which has ended the
// attempt: nobody should have to type the name again.
func (v *visit) again(s state, problem string) error {
	out, err := v.begin(s.Name, askPassword, "")
	if err != nil {
		return v.notStarted(s.Name, err)
	}
	if out.Challenge != askPassword {
		return v.showLogin(s.Name, problem, "")
	}
	s.Session, s.Params = out.Session, out.Parameters
	return v.pose(s, problem)
}

// restartChoice shows all ways to begin.
func (v *visit) restartChoice(s state) error {
	if !s.Choice {
		return v.restart()
	}
	out, err := v.begin(s.Name, "", "")
	if err != nil {
		return v.notStarted(s.Name, err)
	}
	return v.proceed(out, state{Name: s.Name, Choice: true}, false)
}

// resend sends another code: of a first factor by beginning anew with it.
func (v *visit) resend(s state) error {
	var out *signin.Outcome
	var err error
	if s.isFirst() {
		out, err = v.begin(s.Name, s.Step, "")
	} else {
		out, err = v.pages.deps.SignIn.Resend(v.ctx(), signin.Respond{Client: v.auth.Client.ID, Challenge: s.Step, Session: s.Session, Hosted: true,
			Answers: map[string]string{"USERNAME": s.Name, "SECRET_HASH": secretHash(v.auth.Client, s.Name)}})
	}
	var e *userpool.Error
	switch {
	case errors.As(err, &e) && e.Code == userpool.LimitExceeded:
		v.note(e)
		return v.pose(s, v.explain(e))
	case err != nil:
		return v.notStarted(s.Name, err)
	case out.Challenge != s.Step:
		return v.proceed(out, state{Name: s.Name, Choice: s.Choice}, false)
	}
	s.Session, s.Params = out.Session, out.Parameters
	return v.poseWith(s, "", v.Text("code_sent"))
}

// isFirst reports whether the code that a step asks for is a first factor: only
// the parameters of later ones name the user.
func (s state) isFirst() bool { return s.Choice && s.Params["USER_ID_FOR_SRP"] == "" }
