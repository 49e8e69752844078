package hostedui

import (
	"time"
)

// logout ends the session of the browser, whatever the query says, and then
// goes where the query says if that is the client's.
func (v *visit) logout() error {
	name := v.sessionName()
	if err := v.pages.deps.SSO.End(v.ctx(), v.site.Domain.Pool, cookieValue(v.r, name)); err != nil {
		return err
	}
	v.setCookie(name, "", time.Unix(1, 0))
	to, err := v.pages.deps.Grants.Logout(v.ctx(), v.site.Domain, v.query)
	if err != nil {
		return err
	}
	if to.SignIn == nil {
		return v.redirect(to.Redirect)
	}
	v.auth = to.SignIn
	return v.redirect(v.link("/login"))
}
