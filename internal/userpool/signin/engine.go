package signin

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/limit"
)

// Start begins a sign-in. The error is a *userpool.Error in the order of
// checks that Cognito has, or an internal one.
func (s *Service) Start(ctx context.Context, r Start) (*Outcome, error) {
	client, pool, err := s.clientFor(ctx, r.Admin, r.Pool, r.Client)
	if err != nil {
		return nil, err
	}
	flow, err := flowFor(r, client)
	if err != nil {
		return nil, err
	}
	a := &attempt{
		facts: facts{Pool: pool.ID, Client: client.ID, Flow: flow.name, Hosted: r.Hosted},
		pool:  pool, client: client, validation: r.Metadata, peer: r.Peer,
	}
	out, err := flow.begin(ctx, s, a, r)
	if err != nil {
		return nil, s.settle(ctx, a, err)
	}
	if out != nil {
		return out, nil
	}
	return s.proceed(ctx, a)
}

// Respond takes the answer to a challenge. A failed proof is counted before
// the error is answered; any other error changes nothing.
func (s *Service) Respond(ctx context.Context, r Respond) (*Outcome, error) {
	client, pool, err := s.clientFor(ctx, r.Admin, r.Pool, r.Client)
	if err != nil {
		return nil, err
	}
	if r.Answers["USERNAME"] == "" {
		return nil, missing("USERNAME")
	}
	if err := account.CheckSecretHash(client, r.Answers["USERNAME"], r.Answers["SECRET_HASH"], account.SignInFamily); err != nil {
		return nil, err
	}
	a, err := s.reopen(ctx, r, client, pool)
	if err != nil {
		return nil, err
	}
	if err := s.noteDevice(ctx, a, r.Answers["DEVICE_KEY"]); err != nil {
		return nil, err
	}
	c := a.posed()
	if c == nil || a.Step != r.Challenge {
		return nil, invalidSession()
	}
	if err := c.answer(ctx, s, a, r.Answers); err != nil {
		return nil, s.settle(ctx, a, err)
	}
	a.closeRound()
	return s.proceed(ctx, a)
}

func (s *Service) clientFor(ctx context.Context, admin bool, pool userpool.PoolID, id userpool.ClientID) (*userpool.Client, *userpool.Pool, error) {
	if admin {
		return s.deps.Registry.ClientOf(ctx, pool, id)
	}
	return s.deps.Registry.Client(ctx, id)
}

// next is the one place that decides what comes next: the first challenge in
// the table that the facts require, nil for tokens.
func next(a *attempt) challenge {
	for _, c := range challenges {
		if c.required(a) {
			return c
		}
	}
	return nil
}

// proceed poses the next challenge or completes the attempt, and stores what
// the request changed.
func (s *Service) proceed(ctx context.Context, a *attempt) (*Outcome, error) {
	if err := s.define(ctx, a); err != nil {
		return nil, s.settle(ctx, a, err)
	}
	c := next(a)
	if c == nil {
		return s.complete(ctx, a)
	}
	a.Step = c.name()
	if err := s.renew(a); err != nil {
		return nil, err
	}
	out := &Outcome{Challenge: a.Step}
	var err error
	if out.Parameters, err = c.issue(ctx, s, a); err != nil {
		return nil, s.settle(ctx, a, err)
	}
	if a.Flow == flowChoice {
		if err := s.loadPasskeys(ctx, a); err != nil {
			return nil, err
		}
		out.Available = a.choiceNames()
	}
	if !(a.Step == stepVerifier && a.Flow == flowSRP) {
		out.Session = s.seal(&a.facts)
	}
	if err := s.commit(ctx, a); err != nil {
		return nil, err
	}
	return out, s.sendMessages(ctx, a)
}

// renew gives the attempt a new Session id and a new span of life.
func (s *Service) renew(a *attempt) error {
	id, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return err
	}
	a.ID, a.Expires = id, s.deps.Now().Add(a.client.SessionTTL())
	return nil
}

// commit stores what the request changed, in one transaction and only if
// there is anything: the spent Session, the counters, the user, the messages.
func (s *Service) commit(ctx context.Context, a *attempt) error {
	if a.spent == "" && len(a.counters)+len(a.changes)+len(a.writes)+len(a.messages) == 0 {
		return nil
	}
	now := s.deps.Now()
	return s.deps.DB.Update(ctx, func(st Store) error {
		if a.spent != "" {
			ok, err := st.Spend(userpool.Spent{ID: a.spent, Expires: a.spentUntil})
			if err != nil {
				return err
			}
			if !ok {
				return usedSession()
			}
		}
		for _, c := range a.counters {
			if err := limit.Proof(st, now, a.Pool, a.subject(), c.kind, c.ok); err != nil {
				return err
			}
		}
		if err := a.store(st); err != nil {
			return err
		}
		for _, m := range a.messages {
			if err := st.InsertMessage(m); err != nil {
				return err
			}
		}
		return nil
	})
}

// store applies the changes to the user's row as it is now, then the other writes.
func (a *attempt) store(st Store) error {
	if len(a.changes) > 0 {
		u, err := st.UserBySub(a.Pool, a.Sub)
		if err != nil {
			return err
		}
		for _, change := range a.changes {
			if err := change(u); err != nil {
				return err
			}
		}
		if err := st.UpdateUser(u); err != nil {
			return err
		}
		if err := st.SetNames(u, a.pool.Names(u)); err != nil {
			return account.Taken(a.pool, err, account.ByChange)
		}
	}
	for _, w := range a.writes {
		if err := w(st); err != nil {
			return err
		}
	}
	return nil
}

// settle stores a failed proof and answers for it. While the user is locked
// the answer is the lock, whatever the proof. Other errors pass through.
func (s *Service) settle(ctx context.Context, a *attempt, err error) error {
	var w *wrong
	if !errors.As(err, &w) {
		return err
	}
	failed := s.deps.DB.Update(ctx, func(st Store) error {
		if w.ends && a.spent != "" {
			ok, err := st.Spend(userpool.Spent{ID: a.spent, Expires: a.spentUntil})
			if err != nil {
				return err
			}
			if !ok {
				return usedSession()
			}
		}
		return limit.Proof(st, s.deps.Now(), a.Pool, a.subject(), w.kind, false)
	})
	if failed != nil {
		return failed
	}
	return w.err
}

// reopen turns a Session (or the SECRET_BLOCK that may stand for it) back into
// an attempt, and refuses one of another client or user.
func (s *Service) reopen(ctx context.Context, r Respond, client *userpool.Client, pool *userpool.Pool) (*attempt, error) {
	a := &attempt{pool: pool, client: client, metadata: r.Metadata, peer: r.Peer}
	f, err := s.sessionFacts(r, a)
	if err != nil {
		return nil, err
	}
	if f.Client != client.ID || f.Pool != pool.ID || f.Hosted != r.Hosted {
		return nil, invalidSession()
	}
	a.facts = *f
	a.spent, a.spentUntil = f.ID, f.Expires
	if err := s.loadUser(ctx, a); err != nil {
		return nil, err
	}
	if !a.answers(r.Answers["USERNAME"]) {
		return nil, invalidSession()
	}
	return a, nil
}

// loadUser reads the user of a Session anew: one that was disabled or deleted
// since, or whose proved password was changed, goes no further.
func (s *Service) loadUser(ctx context.Context, a *attempt) error {
	if a.Unknown {
		return nil
	}
	err := s.deps.DB.View(ctx, func(st Store) (err error) { a.user, err = st.UserBySub(a.Pool, a.Sub); return err })
	switch {
	case errors.Is(err, userpool.ErrNotFound):
		return invalidSession()
	case err != nil:
		return err
	case !a.user.Enabled:
		return userpool.UserDisabled()
	case a.Password != "" && a.Password != fingerprint(a.user.Password):
		return s.stale(ctx, a)
	}
	return nil
}

// stale answers for a Session whose proof no longer holds. It may have been its
// own answer that changed the password: then it was used before. Nothing is
// spent here, as the refusal undoes it.
func (s *Service) stale(ctx context.Context, a *attempt) error {
	return s.deps.DB.Update(ctx, func(st Store) error {
		fresh, err := st.Spend(userpool.Spent{ID: a.spent, Expires: a.spentUntil})
		if err == nil && !fresh {
			err = usedSession()
		}
		if err == nil {
			err = invalidSession()
		}
		return err
	})
}

// sessionFacts reads the Session. USER_SRP_AUTH gives none: there the block
// holds the facts; elsewhere a block must belong to the Session it comes with.
func (s *Service) sessionFacts(r Respond, a *attempt) (*facts, error) {
	block := ""
	if r.Challenge == stepVerifier || r.Challenge == stepDeviceVerifier {
		block = r.Answers["PASSWORD_CLAIM_SECRET_BLOCK"]
		if block == "" {
			return nil, missing("PASSWORD_CLAIM_SECRET_BLOCK")
		}
	}
	if block == "" {
		if r.Session == "" {
			return nil, missing("Session")
		}
		return s.open(r.Session)
	}
	fromBlock, state, err := s.openBlock(block)
	if err != nil {
		return nil, err
	}
	a.srp = state
	if r.Session == "" {
		if fromBlock.Flow != flowSRP || fromBlock.Step != stepVerifier {
			return nil, missing("Session")
		}
		return fromBlock, nil
	}
	f, err := s.open(r.Session)
	if err != nil {
		return nil, err
	}
	if f.ID != fromBlock.ID {
		return nil, invalidSession()
	}
	return f, nil
}

// answers reports whether the USERNAME of an answer names the attempt's user:
// what was typed, the username, the sub, or another of the user's names.
func (a *attempt) answers(name string) bool {
	if name == a.Name || name == string(a.Sub) {
		return true
	}
	if a.user == nil {
		return false
	}
	for _, n := range a.pool.Names(a.user) {
		if n.Value == a.pool.Fold(name) {
			return true
		}
	}
	return false
}
