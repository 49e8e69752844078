package guard

import (
	"context"
	"errors"
	"fmt"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// Policies are the ones that apply to whatever the signer does.
func (g *Guard) Policies(ctx context.Context, s *principal.Signer) (*access.Policies, error) {
	out := &access.Policies{}
	if s.OwnerID != "" {
		standing, err := g.Standing(ctx, s.OwnerID)
		if err != nil {
			return nil, fmt.Errorf("policies of %s: %w", s.Caller.ARN, err)
		}
		out.Identity, out.Boundary = standing.Identity, standing.Boundary
	}
	if s.Session == nil {
		return out, nil
	}
	for i, text := range s.Session.Policies {
		p, err := g.session(fmt.Sprintf("session policy %d", i+1), text)
		if err != nil {
			return nil, err
		}
		out.Session = append(out.Session, p)
	}
	var own []string // managed policies that can change
	for _, arn := range s.Session.PolicyARNs {
		managed, ok := principal.AWSManaged(arn)
		if !ok {
			own = append(own, arn)
			continue
		}
		p, err := g.session(arn, managed.Versions[0].Text)
		if err != nil {
			return nil, err
		}
		out.Session = append(out.Session, p)
	}
	if own == nil {
		return out, nil
	}
	return out, g.addOwn(ctx, out, own)
}

func (g *Guard) addOwn(ctx context.Context, out *access.Policies, arns []string) error {
	return g.deps.DB.View(ctx, func(st Store) error {
		session := out.Session
		for _, arn := range arns {
			p, err := g.Managed(st, arn)
			if err != nil {
				return err
			}
			session = append(session, p)
		}
		out.Session = session
		return nil
	})
}

// session compiles a policy whose text says everything about it, once for the
// many requests of a session.
func (g *Guard) session(name, text string) (*access.Policy, error) {
	key := name + "\x00" + text
	g.mu.Lock()
	p := g.compiled[key]
	g.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := Compile(name, text, policy.Session)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.compiled) >= maxCompiled {
		clear(g.compiled)
	}
	g.compiled[key] = p
	return p, nil
}

// PoliciesOf are the policies in force of a role or user, by its unique id.
func (g *Guard) PoliciesOf(ctx context.Context, id string) (*access.Policies, error) {
	standing, err := g.Standing(ctx, id)
	if err != nil {
		return nil, err
	}
	return &access.Policies{Identity: standing.Identity, Boundary: standing.Boundary}, nil
}

// Decide decides one request of the signer. An error is not a decision, and
// must be taken for no.
func (g *Guard) Decide(ctx context.Context, s *principal.Signer, r *access.Request) (access.Decision, error) {
	policies, err := g.Policies(ctx, s)
	if err != nil {
		return access.Decision{}, err
	}
	return access.Evaluate(r, policies), nil
}

// Honours gives the role or user behind a session as it is now, nil when it no
// longer stands behind it: it is gone, or its sessions were revoked.
func (g *Guard) Honours(ctx context.Context, s *principal.Session) (*Standing, error) {
	standing, err := g.Standing(ctx, s.PrincipalID)
	if errors.Is(err, principal.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if standing.Role != nil && !standing.Role.Honours(s) {
		return nil, nil
	}
	return standing, nil
}
