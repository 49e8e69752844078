package signin

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// selectChallenge is SELECT_CHALLENGE: USER_AUTH has several ways to begin.
// What it offers stands in AvailableChallenges.
type selectChallenge struct{}

func (selectChallenge) name() string { return stepSelect }

func (selectChallenge) required(a *attempt) bool {
	return a.Flow == flowChoice && a.First == "" && a.Chosen == ""
}

func (selectChallenge) issue(_ context.Context, _ *Service, a *attempt) (map[string]string, error) {
	if len(available(a)) == 0 {
		return nil, userpool.Errorf(userpool.NotAuthorized, "No authentication factor is available for the user.")
	}
	return map[string]string{}, nil
}

func (selectChallenge) answer(ctx context.Context, s *Service, a *attempt, answers map[string]string) error {
	choice := answers["ANSWER"]
	if choice == "" {
		return missing("ANSWER")
	}
	if err := s.loadPasskeys(ctx, a); err != nil {
		return err
	}
	if !slices.Contains(a.choiceNames(), choice) {
		return userpool.Errorf(userpool.InvalidParameter, "Invalid ANSWER: %s is not an available challenge", choice)
	}
	return s.choose(ctx, a, choice, answers)
}
