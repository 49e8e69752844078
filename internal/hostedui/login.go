package hostedui

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
)

// loginPage asks for the name, and for the password unless there are other
// ways to begin.
type loginPage struct {
	Local               bool // the pool itself is offered
	NameLabel           string
	NameType, NameValue string
	NameAutocomplete    string
	Password            bool
	Forgot, SignUp      string // addresses, "" where there is none
	Providers           []provider
}

// provider is the button of an identity provider.
type provider struct{ Label, Address, Icon string }

// login is the sign-in page.
func (v *visit) login() error { return v.showLogin(v.auth.Request.LoginHint, "", "") }

// restart answers whoever reloads a page that a form has led to.
func (v *visit) restart() error { return v.redirect(v.link("/login")) }

func (v *visit) showLogin(name, problem, notice string) error {
	f := v.page("login", "/login")
	f.Problem, f.Notice = problem, notice
	b := loginPage{
		Local: v.offersLocal(), NameValue: name, Password: !v.nameFirst() && !v.customOnly(), Providers: v.providers(),
		NameLabel: v.nameLabel(), NameType: "text", NameAutocomplete: "username",
	}
	if v.nameFirst() && v.pool.AllowsFirstFactor(userpool.FactorWebAuthn) {
		b.NameAutocomplete = "username webauthn"
	}
	if !v.pool.AdminCreate.AdminOnly {
		b.SignUp = v.link("/signup")
	}
	if v.recovers() {
		b.Forgot = v.link("/forgotPassword")
	}
	return v.show(http.StatusOK, f, v.Text("login_title"), b)
}

// offersLocal reports whether users of the pool itself may sign in.
func (v *visit) offersLocal() bool {
	c := v.auth.Client
	if len(c.Providers) == 0 {
		return true
	}
	for _, p := range c.Providers {
		if p == userpool.CognitoProvider {
			return v.auth.Provider == "" || v.auth.Provider == userpool.CognitoProvider
		}
	}
	return false
}

// providers are the client's identity providers, as buttons that lead to them.
func (v *visit) providers() []provider {
	var list []provider
	if v.auth.Provider == userpool.CognitoProvider {
		return nil
	}
	for _, name := range v.auth.Client.Providers {
		if name == userpool.CognitoProvider {
			continue
		}
		q := v.auth.Request.Query()
		q.Set("identity_provider", name)
		list = append(list, provider{Label: v.Text("continue_with", providerName(name)),
			Address: v.site.Mount + "/oauth2/authorize?" + q.Encode(), Icon: v.look.providerIcons[name]})
	}
	return list
}

// providerName is what users call a provider.
func providerName(name string) string {
	switch name {
	case "SignInWithApple":
		return "Apple"
	case "LoginWithAmazon":
		return "Amazon"
	}
	return name
}

// nameFirst reports whether the page asks for the name alone: there are ways
// to begin without a password.
func (v *visit) nameFirst() bool {
	if !v.site.Domain.IsManagedLogin() || !v.auth.Client.Allows(userpool.AllowChoice) {
		return false
	}
	for _, f := range v.pool.FirstFactors {
		if f != userpool.FactorPassword {
			return true
		}
	}
	return false
}

// customOnly reports whether the client's users sign in by the challenges of the
// pool's own functions and by nothing else. Cognito's pages know no such
// challenges; they would ask for a password all the same.
func (v *visit) customOnly() bool {
	c, l := v.auth.Client, v.pool.Lambda
	return l.DefineAuthChallenge != "" && l.CreateAuthChallenge != "" && l.VerifyAuthChallenge != "" && len(c.AuthFlows) > 0 &&
		c.Allows(userpool.AllowCustom) && !c.Allows(userpool.AllowSRP) && !c.Allows(userpool.AllowPassword) && !c.Allows(userpool.AllowChoice)
}

// recovers reports whether users can reset their password by themselves.
func (v *visit) recovers() bool {
	return !(len(v.pool.Recovery) == 1 && v.pool.Recovery[0].Name == "admin_only")
}

// nameLabel says what users of the pool sign in with.
func (v *visit) nameLabel() string {
	p := v.pool
	email := p.IsUsernameAttribute(userpool.AttrEmail) || p.IsAlias(userpool.AttrEmail)
	phone := p.IsUsernameAttribute(userpool.AttrPhone) || p.IsAlias(userpool.AttrPhone)
	switch {
	case !p.UsesUsernameAttributes() && email && phone:
		return v.Text("name_any")
	case !p.UsesUsernameAttributes() && email:
		return v.Text("name_or_email")
	case !p.UsesUsernameAttributes() && phone:
		return v.Text("name_or_phone")
	case email && phone:
		return v.Text("email_or_phone")
	case email:
		return v.Text("attr_email")
	case phone:
		return v.Text("attr_phone_number")
	}
	return v.Text("username")
}

// signIn takes the form of the login page.
func (v *visit) signIn() error {
	name := v.typed("username")
	if !v.offersLocal() {
		return v.showLogin("", v.Text("err_credentials"), "")
	}
	nameOnly := v.nameFirst() || v.customOnly()
	if name == "" || !nameOnly && v.value("password") == "" {
		return v.showLogin(name, v.Text("err_required"), "")
	}
	if nameOnly {
		return v.start(name, "", "")
	}
	return v.start(name, userpool.AllowPassword, v.value("password"))
}

// start begins a sign-in. first is the factor to begin with: AllowPassword for
// a password that came along, else one of the first factors or "".
func (v *visit) start(name, first, password string) error {
	out, err := v.begin(name, first, password)
	if err != nil {
		return v.notStarted(name, err)
	}
	return v.proceed(out, state{Name: name, Choice: v.nameFirst()}, first == "")
}

func (v *visit) begin(name, first, password string) (*signin.Outcome, error) {
	ip, agent := v.peer()
	r := signin.Start{Client: v.auth.Client.ID, Hosted: true, Peer: signin.Peer{IP: ip, Agent: agent},
		Flow: "USER_AUTH", Params: map[string]string{"USERNAME": name}}
	switch {
	case v.customOnly():
		r.Flow = "CUSTOM_AUTH"
		return v.pages.deps.SignIn.Start(v.ctx(), r)
	case first == userpool.AllowPassword:
		r.Params["PASSWORD"], r.Params["PREFERRED_CHALLENGE"] = password, "PASSWORD"
	case first != "":
		r.Params["PREFERRED_CHALLENGE"] = first
	}
	if targets := v.auth.Targets(); len(targets) > 0 {
		r.Params["TARGET_ACR_VALUES"] = strings.Join(targets, " ")
		out, err := v.pages.deps.SignIn.Start(v.ctx(), r)
		// A user who cannot reach the level signs in as far as possible; then
		// the application is told. Saying so now would tell who exists.
		if code := userpool.CodeOf(err); code != userpool.InvalidParameter && code != userpool.FeatureUnavailableInTier {
			return out, err
		}
		delete(r.Params, "TARGET_ACR_VALUES")
	}
	if first == userpool.AllowPassword {
		r.Flow = "USER_PASSWORD_AUTH"
		delete(r.Params, "PREFERRED_CHALLENGE")
	}
	return v.pages.deps.SignIn.Start(v.ctx(), r)
}

// notStarted answers a refused first step: some users have to do something
// else first.
func (v *visit) notStarted(name string, err error) error {
	var e *userpool.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case userpool.UserNotConfirmed:
		return v.showConfirm(state{Step: stepConfirm, Name: name}, "", v.Text("confirm_first"))
	case userpool.PasswordResetRequired:
		return v.showReset(state{Step: stepReset, Name: name}, "", v.Text("reset_required"))
	}
	v.note(e)
	return v.showLogin(name, v.explain(e), "")
}

// note tells the log of an error that a page shows.
func (v *visit) note(e *userpool.Error) {
	v.pages.deps.Observe(context.WithoutCancel(v.ctx()), "", string(e.Code), e.Cause)
}
