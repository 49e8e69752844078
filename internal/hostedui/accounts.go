package hostedui

import (
	"net/http"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/grant"
)

// accountChoice is the page that asks whether the browser's user goes on.
type accountChoice struct {
	Name, Detail string
	Other        string // address of the login page
}

// chooseAccount is the account chooser (prompt=select_account): Cognito has
// none and goes on silently.
func (v *visit) chooseAccount() error {
	session, user, err := v.session()
	if err != nil {
		return err
	}
	if step, err := v.pages.deps.Grants.Decide(v.auth, session); err != nil || step.Kind != grant.Silent {
		return v.redirect(v.link("/login"))
	}
	f := v.page("accounts", "/login/account")
	return v.show(http.StatusOK, f, v.Text("accounts_title"),
		accountChoice{Name: displayName(user), Detail: detailOf(user), Other: v.link("/login")})
}

// chosenAccount goes on as the browser's user.
func (v *visit) chosenAccount() error {
	session, user, err := v.session()
	if err != nil {
		return err
	}
	step, err := v.pages.deps.Grants.Decide(v.auth, session)
	if err != nil {
		return err
	}
	if step.Kind != grant.Silent {
		return v.redirect(v.link("/login"))
	}
	return v.release(session, user)
}

// displayName is how a page calls a user: never by a UUID if there is better.
func displayName(u *userpool.User) string {
	for _, n := range []userpool.AttributeName{"name", "given_name", userpool.AttrPreferredUsername, userpool.AttrEmail, userpool.AttrPhone} {
		if u.Attributes[n] != "" {
			return u.Attributes[n]
		}
	}
	return string(u.Username)
}

// detailOf tells users of the same name apart.
func detailOf(u *userpool.User) string {
	for _, n := range []string{u.Attributes[userpool.AttrEmail], u.Attributes[userpool.AttrPhone], string(u.Username)} {
		if n != "" && n != displayName(u) {
			return n
		}
	}
	return ""
}
