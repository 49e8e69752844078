package hostedui

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/grant"
)

// offerPage lets a signed-in user create a passkey, or go on without one.
type offerPage struct{ Options template.JSStr }

// signedIn gives the live session of a page that needs one; without it the
// browser signs in first, and ok is false.
func (v *visit) signedIn() (session *userpool.SSOSession, user *userpool.User, ok bool, err error) {
	session, user, err = v.session()
	if err != nil {
		return nil, nil, false, err
	}
	if session == nil || !session.ReusableBy(v.auth.Client, v.auth.Pool, v.pages.deps.Now()) {
		return nil, nil, false, v.redirect(v.link("/login"))
	}
	return session, user, true, nil
}

// offerPasskey is /passkeys/add.
func (v *visit) offerPasskey() error {
	_, _, ok, err := v.signedIn()
	if !ok {
		return err
	}
	return v.showOffer("")
}

func (v *visit) showOffer(problem string) error {
	options, err := v.pages.deps.Account.Factors.StartPasskey(v.ctx(), v.bearer())
	if err != nil {
		return err
	}
	f := v.page("passkeys", "/passkeys/add")
	f.Problem = problem
	return v.show(http.StatusOK, f, v.Text("offer_title"), offerPage{Options: template.JSStr(options)})
}

// addPasskey stores the passkey, or skips it, and goes on to the application.
func (v *visit) addPasskey() error {
	session, user, ok, err := v.signedIn()
	if !ok {
		return err
	}
	if v.value("action") != "skip" {
		credential := v.value("credential")
		if !isJSON(credential) {
			return v.showOffer(v.Text("err_passkey"))
		}
		err := v.pages.deps.Account.Factors.CompletePasskey(v.ctx(), v.bearer(), []byte(credential))
		var e *userpool.Error
		if errors.As(err, &e) {
			v.note(e)
			return v.showOffer(v.Text("err_passkey"))
		}
		if err != nil {
			return err
		}
	}
	location, err := v.pages.deps.Grants.Complete(v.ctx(), v.auth, grant.Of(session, user))
	if err != nil {
		return err
	}
	return v.redirect(location)
}

// bearer stands for an access token at the services of the account page: the
// pool and the cookie of the browser session. See Browsers.
func (v *visit) bearer() string {
	return url.QueryEscape(string(v.site.Domain.Pool)) + " " + cookieValue(v.r, v.sessionName())
}
