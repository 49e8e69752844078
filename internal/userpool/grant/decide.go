package grant

import (
	"slices"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// StepKind is what an authorize request leads to.
type StepKind int

// The kinds of Step.
const (
	AskSignIn StepKind = iota // the login page
	Silent                    // at once, by the session of the browser
	Federate                  // the identity provider Step.Provider
)

// Step is the next step of an authorize request.
type Step struct {
	Kind     StepKind
	Provider string // Federate only
}

// Decide says what an admitted request leads to. session is the live one of
// the browser, nil without one. prompt=none that cannot be answered silently
// is a *Refusal.
func (s *Service) Decide(a *Authorization, session *userpool.SSOSession) (Step, error) {
	return decide(a, session, s.deps.Now())
}

func decide(a *Authorization, session *userpool.SSOSession, now time.Time) (Step, error) {
	if !slices.Contains(a.Prompts, "login") && suffices(a, session, now) {
		return Step{Kind: Silent}, nil
	}
	if slices.Contains(a.Prompts, "none") {
		return Step{}, a.refuse(fail(LoginRequired))
	}
	provider := a.Provider
	if provider == "" && len(a.Client.Providers) == 1 {
		provider = a.Client.Providers[0] // nothing to choose from
	}
	if provider != "" && provider != userpool.CognitoProvider {
		return Step{Kind: Federate, Provider: provider}, nil
	}
	return Step{Kind: AskSignIn}, nil
}

// suffices reports whether the session may stand for a sign-in: alive for this
// client, made by a provider that the request and the client accept, and fresh
// and strong enough.
func suffices(a *Authorization, s *userpool.SSOSession, now time.Time) bool {
	switch {
	case s == nil || s.Pool != a.Pool.ID || !s.ReusableBy(a.Client, a.Pool, now),
		a.Provider != "" && a.Provider != s.Provider,
		!offers(a.Client, s.Provider),
		a.MaxAge != nil && (*a.MaxAge == 0 || now.Sub(s.FreshAuth) > *a.MaxAge):
		return false
	}
	return a.Pool.ACRLevel(s.ACR) >= a.Level
}
