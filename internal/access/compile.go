package access

import (
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/arn"
	"github.com/cognate-id/cognate/internal/syntax/glob"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// A Policy is a document made ready for evaluation.
type Policy struct {
	name       string
	statements []statement
	// byService lists, in order, the statements that can concern each service
	// named in the document; elsewhere those for every other service.
	byService map[string][]*statement
	elsewhere []*statement
	keys      []string
}

type statement struct {
	index        int
	sid          string
	effect       policy.Effect
	principal    *principals // nil when the statement has no such element
	notPrincipal bool
	actions      []actionPattern
	notAction    bool
	resources    []arnTemplate // nil in trust policies, which are about one role
	notResource  bool
	conditions   []condition
}

// Compile makes doc ready for evaluation. The name, an ARN or the name of an
// inline policy, is only used to explain decisions. The document must come from
// policy.Parse, which has checked it.
func Compile(name string, doc *policy.Document) *Policy {
	p := &Policy{name: name, statements: make([]statement, len(doc.Statements))}
	c := compiler{version: doc.Version, keys: map[string]bool{}}
	for i := range doc.Statements {
		p.statements[i] = c.statement(&doc.Statements[i])
		p.statements[i].index = i
	}
	p.keys = c.sortedKeys()
	p.indexServices()
	return p
}

// Name returns the name given to Compile.
func (p *Policy) Name() string { return p.name }

// Keys returns the condition keys that the policy tests or uses as variables,
// in lower case and sorted.
func (p *Policy) Keys() []string { return p.keys }

func (p *Policy) indexServices() {
	p.byService = map[string][]*statement{}
	for i := range p.statements {
		for _, a := range p.statements[i].actions {
			if !a.all {
				p.byService[a.service] = nil
			}
		}
	}
	for i := range p.statements {
		st := &p.statements[i]
		for service := range p.byService {
			if st.concerns(service) {
				p.byService[service] = append(p.byService[service], st)
			}
		}
		if st.concerns("") {
			p.elsewhere = append(p.elsewhere, st)
		}
	}
}

// concerns reports whether some action of the service could match; "" is a
// service that the document does not name.
func (st *statement) concerns(service string) bool {
	if st.notAction {
		return true
	}
	for _, a := range st.actions {
		if a.all || a.service == service {
			return true
		}
	}
	return false
}

// candidates returns the statements worth testing for the service.
func (p *Policy) candidates(service string) []*statement {
	if list, ok := p.byService[service]; ok {
		return list
	}
	return p.elsewhere
}

type actionPattern struct {
	all     bool
	service string // lower case
	name    glob.Pattern
}

func (a actionPattern) match(service, name string) bool {
	return a.all || a.service == service && a.name.Match(name)
}

// A compiler turns one document into statements and collects the keys it uses.
type compiler struct {
	version policy.Version
	keys    map[string]bool
}

func (c *compiler) statement(st *policy.Statement) statement {
	out := statement{sid: st.SID, effect: st.Effect}
	switch {
	case st.Principal != nil:
		out.principal = newPrincipals(st.Principal)
	case st.NotPrincipal != nil:
		out.principal, out.notPrincipal = newPrincipals(st.NotPrincipal), true
	}
	actions := st.Action
	if st.NotAction != nil {
		actions, out.notAction = st.NotAction, true
	}
	for _, a := range actions {
		out.actions = append(out.actions, newActionPattern(a))
	}
	resources := st.Resource
	if st.NotResource != nil {
		resources, out.notResource = st.NotResource, true
	}
	for _, r := range resources {
		out.resources = append(out.resources, c.resource(r))
	}
	for _, cond := range st.Condition {
		out.conditions = append(out.conditions, c.condition(cond))
	}
	return out
}

func newActionPattern(s string) actionPattern {
	if s == arn.Anything {
		return actionPattern{all: true}
	}
	service, name, _ := strings.Cut(strings.ToLower(s), ":")
	return actionPattern{service: service, name: glob.Parse(name)}
}
