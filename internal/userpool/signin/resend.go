package signin

import (
	"context"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/limit"
)

// Resend sends another code of a second factor for a Session that waits for
// one; the API has no such operation, the pages of managed login do. The code
// before it no longer counts and the Session does not live longer for it. A
// user can have limit.ResendPerHour of them.
func (s *Service) Resend(ctx context.Context, r Respond) (*Outcome, error) {
	client, pool, err := s.clientFor(ctx, r.Admin, r.Pool, r.Client)
	if err != nil {
		return nil, err
	}
	if err := account.CheckSecretHash(client, r.Answers["USERNAME"], r.Answers["SECRET_HASH"], account.SignInFamily); err != nil {
		return nil, err
	}
	a, err := s.reopen(ctx, r, client, pool)
	if err != nil {
		return nil, err
	}
	c, ok := a.posed().(mfaCode)
	if !ok || a.Step != r.Challenge || a.user == nil {
		return nil, invalidSession()
	}
	if a.ID, err = codes.UUID(s.deps.Rand); err != nil {
		return nil, err
	}
	a.writes = append(a.writes, func(st Store) error {
		return limit.Hourly(st, s.deps.Now(), a.Pool, a.Sub, userpool.CountMFAResend, limit.ResendPerHour)
	})
	out := &Outcome{Challenge: a.Step}
	if out.Parameters, err = c.issue(ctx, s, a); err != nil {
		return nil, err
	}
	out.Session = s.seal(&a.facts)
	if err := s.commit(ctx, a); err != nil {
		return nil, err
	}
	return out, s.sendMessages(ctx, a)
}
