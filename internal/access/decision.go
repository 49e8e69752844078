package access

import (
	"fmt"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// Source says where a policy comes from.
type Source uint8

// The sources of policies.
const (
	FromIdentity Source = iota
	FromBoundary
	FromSession
	FromResource
)

// String names the source as AWS's messages do.
func (s Source) String() string {
	switch s {
	case FromBoundary:
		return "permissions boundary"
	case FromSession:
		return "session policy"
	case FromResource:
		return "resource-based policy"
	default:
		return "identity-based policy"
	}
}

// A Ref points at one statement.
type Ref struct {
	Source Source
	Policy string // the name given to Compile
	SID    string // empty when the statement has none
	Index  int    // of the statement in its policy, from 0
}

// String describes the statement for people.
func (r Ref) String() string {
	s := fmt.Sprintf("statement %d", r.Index+1)
	if r.SID != "" {
		s += " (" + r.SID + ")"
	}
	return s + " of " + r.Source.String() + " " + r.Policy
}

func (p *Policy) ref(from Source, st *statement) *Ref {
	return &Ref{Source: from, Policy: p.name, SID: st.sid, Index: st.index}
}

// A Near is a statement that would have allowed the request, had one of its
// conditions held.
type Near struct {
	Ref
	Operator string // the first condition that does not hold
	Key      string
}

// A Decision is the answer to a Request, with its reason.
type Decision struct {
	Allowed  bool
	Explicit bool   // a Deny statement matched
	Source   Source // of the deciding policy; of an implicit denial, what failed to allow
	By       *Ref   // the deciding statement; nil for an implicit denial and for root
	Near     []Near // of a denial without a Deny, what came close
}

// Message returns the text AWS puts into AccessDenied errors for the request.
func (d Decision) Message(r *Request) string {
	who := r.Caller.ARN
	if who == "" {
		who = "anonymous"
	}
	text := "User: " + who + " is not authorized to perform: " + r.Action + " on resource: " + r.Resource
	switch {
	case d.Explicit:
		return text + " with an explicit deny in " + article(d.Source) + d.Source.String()
	default:
		return text + " because no " + d.Source.String() + " allows the " + r.Action + " action"
	}
}

func article(s Source) string {
	if s == FromIdentity {
		return "an "
	}
	return "a "
}

// String explains the decision to the owner of the policies. It names
// statements and condition keys, never the values of a request.
func (d Decision) String() string {
	switch {
	case d.Allowed && d.By == nil:
		return "allowed: the account's root needs no policy"
	case d.Allowed:
		return "allowed by " + d.By.String()
	case d.Explicit:
		return "denied by " + d.By.String()
	}
	var b strings.Builder
	b.WriteString("denied: no " + d.Source.String() + " allows it")
	for _, n := range d.Near {
		fmt.Fprintf(&b, "; %s would, but its condition %s on %s does not hold", n.Ref, n.Operator, n.Key)
	}
	return b.String()
}

// maxNear bounds how much is reported for one denial.
const maxNear = 10

func (q *question) near(p *Policies) []Near {
	var out []Near
	for from, list := range p.bySource() {
		for _, pol := range list {
			for _, st := range pol.candidates(q.service) {
				if len(out) == maxNear {
					return out
				}
				if st.effect != policy.Allow || !st.concernsRequest(q) {
					continue
				}
				if c := st.failing(q.Context); c != nil {
					out = append(out, Near{*pol.ref(from, st), c.op.String(), c.name})
				}
			}
		}
	}
	return out
}

// Matches returns every statement that matches the request, whatever the
// decision is: what policy simulation reports.
func Matches(r *Request, p *Policies) []Ref {
	q := newQuestion(r)
	var out []Ref
	for from, list := range p.bySource() {
		for _, pol := range list {
			for _, st := range pol.candidates(q.service) {
				if st.concernsRequest(q) && st.failing(q.Context) == nil {
					out = append(out, *pol.ref(from, st))
				}
			}
		}
	}
	return out
}
