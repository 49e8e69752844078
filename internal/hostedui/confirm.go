package hostedui

import (
	"errors"
	"net/http"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/userpool/signup"
)

// confirmPage asks for the code of a sign-up.
type confirmPage struct {
	Before, After, To string // as in codePage; To is "" if nothing was sent now
	Symbol            string
	Resend            string // address
	SignIn            string
}

func (v *visit) showConfirm(s state, problem, notice string) error {
	sealed, err := v.seal(s)
	if err != nil {
		return err
	}
	f := v.page("confirm", "/confirm")
	f.Form.State, f.Problem, f.Notice = sealed, problem, notice
	b := confirmPage{Symbol: "mail", Resend: v.link("/resendcode"), SignIn: v.link("/login")}
	if d := s.Delivery; d != nil {
		key := "code_email_lead"
		if d.Medium == string(userpool.MediumSMS) {
			b.Symbol, key = "chat", "code_sms_lead"
		}
		b.Before, b.After = v.around(key)
		b.To = d.To
	}
	return v.show(http.StatusOK, f, v.Text("confirm_title"), b)
}

// confirmForm redeems the code and signs the user in.
func (v *visit) confirmForm() error {
	s, ok := v.open()
	if !ok || s.Step != stepConfirm {
		return v.showLogin("", v.Text("err_session"), "")
	}
	code := v.code()
	if code == "" {
		return v.showConfirm(s, v.Text("err_required"), "")
	}
	session, err := v.pages.deps.Signup.Confirm(v.ctx(), signup.ConfirmRequest{
		Client: v.auth.Client.ID, Username: s.Name, SecretHash: secretHash(v.auth.Client, s.Name), Code: code, Session: s.Session,
	})
	var e *userpool.Error
	if errors.As(err, &e) {
		v.note(e)
		return v.showConfirm(s, v.explain(e), "")
	}
	if err != nil {
		return err
	}
	if session == "" { // the sign-up is too long ago, or was at another time
		return v.showLogin(s.Name, "", v.Text("confirmed"))
	}
	return v.signInConfirmed(s, session)
}

// signInConfirmed goes on with the Session of a confirmation. Where passkeys
// sign in, the user is offered one on the way.
func (v *visit) signInConfirmed(s state, session string) error {
	ip, agent := v.peer()
	out, err := v.pages.deps.SignIn.Start(v.ctx(), signin.Start{
		Client: v.auth.Client.ID, Flow: "USER_AUTH", Params: map[string]string{"USERNAME": s.Name}, Session: session,
		Hosted: true, Peer: signin.Peer{IP: ip, Agent: agent},
	})
	if err != nil {
		return v.showLogin(s.Name, "", v.Text("confirmed"))
	}
	if out.Done != nil && v.nameFirst() && v.pool.AllowsFirstFactor(userpool.FactorWebAuthn) {
		if _, err := v.remember(out.Done); err != nil {
			return err
		}
		return v.redirect(v.link("/passkeys/add"))
	}
	return v.proceed(out, state{Name: s.Name, Choice: v.nameFirst()}, true)
}

// resendForm sends another code.
func (v *visit) resendForm() error {
	s, ok := v.open()
	if !ok || s.Step != stepConfirm {
		return v.showLogin("", v.Text("err_session"), "")
	}
	sent, err := v.pages.deps.Signup.Resend(v.ctx(), signup.ResendRequest{
		Client: v.auth.Client.ID, Username: s.Name, SecretHash: secretHash(v.auth.Client, s.Name),
	})
	var e *userpool.Error
	if errors.As(err, &e) {
		v.note(e)
		return v.showConfirm(s, v.explain(e), "")
	}
	if err != nil {
		return err
	}
	s.Delivery = &delivery{string(sent.Medium), sent.Destination}
	return v.showConfirm(s, "", v.Text("code_sent"))
}

// resultPage tells how something ended.
type resultPage struct {
	Good bool
	Text string
}

// confirmUser is the target of the link in a verification mail. It asks nothing
// and leads nowhere.
func (v *visit) confirmUser() error {
	id, name, code := v.query.Get("client_id"), v.query.Get("user_name"), v.query.Get("confirmation_code")
	client, pool, err := v.pages.deps.Client(v.ctx(), v.site.Domain.Pool, userpool.ClientID(id))
	if err != nil {
		return err
	}
	if err := v.dress(pool, client); err != nil {
		return err
	}
	f := v.page("result", "")
	err = v.pages.deps.Signup.ConfirmByLink(v.ctx(), client.ID, name, code)
	var e *userpool.Error
	if errors.As(err, &e) {
		v.note(e)
		return v.show(http.StatusBadRequest, f, v.Text("confirm_failed"), resultPage{Text: v.explain(e)})
	}
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, f, v.Text("confirm_done"), resultPage{Good: true, Text: v.Text("confirm_done_lead")})
}
