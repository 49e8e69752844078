package signin

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// passwordChallenge is PASSWORD: the plain password, within USER_AUTH.
type passwordChallenge struct{}

func (passwordChallenge) name() string { return stepPassword }

func (passwordChallenge) required(a *attempt) bool {
	return a.Flow == flowChoice && a.First == "" && a.Chosen == userpool.FactorPassword && !a.HasSRPA
}

func (passwordChallenge) issue(context.Context, *Service, *attempt) (map[string]string, error) {
	return map[string]string{}, nil
}

func (passwordChallenge) answer(ctx context.Context, s *Service, a *attempt, answers map[string]string) error {
	if answers["PASSWORD"] == "" {
		return missing("PASSWORD")
	}
	return s.provePassword(ctx, a, answers["PASSWORD"])
}
