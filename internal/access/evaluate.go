package access

import (
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// A Request is one question: may this caller do this action to this resource?
// An operation that touches several resources asks once for each.
type Request struct {
	Caller   Caller
	Action   string // service:Name, in any case
	Resource string // an ARN, or * for an action without resources
	Owner    string // the account that owns the resource; empty means the caller's own
	Context  Context
}

// Policies are what applies to a request.
type Policies struct {
	Identity []*Policy // attached to the caller's user or role
	Boundary *Policy   // nil when there is none
	Session  []*Policy // passed when the session was made; none means no further limit
	Resource *Policy   // attached to the resource, nil when there is none

	// ResourceMustAllow is set for trust policies: nothing but Resource opens
	// the resource, and a statement that names the account only lets the
	// account's own identity policies do it.
	ResourceMustAllow bool
}

// Evaluate decides the request.
//
// A matching Deny anywhere wins. Otherwise a resource policy of the same account
// that names the user or session itself allows alone; in all other cases an
// identity policy (or, in the same account, the resource policy in its place),
// the boundary and the session policies must each allow. Across accounts both
// sides must allow.
func Evaluate(r *Request, p *Policies) Decision {
	q := newQuestion(r)
	if d, ok := q.denied(p); ok {
		return d
	}
	d := q.decide(p)
	if !d.Allowed {
		d.Near = q.near(p)
	}
	return d
}

// A question is a request made ready for many comparisons.
type question struct {
	*Request
	service, name string // of the action, in lower case
	arn           splitARN
}

func newQuestion(r *Request) *question {
	service, name, _ := strings.Cut(strings.ToLower(r.Action), ":")
	return &question{r, service, name, newSplitARN(r.Resource)}
}

func (q *question) denied(p *Policies) (Decision, bool) {
	for from, list := range p.bySource() {
		for _, pol := range list {
			if st := q.find(pol, policy.Deny); st != nil {
				return Decision{Explicit: true, Source: from, By: pol.ref(from, st)}, true
			}
		}
	}
	return Decision{}, false
}

// bySource lists the policies in the order in which they are reported.
func (p *Policies) bySource() func(yield func(Source, []*Policy) bool) {
	one := func(pol *Policy) []*Policy {
		if pol == nil {
			return nil
		}
		return []*Policy{pol}
	}
	return func(yield func(Source, []*Policy) bool) {
		_ = yield(FromIdentity, p.Identity) &&
			yield(FromBoundary, one(p.Boundary)) &&
			yield(FromSession, p.Session) &&
			yield(FromResource, one(p.Resource))
	}
}

// decide runs the part of the evaluation that looks for allowances.
func (q *question) decide(p *Policies) Decision {
	how, grant := q.grant(p.Resource)
	var granted *Ref
	if grant != nil {
		granted = p.Resource.ref(FromResource, grant)
	}
	caller := &q.Caller
	crossing := q.Owner != "" && q.Owner != caller.Account
	switch {
	case how == notNamed && (caller.stranger() || crossing || p.ResourceMustAllow):
		return Decision{Source: FromResource}
	case caller.stranger(), how == namedExactly && !crossing:
		return Decision{Allowed: true, Source: FromResource, By: granted}
	}
	d := Decision{Allowed: true, Source: FromIdentity}
	by, ok := q.allowedBy(p.Identity, FromIdentity)
	switch delegated := how == namedAccount && p.ResourceMustAllow; {
	case ok:
		d.By = by
	case how != notNamed && !crossing && !delegated:
		d.Source, d.By = FromResource, granted
	case !caller.unlimited():
		return Decision{Source: FromIdentity}
	}
	return q.limit(d, p)
}

// limit applies what can only take away: the boundary and the session policies.
func (q *question) limit(d Decision, p *Policies) Decision {
	if q.Caller.Kind == Root {
		return d
	}
	if p.Boundary != nil && q.find(p.Boundary, policy.Allow) == nil {
		return Decision{Source: FromBoundary}
	}
	// A federated user has nothing but what its session policies pass on.
	if len(p.Session) > 0 || q.Caller.Kind == FederatedUser {
		if _, ok := q.allowedBy(p.Session, FromSession); !ok {
			return Decision{Source: FromSession}
		}
	}
	return d
}

func (q *question) allowedBy(list []*Policy, from Source) (*Ref, bool) {
	for _, pol := range list {
		if st := q.find(pol, policy.Allow); st != nil {
			return pol.ref(from, st), true
		}
	}
	return nil, false
}

// find returns the first statement of that effect that matches.
func (q *question) find(p *Policy, effect policy.Effect) *statement {
	for _, st := range p.candidates(q.service) {
		if st.effect == effect && st.concernsRequest(q) && st.failing(q.Context) == nil {
			return st
		}
	}
	return nil
}

// grant returns the matching Allow of a resource policy that names the caller
// most precisely.
func (q *question) grant(p *Policy) (best naming, by *statement) {
	if p == nil {
		return notNamed, nil
	}
	for _, st := range p.candidates(q.service) {
		if st.effect != policy.Allow {
			continue
		}
		how := st.names(&q.Caller)
		if how > best && st.concernsRequest(q) && st.failing(q.Context) == nil {
			best, by = how, st
		}
	}
	return best, by
}

// names returns how the statement names the caller. NotPrincipal is everyone
// who is not listed. A statement without the element, as in identity policies,
// names nobody.
func (st *statement) names(c *Caller) naming {
	switch {
	case st.principal == nil:
		return notNamed
	case !st.notPrincipal:
		return st.principal.name(c)
	case st.principal.name(c) == notNamed:
		return namedEveryone
	default:
		return notNamed
	}
}

// concernsRequest tests everything but the conditions.
func (st *statement) concernsRequest(q *question) bool {
	action := slices.ContainsFunc(st.actions, func(a actionPattern) bool { return a.match(q.service, q.name) })
	if action == st.notAction {
		return false
	}
	if st.principal != nil && st.names(&q.Caller) == notNamed {
		return false
	}
	if st.resources == nil {
		return true
	}
	for i := range st.resources {
		if st.resources[i].match(&q.arn, q.Context) {
			return !st.notResource
		}
	}
	return st.notResource
}

// failing returns the first condition that does not hold, nil when all do.
func (st *statement) failing(ctx Context) *condition {
	for i := range st.conditions {
		if !st.conditions[i].holds(ctx) {
			return &st.conditions[i]
		}
	}
	return nil
}
