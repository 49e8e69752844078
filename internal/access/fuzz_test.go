package access_test

import (
	"math/rand/v2"
	"testing"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// FuzzEvaluate makes policies and a request out of the input and compares the
// two evaluators.
func FuzzEvaluate(f *testing.F) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, seed))
		data := make([]byte, 50+rng.IntN(400))
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		compareEvaluators(t, &dice{data: data})
	})
}

// TestEvaluatorsAgree is a fixed number of rounds of FuzzEvaluate for every
// run of the tests. It also makes sure that the rounds are worth something.
func TestEvaluatorsAgree(t *testing.T) {
	t.Parallel()
	counts := map[naiveAnswer]int{}
	for seed := range uint64(6000) {
		rng := rand.New(rand.NewPCG(seed, 1))
		data := make([]byte, 40+rng.IntN(300))
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		counts[compareEvaluators(t, &dice{data: data})]++
	}
	for _, must := range []naiveAnswer{
		{allowed: true, source: access.FromIdentity},
		{allowed: true, source: access.FromResource},
		{explicit: true, source: access.FromIdentity},
		{explicit: true, source: access.FromBoundary},
		{explicit: true, source: access.FromSession},
		{explicit: true, source: access.FromResource},
		{source: access.FromIdentity},
		{source: access.FromBoundary},
		{source: access.FromSession},
		{source: access.FromResource},
	} {
		if counts[must] < 20 {
			t.Errorf("only %d random cases end with %+v", counts[must], must)
		}
	}
}

func compareEvaluators(t *testing.T, d *dice) naiveAnswer {
	t.Helper()
	r := d.request()
	var (
		n naivePolicies
		p access.Policies
	)
	var texts []string
	add := func(kind policy.Kind) (*policy.Document, *access.Policy) {
		text := d.document(kind)
		doc, err := policy.Parse(text, kind)
		if err != nil {
			t.Fatalf("generated policy refused: %v\n%s", err, text)
		}
		texts = append(texts, text)
		return doc, access.Compile("p", doc)
	}
	for range d.n(3) {
		doc, pol := add(policy.Inline)
		n.identity, p.Identity = append(n.identity, doc), append(p.Identity, pol)
	}
	for range d.n(3) {
		doc, pol := add(policy.Session)
		n.session, p.Session = append(n.session, doc), append(p.Session, pol)
	}
	if d.n(2) == 0 {
		n.boundary, p.Boundary = add(policy.Managed)
	}
	if d.n(2) == 0 {
		n.resource, p.Resource = add(policy.Resource)
	}
	n.must = d.n(4) == 0
	p.ResourceMustAllow = n.must

	want := naiveEvaluate(r, n)
	got := access.Evaluate(r, &p)
	if (naiveAnswer{got.Allowed, got.Explicit, got.Source}) != want {
		t.Fatalf("got %s\nwant %+v\nrequest %+v\npolicies %q", got, want, *r, texts)
	}
	if got.Allowed && got.By == nil && r.Caller.Kind != access.Root {
		t.Fatalf("allowed by nothing: %+v", *r)
	}
	return want
}

// dice draws choices from data and, when that is used up, always the first.
type dice struct {
	data []byte
}

func (d *dice) n(limit int) int {
	if len(d.data) == 0 {
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return int(b) % limit
}

func (d *dice) pick(list ...string) string { return list[d.n(len(list))] }

func (d *dice) request() *access.Request {
	callers := []access.Caller{alice, session, federated, root, anonymous, guest, mailer, stranger}
	r := &access.Request{
		Caller:   callers[d.n(len(callers))],
		Action:   d.pick("s3:GetObject", "S3:putobject", "sqs:SendMessage", "iam:GetRole"),
		Resource: d.pick("arn:aws:s3:::b/alice/x", "arn:aws:s3:::b/*", "arn:aws:sqs:r:123456789012:q", "*", "arn:aws:s3:::b/a:b"),
		Owner:    d.pick("", account, account, "210987654321"),
		Context:  access.Context{},
	}
	r.Caller.Describe(r.Context)
	for range d.n(6) {
		values := []string{d.value()}
		for range d.n(3) {
			values = append(values, d.value())
		}
		if d.n(8) == 0 {
			values = nil
		}
		r.Context.Set(d.key(), values...)
	}
	return r
}

func (d *dice) key() string {
	return d.pick("aws:username", "aws:UserName", "s3:prefix", "aws:TagKeys", "aws:SourceIp", "aws:PrincipalTag/Team", "aws:SourceArn")
}

// value is a value in a request.
func (d *dice) value() string {
	return d.pick("alice", "Alice", "", "a*", "10", "10.0", "9", "2026-01-02", "1767312000", "true", "FALSE", "203.0.113.7",
		"2001:db8::1", "arn:aws:sns:r:1:t", "arn:aws:sns:r:1:a:t", "x:y", "red")
}

func (d *dice) document(kind policy.Kind) string {
	version := `"Version":"2012-10-17",`
	if kind != policy.Managed && d.n(5) == 0 {
		version = ""
	}
	text := `{` + version + `"Statement":[`
	for i := range 1 + d.n(3) {
		if i > 0 {
			text += ","
		}
		text += d.statement(kind)
	}
	return text + `]}`
}

func (d *dice) statement(kind policy.Kind) string {
	text := `{"Effect":"` + d.pick("Allow", "Allow", "Allow", "Deny") + `",`
	if kind == policy.Resource {
		text += `"` + d.pick("Principal", "Principal", "Principal", "NotPrincipal") + `":` + d.pick(
			`"*"`, `{"AWS":"*"}`, `{"AWS":"123456789012"}`, `{"AWS":"arn:aws:iam::210987654321:root"}`,
			`{"AWS":"arn:aws:iam::123456789012:user/staff/alice"}`, `{"AWS":["AROAREADER00000000001","AIDABOB00000000000001"]}`,
			`{"AWS":"arn:aws:iam::123456789012:role/app/reader","Service":"cognito-idp.amazonaws.com"}`,
			`{"Federated":["cognito-identity.amazonaws.com"]}`, `{"AWS":"arn:aws:sts::123456789012:federated-user/fred"}`) + `,`
	}
	text += `"` + d.pick("Action", "Action", "Action", "NotAction") + `":` + d.list(func() string {
		return d.pick("*", "s3:*", "s3:get*", "SQS:SendMessage", "iam:?etRole", "s3:PutObject")
	}) + `,`
	text += `"` + d.pick("Resource", "Resource", "Resource", "NotResource") + `":` + d.list(func() string {
		return d.pick("*", "arn:aws:s3:::*", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:sqs", "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/a?b",
			"arn:aws:s3:::b/${aws:username, 'alice'}/x", "arn:*:sqs:*:123456789012:${s3:prefix, 'q'}", "arn:aws:sqs:r:${aws:username}:q", "arn:aws:sqs:*:q")
	})
	if d.n(2) == 0 {
		text += `,"Condition":{` + d.condition(0)
		if d.n(3) == 0 {
			text += `,` + d.condition(1)
		}
		text += `}`
	}
	return text + `}`
}

// condition writes an operator with one key. To keep two in a statement apart,
// the second one has another quantifier.
func (d *dice) condition(nth int) string {
	bases := policy.Bases()
	op := policy.Operator{Base: bases[d.n(len(bases))], Set: policy.Set(d.n(2)), IfExists: d.n(3) == 0}
	if nth == 1 {
		op.Set = policy.ForAnyValue
	}
	if op.Base.Family() == policy.FamilyNull {
		op = policy.Operator{Base: op.Base}
		if nth == 1 {
			return `"ForAnyValue:StringLike":{"` + d.key() + `":"*a*"}`
		}
	}
	return `"` + op.String() + `":{"` + d.key() + `":` + d.list(func() string { return d.policyValue(op.Base.Family()) }) + `}`
}

func (d *dice) policyValue(f policy.Family) string {
	switch f {
	case policy.FamilyNumeric:
		return d.pick("10", "9.5", "-1")
	case policy.FamilyDate:
		return d.pick("2026-01-02", "2026", "1767312001")
	case policy.FamilyBool, policy.FamilyNull:
		return d.pick("true", "false")
	case policy.FamilyBinary:
		return d.pick("cmVk", "MTA=", "")
	case policy.FamilyIP:
		return d.pick("203.0.113.0/24", "203.0.113.7", "::/0", "2001:db8::/32")
	case policy.FamilyARN:
		return d.pick("arn:aws:sns:*:1:t", "*", "arn:aws:sns:*:t", "arn:aws:sns:r:1:*", "${aws:SourceArn}", "${aws:SourceArn}*",
			"arn:aws:sns:r:${s3:prefix}", "arn:aws:sns:r:1:${s3:prefix, 't'}", "arn:aws:sns:r:1")
	default:
		return d.pick("alice", "a*", "${aws:username}", "*", "${aws:PrincipalTag/team, 'red'}", "?lice", "x${*}", "a${*}", "", "${s3:prefix}*", "RED")
	}
}

func (d *dice) list(entry func() string) string {
	text := `["` + entry() + `"`
	for range d.n(3) {
		text += `,"` + entry() + `"`
	}
	return text + `]`
}

// FuzzCompile evaluates arbitrary well-formed policies: nothing panics, and a
// policy decides the same when it also is the boundary and session policy.
func FuzzCompile(f *testing.F) {
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 2))
		data := make([]byte, 100)
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		f.Add((&dice{data: data}).document(policy.Inline), "s3:GetObject", "arn:aws:s3:::b/alice/x", "alice")
	}
	f.Fuzz(func(t *testing.T, text, action, resource, value string) {
		for kind := policy.Managed; kind <= policy.Resource; kind++ {
			doc, err := policy.Parse(text, kind)
			if err != nil {
				continue
			}
			pol := access.Compile("p", doc)
			ctx := access.Context{}
			for _, key := range pol.Keys() {
				ctx.Set(key, value)
			}
			r := &access.Request{Caller: alice, Action: action, Resource: resource, Context: ctx}
			once := access.Evaluate(r, &access.Policies{Identity: []*access.Policy{pol}})
			twice := access.Evaluate(r, &access.Policies{
				Identity: []*access.Policy{pol, pol}, Boundary: pol, Session: []*access.Policy{pol},
			})
			if once.Allowed != twice.Allowed || once.Explicit && once.Allowed {
				t.Fatalf("%s\n%s", once, twice)
			}
			_ = once.Message(r)
		}
	})
}
