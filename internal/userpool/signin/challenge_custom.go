package signin

import (
	"context"
	"maps"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// maxRounds bounds a custom authentication, whose history travels in the Session.
const maxRounds = 20

// customChallenge is CUSTOM_CHALLENGE: the pool's functions make the question
// and judge the answer.
type customChallenge struct{}

func (customChallenge) name() string { return stepCustom }

func (customChallenge) required(a *attempt) bool {
	return a.Flow == flowCustom && !a.CustomDone && a.DefineNext == stepCustom
}

func (customChallenge) issue(ctx context.Context, s *Service, a *attempt) (map[string]string, error) {
	if len(a.Rounds) >= maxRounds {
		return nil, userpool.WrongPassword()
	}
	r, err := s.deps.Hooks.CreateAuthChallenge(ctx, hook.ChallengeEvent{
		Event: a.event("Authentication"), Session: a.Rounds, Challenge: stepCustom})
	if err != nil {
		return nil, err
	}
	a.Private, a.RoundMeta = r.Private, r.Metadata
	p := make(map[string]string, len(r.Public)+1)
	maps.Copy(p, r.Public)
	p["USERNAME"] = a.username()
	return p, nil
}

func (customChallenge) answer(ctx context.Context, s *Service, a *attempt, answers map[string]string) error {
	if answers["ANSWER"] == "" {
		return missing("ANSWER")
	}
	// The functions have effects of their own: spend the Session before they
	// are asked, so that one answer is judged once.
	if err := s.spendNow(ctx, a); err != nil {
		return err
	}
	ok, err := s.deps.Hooks.VerifyAuthChallenge(ctx, hook.ChallengeEvent{
		Event: a.event("Authentication"), Private: a.Private, Answer: answers["ANSWER"]})
	if err != nil {
		return err
	}
	a.Rounds = append(a.Rounds, hook.Round{Challenge: stepCustom, Result: ok, Metadata: a.RoundMeta})
	a.Private, a.RoundMeta = nil, nil
	return nil
}

// spendNow spends the Session ahead of the request's own transaction.
func (s *Service) spendNow(ctx context.Context, a *attempt) error {
	err := s.deps.DB.Update(ctx, func(st Store) error {
		ok, err := st.Spend(userpool.Spent{ID: a.spent, Expires: a.spentUntil})
		if err == nil && !ok {
			return usedSession()
		}
		return err
	})
	a.spent = ""
	return err
}
