package access_test

import (
	"math/big"
	"net"
	"regexp"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// This file is a second evaluator, written for obviousness: it works on the
// documents themselves, by regular expressions, with nothing prepared. The
// fuzz test holds the real one against it.

type naivePolicies struct {
	identity, session  []*policy.Document
	boundary, resource *policy.Document
	must               bool
}

type naiveAnswer struct {
	allowed, explicit bool
	source            access.Source
}

func naiveEvaluate(r *access.Request, p naivePolicies) naiveAnswer {
	groups := [4][]*policy.Document{p.identity, naiveList(p.boundary), p.session, naiveList(p.resource)}
	for source, docs := range groups {
		for _, doc := range docs {
			if len(naiveMatching(r, doc, policy.Deny)) > 0 {
				return naiveAnswer{explicit: true, source: access.Source(source)}
			}
		}
	}
	allows := func(docs []*policy.Document) bool {
		return slices.ContainsFunc(docs, func(d *policy.Document) bool { return len(naiveMatching(r, d, policy.Allow)) > 0 })
	}
	self, issuer, everyone, account := false, false, false, false
	if p.resource != nil {
		for _, st := range naiveMatching(r, p.resource, policy.Allow) {
			a, b, c, d := naiveNamed(r.Caller, st)
			self, issuer, everyone, account = self || a, issuer || b, everyone || c, account || d
		}
	}
	granted := self || issuer || everyone || account
	foreign := r.Owner != "" && r.Owner != r.Caller.Account
	noIdentity := r.Caller.Kind == access.Anonymous || r.Caller.Kind == access.WebIdentity || r.Caller.Kind == access.Service
	isRoot := r.Caller.Kind == access.Root
	federated := r.Caller.Kind == access.FederatedUser
	rootFederated := federated && strings.HasSuffix(r.Caller.IssuerARN, ":root")

	if noIdentity {
		return naiveAnswer{allowed: granted, source: access.FromResource}
	}
	if (foreign || p.must) && !granted {
		return naiveAnswer{source: access.FromResource}
	}
	if !foreign && self {
		return naiveAnswer{allowed: true, source: access.FromResource}
	}
	byIdentity := allows(p.identity)
	byResource := !foreign && (issuer || everyone || account && !p.must)
	if !byIdentity && !byResource && !isRoot && !rootFederated {
		return naiveAnswer{source: access.FromIdentity}
	}
	if !isRoot && p.boundary != nil && !allows([]*policy.Document{p.boundary}) {
		return naiveAnswer{source: access.FromBoundary}
	}
	if !isRoot && (federated || len(p.session) > 0) && !allows(p.session) {
		return naiveAnswer{source: access.FromSession}
	}
	source := access.FromIdentity
	if byResource && !byIdentity {
		source = access.FromResource
	}
	return naiveAnswer{allowed: true, source: source}
}

func naiveList(d *policy.Document) []*policy.Document {
	if d == nil {
		return nil
	}
	return []*policy.Document{d}
}

func naiveMatching(r *access.Request, doc *policy.Document, effect policy.Effect) []policy.Statement {
	var out []policy.Statement
	for _, st := range doc.Statements {
		if st.Effect == effect && naiveMatches(r, st, doc.Version) {
			out = append(out, st)
		}
	}
	return out
}

func naiveMatches(r *access.Request, st policy.Statement, v policy.Version) bool {
	action := func(pattern string) bool {
		return naiveGlob(strings.ToLower(pattern), strings.ToLower(r.Action))
	}
	if st.Action != nil && !slices.ContainsFunc(st.Action, action) {
		return false
	}
	if st.NotAction != nil && slices.ContainsFunc(st.NotAction, action) {
		return false
	}
	resource := func(pattern string) bool { return naiveResource(pattern, r.Resource, v, r.Context) }
	if st.Resource != nil && !slices.ContainsFunc(st.Resource, resource) {
		return false
	}
	if st.NotResource != nil && slices.ContainsFunc(st.NotResource, resource) {
		return false
	}
	if st.Principal != nil || st.NotPrincipal != nil {
		a, b, c, d := naiveNamed(r.Caller, st)
		if !a && !b && !c && !d {
			return false
		}
	}
	for _, c := range st.Condition {
		if !naiveHolds(c, v, r.Context) {
			return false
		}
	}
	return true
}

// naiveNamed says in which ways a statement names the caller.
func naiveNamed(c access.Caller, st policy.Statement) (self, issuer, everyone, account bool) {
	p, not := st.Principal, false
	if p == nil {
		p, not = st.NotPrincipal, true
	}
	noAWS := c.Kind == access.WebIdentity || c.Kind == access.Service
	everyone = p.Everyone || !noAWS && slices.Contains(p.AWS, "*")
	unique, _, _ := strings.Cut(c.ID, ":")
	for _, s := range p.AWS {
		switch {
		case c.Account != "" && (s == c.Account || s == "arn:aws:iam::"+c.Account+":root"):
			account = true
			self = self || c.Kind == access.Root
		case s == c.ARN && s != "":
			self = true
		case s == c.IssuerARN && s != "":
			issuer = true
		case s == unique && s != "" && c.Kind == access.User:
			self = true
		case s == unique && s != "" && c.Kind == access.AssumedRole:
			issuer = true
		}
	}
	self = self || c.Kind == access.WebIdentity && slices.Contains(p.Federated, c.Provider) ||
		c.Kind == access.Service && slices.Contains(p.Service, c.Provider)
	if not {
		return false, false, !self && !issuer && !everyone && !account, false
	}
	return self, issuer, everyone, account
}

func naiveGlob(pattern, s string) bool {
	return regexp.MustCompile(`(?s)\A` + naiveWild(pattern) + `\z`).MatchString(s)
}

func naiveWild(pattern string) string {
	var b strings.Builder
	for _, r := range pattern {
		switch r {
		case '*':
			b.WriteString(".*")
		case '?':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String()
}

var naiveVariable = regexp.MustCompile(`\$\{([*?$])\}|\$\{ *([^},'*?$]+?) *(?:, *'([^']*)' *)?\}`)

// naiveExpand turns a policy value into a regular expression in which the
// values of variables are quoted.
func naiveExpand(s string, v policy.Version, ctx access.Context, wild func(string) string) (string, bool) {
	if v != policy.V2012 {
		return wild(s), true
	}
	var b strings.Builder
	ok := true
	at := 0
	for _, m := range naiveVariable.FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(wild(s[at:m[0]]))
		at = m[1]
		if m[2] >= 0 {
			b.WriteString(regexp.QuoteMeta(s[m[2]:m[3]]))
			continue
		}
		values := ctx.Get(s[m[4]:m[5]])
		switch {
		case len(values) == 1:
			b.WriteString(regexp.QuoteMeta(values[0]))
		case len(values) == 0 && m[6] >= 0:
			b.WriteString(regexp.QuoteMeta(s[m[6]:m[7]]))
		default:
			ok = false
		}
	}
	b.WriteString(wild(s[at:]))
	return b.String(), ok
}

func naiveMatch(expr, s string) bool {
	return regexp.MustCompile(`(?s)\A(?:` + expr + `)\z`).MatchString(s)
}

func naiveResource(pattern, resource string, v policy.Version, ctx access.Context) bool {
	if pattern == "*" {
		return true
	}
	parts := naiveSplit(pattern, v)
	for len(parts) < 6 {
		parts = append(parts, "*")
	}
	if v == policy.V2012 && slices.ContainsFunc(parts[:5], func(s string) bool {
		return slices.ContainsFunc(naiveVariable.FindAllString(s, -1), func(m string) bool { return len(m) > len("${*}") })
	}) {
		return false
	}
	return naiveParts(parts, resource, v, ctx)
}

// naiveSplit cuts at the first five colons outside of ${...}.
func naiveSplit(s string, v policy.Version) []string {
	var hidden []string
	if v == policy.V2012 {
		s = naiveVariable.ReplaceAllStringFunc(s, func(m string) string {
			hidden = append(hidden, m)
			return "\x01"
		})
	}
	parts := strings.SplitN(s, ":", 6)
	for i := range parts {
		for strings.Contains(parts[i], "\x01") {
			parts[i] = strings.Replace(parts[i], "\x01", hidden[0], 1)
			hidden = hidden[1:]
		}
	}
	return parts
}

func naiveParts(parts []string, s string, v policy.Version, ctx access.Context) bool {
	have := strings.SplitN(s, ":", 6)
	if len(have) != 6 || len(parts) != 6 {
		return false
	}
	for i := range parts {
		expr, ok := naiveExpand(parts[i], v, ctx, naiveWild)
		if !ok || !naiveMatch(expr, have[i]) {
			return false
		}
	}
	return true
}

func naiveHolds(c policy.Condition, v policy.Version, ctx access.Context) bool {
	op := strings.ToLower(c.Operator.String())
	op, ifExists := strings.CutSuffix(op, "ifexists")
	op, forAll := strings.CutPrefix(op, "forallvalues:")
	op, forAny := strings.CutPrefix(op, "foranyvalue:")
	values := ctx.Get(c.Key)
	blank := strings.Join(values, "") == ""
	if op == "null" {
		return slices.ContainsFunc(c.Values, func(s string) bool { return strings.EqualFold(s, "true") == blank })
	}
	positive, negated := strings.ReplaceAll(op, "not", ""), strings.Contains(op, "not")
	if len(values) == 0 {
		return ifExists || forAll || !forAny && negated
	}
	test := func(value string) bool {
		some := slices.ContainsFunc(c.Values, func(want string) bool { return naiveCompare(positive, value, want, v, ctx) })
		return some != negated
	}
	every := !slices.ContainsFunc(values, func(s string) bool { return !test(s) })
	some := slices.ContainsFunc(values, test)
	switch {
	case forAll:
		return blank || every
	case forAny:
		return !blank && some
	case negated:
		return every
	default:
		return some
	}
}

func naiveCompare(op, value, want string, v policy.Version, ctx access.Context) bool {
	plain := func() (string, bool) { return naiveExpand(want, v, ctx, regexp.QuoteMeta) }
	switch {
	case op == "stringequals":
		expr, ok := plain()
		return ok && naiveMatch(expr, value)
	case op == "stringequalsignorecase":
		expr, ok := plain()
		return ok && naiveMatch("(?i)"+expr, value)
	case op == "stringlike":
		expr, ok := naiveExpand(want, v, ctx, naiveWild)
		return ok && naiveMatch(expr, value)
	case op == "bool":
		expr, ok := plain()
		return ok && naiveMatch("(?i)"+expr, value) && (strings.EqualFold(value, "true") || strings.EqualFold(value, "false"))
	case op == "binaryequals":
		b, ok := policy.ParseBinary(want)
		return ok && string(b) == value
	case op == "ipaddress":
		return naiveIP(value, want)
	case op == "arnequals" || op == "arnlike":
		return naiveARN(value, want, v, ctx)
	case strings.HasPrefix(op, "numeric"):
		x, ok := naiveNumber(value)
		y, ok2 := naiveNumber(want)
		return ok && ok2 && naiveOrder(strings.TrimPrefix(op, "numeric"), x.Cmp(y))
	default:
		x, ok := policy.ParseDate(value)
		y, ok2 := policy.ParseDate(want)
		return ok && ok2 && naiveOrder(strings.TrimPrefix(op, "date"), x.Compare(y))
	}
}

func naiveOrder(op string, cmp int) bool {
	switch op {
	case "lessthan":
		return cmp < 0
	case "lessthanequals":
		return cmp <= 0
	case "greaterthan":
		return cmp > 0
	case "greaterthanequals":
		return cmp >= 0
	default:
		return cmp == 0
	}
}

var naiveDecimal = regexp.MustCompile(`\A[+-]?[0-9]+(\.[0-9]+)?\z`)

func naiveNumber(s string) (*big.Rat, bool) {
	if !naiveDecimal.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func naiveIP(value, want string) bool {
	ip := net.ParseIP(value)
	if ip == nil {
		return false
	}
	if single := net.ParseIP(want); single != nil {
		return single.Equal(ip)
	}
	_, network, err := net.ParseCIDR(want)
	return err == nil && network.Contains(ip)
}

func naiveARN(value, want string, v policy.Version, ctx access.Context) bool {
	if want == "*" {
		return true
	}
	if at := naiveVariable.FindStringIndex(want); v == policy.V2012 && at != nil && at[0] == 0 && at[1] > len("${*}") {
		// An ARN brought by a variable counts as if it stood there; what is
		// special in a pattern is escaped.
		m := want[:at[1]]
		expr, ok := naiveExpand(m, v, ctx, naiveWild)
		if !ok {
			return false
		}
		text := naiveUnquote.ReplaceAllString(expr, "$1")
		text = strings.NewReplacer("*", "${*}", "?", "${?}", "$", "${$}").Replace(text)
		return naiveParts(naiveSplit(text+want[at[1]:], v), value, v, ctx)
	}
	return naiveParts(naiveSplit(want, v), value, v, ctx)
}

var naiveUnquote = regexp.MustCompile(`\\(.)`)
