package signin

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// The flows by their names in facts.Flow.
const (
	flowSRP      = "USER_SRP_AUTH"
	flowPassword = "USER_PASSWORD_AUTH"
	flowAdmin    = "ADMIN_USER_PASSWORD_AUTH"
	flowCustom   = "CUSTOM_AUTH"
	flowChoice   = "USER_AUTH"
	flowRefresh  = "REFRESH_TOKEN_AUTH"
)

// flow is one way to begin.
type flow struct {
	name      string
	allowedBy string // the ALLOW_* name that switches it on for a client
	adminOnly bool
	disabled  string // what a client hears that may not use it
	// begin checks the parameters and records the first facts. It gives an
	// Outcome only when there is nothing left to decide.
	begin func(ctx context.Context, s *Service, a *attempt, r Start) (*Outcome, error)
}

var (
	srpFlow = flow{flowSRP, userpool.AllowSRP, false,
		"USER_SRP_AUTH is not enabled for the client.", beginSRP}
	passwordFlow = flow{flowPassword, userpool.AllowPassword, false,
		"USER_PASSWORD_AUTH flow not enabled for this client", beginPassword}
	adminFlow = flow{flowAdmin, userpool.AllowAdminPassword, true,
		"Auth flow not enabled for this client", beginPassword}
	customFlow = flow{flowCustom, userpool.AllowCustom, false,
		"CUSTOM_AUTH is not enabled for the client.", beginCustom}
	choiceFlow = flow{flowChoice, userpool.AllowChoice, false,
		"USER_AUTH is not enabled for the client.", beginChoice}
	refreshFlow = flow{flowRefresh, userpool.AllowRefresh, false,
		"REFRESH_TOKEN_AUTH is not enabled for the client.", beginRefresh}
)

// flows maps each AuthFlow of the API to what it means.
var flows = map[string]*flow{
	"USER_SRP_AUTH":            &srpFlow,
	"USER_PASSWORD_AUTH":       &passwordFlow,
	"ADMIN_USER_PASSWORD_AUTH": &adminFlow,
	"ADMIN_NO_SRP_AUTH":        &adminFlow,
	"CUSTOM_AUTH":              &customFlow,
	"USER_AUTH":                &choiceFlow,
	"REFRESH_TOKEN_AUTH":       &refreshFlow,
	"REFRESH_TOKEN":            &refreshFlow,
}

// flowFor finds the flow and refuses it for a client that may not use it. A
// login page offers what the pool's users have, whatever the client's flows.
func flowFor(r Start, c *userpool.Client) (*flow, error) {
	f := flows[r.Flow]
	if f == nil || f.adminOnly && !r.Admin {
		return nil, userpool.Errorf(userpool.InvalidParameter, "Initiate Auth method not supported.")
	}
	if !r.Hosted && !c.Allows(f.allowedBy) {
		return nil, userpool.Errorf(userpool.InvalidParameter, "%s", f.disabled)
	}
	return f, nil
}

// require finds parameters that a flow cannot do without.
func require(params map[string]string, keys ...string) error {
	for _, k := range keys {
		if params[k] == "" {
			return missing(k)
		}
	}
	return nil
}

// lookup says which of the names that users have count.
type lookup func(account.Finder, *userpool.Pool, string) (*userpool.User, error)

// identify checks the secret hash and finds the user by the name that was
// typed. With hidden existence an unknown user goes on as one that nobody can
// be.
func (s *Service) identify(ctx context.Context, a *attempt, r Start, lookup lookup) error {
	a.Name = r.Params["USERNAME"]
	if !r.Hosted {
		if err := account.CheckSecretHash(a.client, a.Name, r.Params["SECRET_HASH"], account.SignInFamily); err != nil {
			return err
		}
	}
	err := s.deps.DB.View(ctx, func(st Store) (err error) { a.user, err = lookup(st, a.pool, a.Name); return err })
	if errors.Is(err, userpool.ErrNotFound) {
		a.user = nil
		return s.unknown(ctx, a, r, lookup)
	}
	if err != nil {
		return err
	}
	a.Sub = a.user.Sub
	return nil
}

// unknown goes on with a name that nobody has: the pool's UserMigration
// function may know it, else the client hears so or the attempt continues as
// one that nobody can win.
func (s *Service) unknown(ctx context.Context, a *attempt, r Start, lookup lookup) error {
	if password := r.Params["PASSWORD"]; password != "" && a.pool.Lambda.UserMigration != "" {
		u, err := s.migrate(ctx, a, password, lookup)
		if err != nil {
			return err
		}
		if u != nil {
			a.user, a.Sub = u, u.Sub
			return nil
		}
	}
	if !a.client.HidesUserExistence() && !r.Hosted {
		return userpool.UserMissing()
	}
	a.Unknown = true
	a.Sub = s.ghost(a.pool, a.Name)
	return nil
}

// ghost is the stand-in sub of an unknown user.
func (s *Service) ghost(p *userpool.Pool, name string) userpool.Sub {
	return account.Ghosts{Secret: s.deps.Secret}.Of(p, name).Sub
}

// admit runs what comes before the proof: disabled users are refused, then the
// PreAuthentication function may refuse.
func (s *Service) admit(ctx context.Context, a *attempt) error {
	if a.user != nil && !a.user.Enabled {
		return userpool.UserDisabled()
	}
	e := a.event("Authentication")
	e.Metadata, e.Validation = nil, a.validation
	return s.deps.Hooks.PreAuthentication(ctx, e)
}

// checkState refuses users who may not sign in whatever they prove. It stands
// before every password proof.
func (a *attempt) checkState() error {
	if a.user == nil {
		return nil
	}
	switch a.user.Status {
	case userpool.Unconfirmed:
		return userpool.Errorf(userpool.UserNotConfirmed, "User is not confirmed.")
	case userpool.ResetRequired:
		if a.client.HidesUserExistence() {
			return userpool.WrongPassword()
		}
		return userpool.Errorf(userpool.PasswordResetRequired, "Password reset required for the user")
	case userpool.ExternalProvider:
		return userpool.WrongPassword()
	}
	if a.user.LocalSignInOff {
		return userpool.WrongPassword()
	}
	return nil
}

// isWrongPassword reports whether a refusal passes for a wrong password. Then
// it must cost and count as one: neither its speed nor a lock that never comes
// may tell that there is such a user.
func isWrongPassword(err error) bool { return userpool.CodeOf(err) == userpool.NotAuthorized }
