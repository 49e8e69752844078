package access_test

import (
	"fmt"
	"testing"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// holds reports whether a statement with only this condition matches.
func holds(t *testing.T, op string, key string, values any, ctx access.Context) bool {
	t.Helper()
	text := statements(`"Effect":"Allow","Action":"*","Resource":"*","Condition":{` +
		quote(t, op) + `:{` + quote(t, key) + `:` + quote(t, values) + `}}`)
	return access.Evaluate(
		&access.Request{Caller: alice, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", Context: ctx},
		&access.Policies{Identity: []*access.Policy{compile(t, policy.Managed, "p", text)}},
	).Allowed
}

// sample gives, for an operator, policy values together with a value of the
// request that satisfies the comparison and one that does not, negation left
// aside. garbage is of the wrong type.
type sample struct {
	values       []string
	match, other string
	garbage      string
}

var samples = map[string]sample{
	"StringEquals":              {values: []string{"x", "red"}, match: "red", other: "Red"},
	"StringNotEquals":           {values: []string{"x", "red"}, match: "red", other: "Red"},
	"StringEqualsIgnoreCase":    {values: []string{"x", "red"}, match: "RED", other: "re"},
	"StringNotEqualsIgnoreCase": {values: []string{"x", "red"}, match: "RED", other: "re"},
	"StringLike":                {values: []string{"x", "r?d*"}, match: "reddish", other: "Red"},
	"StringNotLike":             {values: []string{"x", "r?d*"}, match: "reddish", other: "Red"},
	"NumericEquals":             {values: []string{"5", "10"}, match: "10.0", other: "11", garbage: "ten"},
	"NumericNotEquals":          {values: []string{"5", "10"}, match: "10.0", other: "11", garbage: "ten"},
	"NumericLessThan":           {values: []string{"5", "10"}, match: "9.99", other: "10", garbage: "1e0"},
	"NumericLessThanEquals":     {values: []string{"10"}, match: "10", other: "10.01", garbage: ""},
	"NumericGreaterThan":        {values: []string{"10"}, match: "11", other: "10", garbage: "0x20"},
	"NumericGreaterThanEquals":  {values: []string{"10"}, match: "10", other: "-11", garbage: "11 "},
	"DateEquals":                {values: []string{"2026-01-02T03:04:05Z"}, match: "1767323045", other: "2026-01-02T03:04:06Z", garbage: "soon"},
	"DateNotEquals":             {values: []string{"2026-01-02T03:04:05Z"}, match: "1767323045", other: "2026-01-02T03:04:06Z", garbage: "soon"},
	"DateLessThan":              {values: []string{"2026-01-02"}, match: "2026-01-01T23:59:59Z", other: "2026-01-02T00:00:00Z", garbage: "x"},
	"DateLessThanEquals":        {values: []string{"2026-01-02"}, match: "2026-01-02T00:00:00Z", other: "2026-01-02T00:00:01Z", garbage: "x"},
	"DateGreaterThan":           {values: []string{"2026-01-02"}, match: "2026-01-02T00:00:01Z", other: "2026-01-02T01:00:00+01:00", garbage: "x"},
	"DateGreaterThanEquals":     {values: []string{"1767312000"}, match: "2026-01-02T01:00:00+01:00", other: "2026-01-01", garbage: "x"},
	"Bool":                      {values: []string{"true"}, match: "TRUE", other: "false", garbage: "1"},
	"BinaryEquals":              {values: []string{"AAE=", "cmVk"}, match: "red", other: "cmVk"},
	"IpAddress":                 {values: []string{"2001:db8::/32", "203.0.113.0/24"}, match: "203.0.113.9", other: "203.0.114.1", garbage: "203.0.113"},
	"NotIpAddress":              {values: []string{"2001:db8::/32", "203.0.113.0/24"}, match: "2001:db8:1::1", other: "2001:db9::1", garbage: "host"},
	"ArnEquals":                 {values: []string{"arn:aws:sns:*:123456789012:t?"}, match: "arn:aws:sns:eu-west-1:123456789012:t1", other: "arn:aws:sns:eu-west-1:210987654321:t1", garbage: "t1"},
	"ArnNotEquals":              {values: []string{"arn:aws:sns:*:123456789012:t?"}, match: "arn:aws:sns:eu-west-1:123456789012:t1", other: "arn:aws:sns:eu-west-1:210987654321:t1", garbage: "t1"},
	"ArnLike":                   {values: []string{"arn:aws:iam::123456789012:role/*"}, match: "arn:aws:iam::123456789012:role/a/b", other: "arn:aws:iam::123456789012:user/a", garbage: "arn:aws:iam"},
	"ArnNotLike":                {values: []string{"arn:aws:iam::123456789012:role/*"}, match: "arn:aws:iam::123456789012:role/a/b", other: "arn:aws:iam::123456789012:user/a", garbage: "arn:aws:iam"},
}

// TestOperatorMatrix crosses every operator with every quantifier, IfExists and
// every situation of the key.
func TestOperatorMatrix(t *testing.T) {
	t.Parallel()
	const absent = "absent"
	// Expectations by situation: without quantifier, ForAllValues, ForAnyValue.
	type row struct {
		situation string
		values    func(s sample) []string
		positive  [3]bool
		negated   [3]bool
	}
	rows := []row{
		{absent, func(sample) []string { return nil }, [3]bool{false, true, false}, [3]bool{true, true, false}},
		{"only empty text", func(sample) []string { return []string{""} }, [3]bool{false, true, false}, [3]bool{true, true, false}},
		{"match", func(s sample) []string { return []string{s.match} }, [3]bool{true, true, true}, [3]bool{false, false, false}},
		{"other", func(s sample) []string { return []string{s.other} }, [3]bool{false, false, false}, [3]bool{true, true, true}},
		{"wrong type", func(s sample) []string { return []string{s.garbage + "#"} }, [3]bool{false, false, false}, [3]bool{true, true, true}},
		{"match and other", func(s sample) []string { return []string{s.match, s.other} }, [3]bool{true, false, true}, [3]bool{false, false, true}},
		{"other and match", func(s sample) []string { return []string{s.other, s.match} }, [3]bool{true, false, true}, [3]bool{false, false, true}},
		{"match twice", func(s sample) []string { return []string{s.match, s.match} }, [3]bool{true, true, true}, [3]bool{false, false, false}},
		{"other twice", func(s sample) []string { return []string{s.other, s.other} }, [3]bool{false, false, false}, [3]bool{true, true, true}},
		{"match and empty text", func(s sample) []string { return []string{s.match, ""} }, [3]bool{true, false, true}, [3]bool{false, false, true}},
	}
	for _, base := range policy.Bases() {
		if base.Family() == policy.FamilyNull {
			continue
		}
		s, ok := samples[base.String()]
		if !ok {
			t.Errorf("no sample for %s", base)
			continue
		}
		for _, set := range []policy.Set{policy.Single, policy.ForAllValues, policy.ForAnyValue} {
			for _, ifExists := range []bool{false, true} {
				op := policy.Operator{Set: set, Base: base, IfExists: ifExists}
				for _, row := range rows {
					want := row.positive[set]
					if base.Negated() {
						want = row.negated[set]
					}
					if ifExists && row.situation == absent {
						want = true
					}
					ctx := contextOf(map[string][]string{"aws:Key": row.values(s)})
					if got := holds(t, op.String(), "AWS:kEY", s.values, ctx); got != want {
						t.Errorf("%s, %s: %v, want %v", op, row.situation, got, want)
					}
				}
			}
		}
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		op     string
		policy any
		value  []string
		want   bool
	}{
		{"Null", "true", nil, true},
		{"Null", "false", nil, false},
		{"Null", "true", []string{"x"}, false},
		{"Null", "false", []string{"x"}, true},
		{"Null", true, nil, true},
		{"Null", "TRUE", nil, true},
		{"Null", []string{"true", "false"}, nil, true},
		{"Null", []string{"true", "false"}, []string{"x"}, true},
		{"Null", []string{}, []string{"x"}, false},
		{"Null", "true", []string{}, true},
		{"Null", "true", []string{""}, true},

		{"StringEquals", []string{}, []string{"x"}, false},
		{"StringNotEquals", []string{}, []string{"x"}, true},
		{"StringEquals", "a*", []string{"ab"}, false},
		{"StringEquals", "a*", []string{"a*"}, true},
		{"StringEquals", "a${*}", []string{"a*"}, true},
		{"StringEqualsIgnoreCase", "ÉTÉ", []string{"été"}, true},
		{"StringLike", "*", []string{""}, true},
		{"StringLike", "*", []string{"anything at all/"}, true},
		{"StringLike", "", []string{""}, true},
		{"StringLike", "a${*}c", []string{"abc"}, false},
		{"StringLike", "a${*}c", []string{"a*c"}, true},
		{"StringLike", "${$}{x}${?}", []string{"${x}?"}, true},
		{"StringLike", "Home", []string{"home"}, false},
		{"NumericEquals", 7, []string{"7.00"}, true},
		{"NumericLessThan", 7, []string{"-8"}, true},
		{"NumericGreaterThan", "99999999999999999999", []string{"100000000000000000000"}, true},
		{"DateGreaterThan", "2026", []string{"2026-06-01T00:00:00Z"}, true},
		{"DateLessThan", "2026-02", []string{"2026-01-31T23:59:59.999Z"}, true},
		{"DateEquals", "2026-01-02T03:04:05.5Z", []string{"2026-01-02T03:04:05Z"}, false},
		{"Bool", true, []string{"true"}, true},
		{"Bool", []string{"true", "false"}, []string{"false"}, true},
		{"IpAddress", "203.0.113.7", []string{"203.0.113.7"}, true},
		{"IpAddress", "203.0.113.7", []string{"203.0.113.8"}, false},
		{"IpAddress", "203.0.113.0/24", []string{"::ffff:203.0.113.7"}, true},
		{"IpAddress", "0.0.0.0/0", []string{"2001:db8::1"}, false},
		{"NotIpAddress", "0.0.0.0/0", []string{"2001:db8::1"}, true},
		{"IpAddress", "::/0", []string{"203.0.113.7"}, false},
		{"IpAddress", []string{"::/0", "0.0.0.0/0"}, []string{"203.0.113.7"}, true},
		{"ArnLike", "*", []string{"arn:aws:s3:::b"}, true},
		{"ArnLike", "arn:aws:s3:::b*", []string{"arn:aws:s3:::b/c:d"}, true},
		{"ArnLike", "arn:aws:sqs:*:q", []string{"arn:aws:sqs:r:123456789012:q"}, false},
		{"ArnLike", "arn:*:q", []string{"arn:aws:sqs:r:123456789012:q"}, false},
		{"ArnLike", "arn:aws:sqs", []string{"arn:aws:sqs:r:123456789012:q"}, false},
		{"ArnNotLike", "arn:aws:sqs", []string{"arn:aws:sqs:r:123456789012:q"}, true},
		{"ArnEquals", "arn:aws:*:*:*:*", []string{"arn:aws:sqs:r:123456789012:q"}, true},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %v %v", tt.op, tt.policy, tt.value), func(t *testing.T) {
			t.Parallel()
			ctx := contextOf(map[string][]string{"aws:Key": tt.value})
			if got := holds(t, tt.op, "aws:Key", tt.policy, ctx); got != tt.want {
				t.Errorf("holds = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	ctx := map[string][]string{
		"aws:username":                       {"alice"},
		"aws:PrincipalTag/Team":              {"blue"},
		"aws:PrincipalTag/wild":              {"*"},
		"aws:PrincipalTag/none":              {""},
		"aws:PrincipalTag/colons":            {"x:y"},
		"aws:PrincipalTag/arn":               {"arn:aws:sns:r:1:t"},
		"cognito-identity.amazonaws.com:sub": {"eu-west-1:1f2e"},
		"cognito-identity.amazonaws.com:amr": {"authenticated", "x"},
		"aws:SecureTransport":                {"true"},
		"aws:Other":                          {"true"},
	}
	tests := []struct {
		op, policy, value string
		want              bool
	}{
		{"StringEquals", "${aws:username}", "alice", true},
		{"StringEquals", "${AWS:UserName}", "alice", true},
		{"StringEquals", "u-${aws:username}-${aws:PrincipalTag/TEAM}", "u-alice-blue", true},
		{"StringEquals", "${aws:username}", "bob", false},
		{"StringNotEquals", "${aws:username}", "bob", true},
		{"StringEquals", "${aws:missing}", "", false},
		{"StringEquals", "${aws:missing}", "${aws:missing}", false},
		{"StringNotEquals", "${aws:missing}", "x", true},
		{"StringEquals", "${aws:missing, 'x'}", "x", true},
		{"StringEquals", "${aws:username, 'x'}", "x", false},
		{"StringEquals", "${aws:PrincipalTag/none, 'x'}", "", true},
		{"StringEquals", "${cognito-identity.amazonaws.com:sub}", "eu-west-1:1f2e", true},
		{"StringEquals", "${cognito-identity.amazonaws.com:amr}", "authenticated", false},
		{"StringEquals", "${cognito-identity.amazonaws.com:amr, 'x'}", "x", false},
		{"StringEqualsIgnoreCase", "${aws:username}", "ALICE", true},
		{"StringLike", "${aws:username}/*", "alice/x", true},
		{"StringLike", "${aws:PrincipalTag/wild}", "anything", false},
		{"StringLike", "${aws:PrincipalTag/wild}", "*", true},
		{"StringLike", "${aws:missing, '*'}", "anything", false},
		{"StringNotLike", "${aws:missing}*", "anything", true},
		{"Bool", "${aws:SecureTransport}", "true", true},
		{"Bool", "${aws:username}", "true", false},
		{"ArnLike", "arn:aws:sns:*:*:${aws:username}", "arn:aws:sns:r:1:alice", true},
		{"ArnLike", "arn:aws:sns:*:${aws:PrincipalTag/colons}", "arn:aws:sns:r:x:y", false},
		{"ArnLike", "arn:aws:sns:*:*:${aws:PrincipalTag/colons}", "arn:aws:sns:r:1:x:y", true},
		{"ArnLike", "arn:aws:sns:*:${aws:PrincipalTag/wild}:t", "arn:aws:sns:r:1:t", false},
		{"ArnEquals", "${aws:PrincipalTag/arn}", "arn:aws:sns:r:1:t", true},
		{"ArnEquals", "${aws:PrincipalTag/arn}*", "arn:aws:sns:r:1:topic", true},
		{"ArnEquals", "${aws:PrincipalTag/wild}", "arn:aws:sns:r:1:topic", false},
		{"ArnEquals", "${aws:missing}", "arn:aws:sns:r:1:topic", false},
		{"ArnNotEquals", "${aws:missing}", "arn:aws:sns:r:1:topic", true},
	}
	for _, tt := range tests {
		all := contextOf(ctx)
		all.Set("aws:Key", tt.value)
		if got := holds(t, tt.op, "aws:Key", tt.policy, all); got != tt.want {
			t.Errorf("%s %s with %q: %v, want %v", tt.op, tt.policy, tt.value, got, tt.want)
		}
	}
	// An entry that cannot be resolved is dropped; the others stay.
	all := contextOf(ctx)
	all.Set("aws:Key", "x")
	if !holds(t, "StringEquals", "aws:Key", []string{"${aws:missing}", "x"}, all) {
		t.Error("the resolvable alternative of a positive operator was lost")
	}
	if holds(t, "StringNotEquals", "aws:Key", []string{"${aws:missing}", "x"}, all) {
		t.Error("the resolvable value of a negated operator was lost")
	}
}

func TestConditionsAreANDed(t *testing.T) {
	t.Parallel()
	const text = `"Effect":"Allow","Action":"*","Resource":"*","Condition":{
		"StringEquals":{"a:one":"1","a:two":["2","3"]},
		"StringLike":{"a:one":"*"}}`
	pol := compile(t, policy.Managed, "p", statements(text))
	for _, tt := range []struct {
		ctx  map[string][]string
		want bool
	}{
		{map[string][]string{"a:one": {"1"}, "a:two": {"2"}}, true},
		{map[string][]string{"a:one": {"1"}, "a:two": {"3"}}, true},
		{map[string][]string{"a:one": {"1"}, "a:two": {"4"}}, false},
		{map[string][]string{"a:one": {"2"}, "a:two": {"2"}}, false},
		{map[string][]string{"a:one": {"1"}}, false},
		{nil, false},
	} {
		r := &access.Request{Caller: alice, Action: "a:b", Resource: "*", Context: contextOf(tt.ctx)}
		if got := access.Evaluate(r, &access.Policies{Identity: []*access.Policy{pol}}); got.Allowed != tt.want {
			t.Errorf("%v: %s", tt.ctx, got)
		}
	}
}
