package hostedui

import (
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/userpool/sso"
)

// authorize is /oauth2/authorize: it shows nothing, it sends on.
func (v *visit) authorize() error {
	session, user, err := v.session()
	if err != nil {
		return err
	}
	step, err := v.pages.deps.Grants.Decide(v.auth, session)
	if err != nil {
		return err
	}
	switch {
	case step.Kind == grant.Federate:
		return v.federate(step.Provider)
	case step.Kind == grant.Silent && slices.Contains(v.auth.Prompts, "select_account"):
		return v.redirect(v.link("/login/account"))
	case step.Kind == grant.Silent:
		return v.release(session, user)
	}
	return v.redirect(v.link("/login"))
}

// federate would lead to an identity provider. There are none yet, so the
// application is told so.
func (v *visit) federate(provider string) error {
	return userpool.Errorf(userpool.UnsupportedIdentityProvider, "Signing in through %s is not implemented.", provider)
}

// release sends a signed-in user back to the application.
func (v *visit) release(session *userpool.SSOSession, user *userpool.User) error {
	location, err := v.pages.deps.Grants.Complete(v.ctx(), v.auth, grant.Of(session, user))
	if err != nil {
		return err
	}
	return v.redirect(location)
}

// finish remembers who has just signed in and sends them on.
func (v *visit) finish(done *signin.Done) error {
	session, err := v.remember(done)
	if err != nil {
		return err
	}
	if v.query.Get(toParameter) == toAccount {
		return v.redirect(v.link("/account"))
	}
	return v.release(session, done.User)
}

func (v *visit) remember(done *signin.Done) (*userpool.SSOSession, error) {
	ip, agent := v.peer()
	cookie, session, err := v.pages.deps.SSO.Begin(v.ctx(), sso.Begin{
		Pool: v.auth.Pool, Client: v.auth.Client, User: done.User, Provider: userpool.CognitoProvider,
		AMR: done.AMR, ACR: done.ACR, At: done.At, IP: ip, Agent: agent, Old: cookieValue(v.r, v.sessionName()),
	})
	if err != nil {
		return nil, err
	}
	v.setCookie(v.sessionName(), cookie.Value, cookie.Expires)
	return session, nil
}
