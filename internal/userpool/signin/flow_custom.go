package signin

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// beginCustom is CUSTOM_AUTH: the pool's functions decide what is asked. With
// CHALLENGE_NAME=SRP_A the client brings its half of an SRP exchange along.
func beginCustom(ctx context.Context, s *Service, a *attempt, r Start) (*Outcome, error) {
	if err := require(r.Params, "USERNAME"); err != nil {
		return nil, err
	}
	l := a.pool.Lambda
	if l.DefineAuthChallenge == "" || l.CreateAuthChallenge == "" || l.VerifyAuthChallenge == "" {
		return nil, userpool.Errorf(userpool.InvalidParameter,
			"Custom auth lambda trigger is not configured for the user pool.")
	}
	switch r.Params["CHALLENGE_NAME"] {
	case "":
	case "SRP_A":
		if err := require(r.Params, "SRP_A"); err != nil {
			return nil, err
		}
		if err := a.takeSRPA(r.Params["SRP_A"]); err != nil {
			return nil, err
		}
		a.Rounds = []hook.Round{{Challenge: "SRP_A", Result: true}}
	default:
		return nil, userpool.Errorf(userpool.InvalidParameter, "Invalid CHALLENGE_NAME: %s", r.Params["CHALLENGE_NAME"])
	}
	if err := s.identify(ctx, a, r, account.Resolve); err != nil {
		return nil, err
	}
	if err := s.admit(ctx, a); err != nil {
		return nil, err
	}
	if err := a.checkState(); err != nil {
		return nil, err
	}
	return nil, s.noteDevice(ctx, a, r.Params["DEVICE_KEY"])
}

// define asks the DefineAuthChallenge function what comes next in custom
// authentication and records its answer as a fact.
func (s *Service) define(ctx context.Context, a *attempt) error {
	if a.Flow != flowCustom || a.CustomDone || a.DefineNext != "" {
		return nil
	}
	d, err := s.deps.Hooks.DefineAuthChallenge(ctx, hook.ChallengeEvent{Event: a.event("Authentication"), Session: a.Rounds})
	if err != nil {
		return s.failed(ctx, a, err)
	}
	switch {
	case d.Fail:
		return s.failed(ctx, a, userpool.WrongPassword())
	case d.IssueTokens:
		a.CustomDone = true
		return nil
	case d.Challenge == stepVerifier && a.HasSRPA:
		a.Chosen = userpool.FactorPassword
	case d.Challenge == stepCustom:
	case a.user != nil && slices.Contains(a.usableFactors(), userpool.Factor(d.Challenge)):
	case d.Challenge == stepNewPassword && a.user != nil && a.user.Status == userpool.ForceChangePassword && a.First != "":
	default:
		return s.failed(ctx, a, userpool.Errorf(userpool.InvalidLambdaResponse, "Unrecognizable lambda output"))
	}
	a.DefineNext = d.Challenge
	return nil
}

// defineAsksFor reports whether the pending round is one of steps.
func (a *attempt) defineAsksFor(steps ...string) bool { return slices.Contains(steps, a.DefineNext) }

// closeRound appends the answered challenge to the history that Define sees. A
// custom challenge appends its own entry, since its answer may be wrong.
func (a *attempt) closeRound() {
	if a.Flow != flowCustom || a.DefineNext == "" {
		return
	}
	if a.DefineNext != stepCustom {
		a.Rounds = append(a.Rounds, hook.Round{Challenge: a.DefineNext, Result: true})
	}
	a.DefineNext = ""
}
