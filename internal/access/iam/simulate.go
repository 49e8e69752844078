package iam

import (
	"context"
	"fmt"
	"slices"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// A Simulation asks what policies would decide.
type Simulation struct {
	Source         string   // ARN of the role or user whose policies count; empty for custom ones only
	Policies       []string // further identity policies, as text
	Boundaries     []string // permissions boundaries in place of those in force
	ResourcePolicy string
	ResourceOwner  string // account id or ARN of the resource's owner
	CallerARN      string // who asks; empty is Source
	Actions        []string
	Resources      []string // empty is *
	Context        access.Context
}

// A Verdict is what was decided about one action on one resource.
type Verdict struct {
	Action, Resource string
	Decision         access.Decision
	Matched          []access.Ref
	Missing          []string // condition keys that the policies ask for and the simulation did not give
}

// maxVerdicts bounds one simulation.
const maxVerdicts = 1000

// Simulate decides every action on every resource.
func (s *Service) Simulate(ctx context.Context, q Simulation, p Page) (List[Verdict], error) {
	policies, caller, err := s.simulated(ctx, &q)
	if err != nil {
		return List[Verdict]{}, err
	}
	resources := q.Resources
	if len(resources) == 0 {
		resources = []string{"*"}
	}
	if len(q.Actions)*len(resources) > maxVerdicts {
		return List[Verdict]{}, principal.Errorf(principal.InvalidInput, "A simulation can have up to %d pairs of action and resource.", maxVerdicts)
	}
	var all []Verdict
	for _, action := range q.Actions {
		for _, resource := range resources {
			r := &access.Request{Caller: caller, Action: action, Resource: resource, Owner: q.ResourceOwner, Context: q.Context}
			all = append(all, Verdict{
				Action: action, Resource: resource, Decision: access.Evaluate(r, policies),
				Matched: access.Matches(r, policies), Missing: missingKeys(policies, q.Context),
			})
		}
	}
	numbered := make([]numberedVerdict, len(all))
	for i, v := range all {
		numbered[i] = numberedVerdict{v, fmt.Sprintf("%04d", i)}
	}
	out, err := page(p, inMemory(numbered, func(n *numberedVerdict) string { return n.number }, "simulation"))
	verdicts := List[Verdict]{Marker: out.Marker}
	for _, n := range out.Items {
		verdicts.Items = append(verdicts.Items, n.Verdict)
	}
	return verdicts, err
}

type numberedVerdict struct {
	Verdict
	number string
}

// simulated collects the policies of a simulation and its caller.
func (s *Service) simulated(ctx context.Context, q *Simulation) (*access.Policies, access.Caller, error) {
	caller := access.Caller{Kind: access.User, ARN: q.CallerARN, Account: s.deps.Account.ID}
	policies := &access.Policies{}
	if q.Source != "" {
		found, id, err := s.sourcePolicies(ctx, q.Source)
		if err != nil {
			return nil, caller, err
		}
		*policies = *found
		if caller.ARN == "" {
			caller.ARN, caller.ID = q.Source, id
		}
	}
	for i, text := range q.Policies {
		p, err := compiled(fmt.Sprintf("PolicyInputList.%d", i+1), text, policy.Managed)
		if err != nil {
			return nil, caller, err
		}
		policies.Identity = append(slices.Clip(policies.Identity), p)
	}
	for i, text := range q.Boundaries {
		p, err := compiled(fmt.Sprintf("PermissionsBoundaryPolicyInputList.%d", i+1), text, policy.Managed)
		if err != nil {
			return nil, caller, err
		}
		policies.Boundary = p
	}
	if q.ResourcePolicy != "" {
		p, err := compiled("ResourcePolicy", q.ResourcePolicy, policy.Resource)
		if err != nil {
			return nil, caller, err
		}
		policies.Resource = p
	}
	return policies, caller, nil
}

func (s *Service) sourcePolicies(ctx context.Context, arn string) (*access.Policies, string, error) {
	var id string
	err := s.deps.DB.View(ctx, func(st Store) (err error) {
		id, err = s.uniqueID(st, arn)
		return err
	})
	missing := principal.Errorf(principal.NoSuchEntity, "The entity with ARN %s cannot be found.", arn)
	if err != nil || id == "" {
		if err == nil {
			err = missing
		}
		return nil, "", instead(err, missing)
	}
	found, err := s.deps.Policies(ctx, id)
	return found, id, instead(err, missing)
}

func compiled(name, text string, kind policy.Kind) (*access.Policy, error) {
	doc, err := policy.Parse(text, kind)
	if err != nil {
		return nil, principal.Errorf(principal.InvalidInput, "%s: %s", name, err.Error())
	}
	return access.Compile(name, doc), nil
}

// missingKeys are the condition keys that the policies use and ctx lacks.
func missingKeys(p *access.Policies, ctx access.Context) []string {
	var keys []string
	all := slices.Clone(p.Identity)
	for _, one := range []*access.Policy{p.Boundary, p.Resource} {
		if one != nil {
			all = append(all, one)
		}
	}
	for _, one := range all {
		for _, key := range one.Keys() {
			if len(ctx.Get(key)) == 0 && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

// AccessKeyUse tells of the last use of a key and of the user whose it is; no
// user for a key of the root.
func (s *Service) AccessKeyUse(ctx context.Context, id string) (key *access.Key, owner *principal.User, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		if key, err = st.FindAccessKey(id); err != nil {
			return instead(err, principal.Errorf(principal.NoSuchEntity, "The Access Key with id %s cannot be found.", id))
		}
		if key.Principal == RootKeys {
			owner = nil
			return nil
		}
		owner, err = st.IAMUserByID(key.Principal)
		return instead(err, principal.UserNotFound(key.Principal))
	})
	return key, owner, err
}
