package hostedui

import (
	"errors"
	"net/http"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/recovery"
)

// forgotPage asks whose password is forgotten.
type forgotPage struct {
	NameLabel, Name string
	SignIn          string
}

// forgot is the page of forgotten passwords.
func (v *visit) forgot() error { return v.showForgot(v.auth.Request.LoginHint, "") }

// restartForgot answers whoever reloads the page that the form has led to.
func (v *visit) restartForgot() error { return v.redirect(v.link("/forgotPassword")) }

func (v *visit) showForgot(name, problem string) error {
	f := v.page("forgot", "/forgotPassword")
	f.Problem = problem
	return v.show(http.StatusOK, f, v.Text("forgot_title"), forgotPage{NameLabel: v.nameLabel(), Name: name, SignIn: v.link("/login")})
}

// forgotForm sends a code, and asks for it whatever the name was where the
// client hides who exists.
func (v *visit) forgotForm() error {
	name := v.typed("username")
	if name == "" {
		return v.showForgot("", v.Text("err_required"))
	}
	sent, err := v.pages.deps.Recovery.Forgot(v.ctx(), recovery.ForgotRequest{
		Client: v.auth.Client.ID, Username: name, SecretHash: secretHash(v.auth.Client, name),
	})
	var e *userpool.Error
	if errors.As(err, &e) {
		v.note(e)
		if e.Code == userpool.InvalidParameter {
			return v.showForgot(name, v.Text("err_no_reset"))
		}
		return v.showForgot(name, v.explain(e))
	}
	if err != nil {
		return err
	}
	return v.showReset(state{Step: stepReset, Name: name, Delivery: &delivery{string(sent.Medium), sent.Destination}}, "", "")
}

// resetPage asks for the code and a new password.
type resetPage struct {
	Before, After, To string
	Rules             []rule
	Code              string
	SignIn            string
}

func (v *visit) showReset(s state, problem, notice string) error {
	sealed, err := v.seal(s)
	if err != nil {
		return err
	}
	f := v.page("reset", "/confirmforgotPassword")
	f.Form.State, f.Problem, f.Notice = sealed, problem, notice
	b := resetPage{Rules: v.rules(), SignIn: v.link("/login"), Code: v.value("code")}
	if s.Delivery != nil {
		key := "code_email_lead"
		if s.Delivery.Medium == string(userpool.MediumSMS) {
			key = "code_sms_lead"
		}
		b.Before, b.After = v.around(key)
		b.To = s.Delivery.To
	}
	return v.show(http.StatusOK, f, v.Text("reset_title"), b)
}

// resetForm sets the new password. Then the user signs in with it.
func (v *visit) resetForm() error {
	s, ok := v.open()
	if !ok || s.Step != stepReset {
		return v.showLogin("", v.Text("err_session"), "")
	}
	code, password := v.code(), v.value("new_password")
	switch {
	case code == "" || password == "":
		return v.showReset(s, v.Text("err_required"), "")
	case password != v.value("confirm_password"):
		return v.showReset(s, v.Text("err_mismatch"), "")
	}
	err := v.pages.deps.Recovery.Confirm(v.ctx(), recovery.ConfirmRequest{
		Client: v.auth.Client.ID, Username: s.Name, SecretHash: secretHash(v.auth.Client, s.Name), Code: code, Password: password,
	})
	var e *userpool.Error
	if errors.As(err, &e) {
		v.note(e)
		return v.showReset(s, v.explain(e), "")
	}
	if err != nil {
		return err
	}
	return v.showLogin(s.Name, "", v.Text("reset_done"))
}
