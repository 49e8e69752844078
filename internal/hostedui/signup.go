package hostedui

import (
	"errors"
	"net/http"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/signup"
)

// signUpPage asks for what the pool requires of new users.
type signUpPage struct {
	Name             *field // the username, nil where an address is one
	Fields           []field
	Rules            []rule
	PasswordOptional bool
	SignIn           string
	Terms, Privacy   string // addresses, "" unless the client has both
}

// signUp is the sign-up page.
func (v *visit) signUp() error { return v.showSignUp("") }

func (v *visit) showSignUp(problem string) error {
	if v.pool.AdminCreate.AdminOnly {
		return v.showLogin("", v.Text("err_no_signup"), "")
	}
	b := signUpPage{Rules: v.rules(), PasswordOptional: v.nameFirst() && v.pool.Passwordless(), SignIn: v.link("/login")}
	if !v.pool.UsesUsernameAttributes() {
		b.Name = &field{Name: "username", Label: v.Text("username"), Type: "text", Value: v.value("username"), Autocomplete: "username", Required: true}
	}
	for _, n := range v.signUpAttributes() {
		b.Fields = append(b.Fields, v.field(n, v.value("attr."+string(n)), v.required(n)))
	}
	use, privacy, ok, err := v.pages.deps.Terms.Links(v.ctx(), v.pool.ID, v.auth.Client.ID, v.Terms)
	if err != nil {
		return err
	}
	if ok {
		b.Terms, b.Privacy = use, privacy
	}
	f := v.page("signup", "/signup")
	f.Problem = problem
	return v.show(http.StatusOK, f, v.Text("signup_title"), b)
}

// signUpAttributes lists what the page asks for: the addresses that serve as
// username, then those that are verified or required, then all that the schema
// requires.
func (v *visit) signUpAttributes() []userpool.AttributeName {
	var list []userpool.AttributeName
	seen := map[userpool.AttributeName]bool{userpool.AttrSub: true}
	add := func(n userpool.AttributeName) {
		if !seen[n] {
			list, seen[n] = append(list, n), true
		}
	}
	for _, n := range v.pool.UsernameAttributes {
		add(n)
	}
	for _, n := range v.pool.AutoVerified {
		add(n)
	}
	for _, s := range v.pool.Schema {
		if s.Required {
			add(s.Name)
		}
	}
	return list
}

// required reports whether a sign-up cannot do without an attribute. Of two
// addresses that may serve as username one is enough.
func (v *visit) required(n userpool.AttributeName) bool {
	if s, ok := v.pool.Attribute(n); ok && s.Required {
		return true
	}
	if v.pool.IsUsernameAttribute(n) {
		return len(v.pool.UsernameAttributes) == 1
	}
	return v.pool.AutoVerifies(n) && len(v.pool.AutoVerified) == 1
}

// signUpForm registers a user.
func (v *visit) signUpForm() error {
	r, problem := v.registration()
	if problem != "" {
		return v.showSignUp(problem)
	}
	result, err := v.pages.deps.Signup.SignUp(v.ctx(), r)
	var e *userpool.Error
	if errors.As(err, &e) {
		v.note(e)
		return v.showSignUp(v.explain(e))
	}
	if err != nil {
		return err
	}
	s := state{Step: stepConfirm, Name: r.Username}
	s.Session, err = v.pages.deps.SignIn.AfterSignUp(v.ctx(), v.pool, v.auth.Client, &userpool.User{Sub: result.Sub, Username: userpool.Username(r.Username)})
	if err != nil {
		return err
	}
	if result.Confirmed {
		return v.confirmed(s, &userpool.User{Sub: result.Sub, Username: userpool.Username(r.Username)})
	}
	if result.Delivery == nil {
		return v.showLogin(r.Username, "", v.Text("signup_wait"))
	}
	s.Delivery = &delivery{string(result.Delivery.Medium), result.Delivery.Destination}
	return v.showConfirm(s, "", "")
}

// registration reads the form.
func (v *visit) registration() (r signup.Request, problem string) {
	r.Client, r.Username = v.auth.Client.ID, v.typed("username")
	for _, n := range v.signUpAttributes() {
		value := v.attribute(n)
		switch {
		case value == "" && v.required(n) && !v.pool.IsUsernameAttribute(n):
			return r, v.Text("err_required")
		case value == "":
			continue
		}
		if v.pool.IsUsernameAttribute(n) && r.Username == "" {
			r.Username = value
		}
		r.Attributes = append(r.Attributes, account.Given{Name: n, Value: &value})
	}
	if r.Username == "" {
		return r, v.Text("err_required")
	}
	password := v.value("password")
	switch {
	case password == "" && !(v.nameFirst() && v.pool.Passwordless()):
		return r, v.Text("err_required")
	case v.r.PostForm.Has("confirm_password") && password != v.value("confirm_password"):
		return r, v.Text("err_mismatch")
	case password != "":
		r.Password = &password
	}
	r.SecretHash = secretHash(v.auth.Client, r.Username)
	return r, ""
}

// confirmed signs in a user whose account has just been confirmed.
func (v *visit) confirmed(s state, u *userpool.User) error {
	next, err := v.pages.deps.SignIn.AfterConfirmation(v.ctx(), v.pool, v.auth.Client, u, s.Session)
	if err != nil {
		return v.showLogin(s.Name, "", v.Text("confirmed"))
	}
	return v.signInConfirmed(s, next)
}
