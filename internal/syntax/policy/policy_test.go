package policy_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/syntax/policy"
)

const (
	head2012 = `{"Version":"2012-10-17","Statement":`
	allowGet = `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}`
)

func TestParseDocument(t *testing.T) {
	t.Parallel()
	got, err := policy.Parse(`{
		"Version": "2012-10-17",
		"Id": "Example",
		"Statement": [{
			"Sid": "Read1",
			"Effect": "Allow",
			"Action": ["s3:Get*", "s3:ListBucket"],
			"Resource": "arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*",
			"Condition": {
				"forallvalues:stringlikeifexists": {"aws:TagKeys": ["a*", "b"]},
				"Bool": {"aws:SecureTransport": true},
				"NumericLessThan": {"s3:max-keys": 10}
			}
		}, {
			"Effect": "Deny",
			"NotAction": "iam:*",
			"NotResource": ["arn:aws:s3:::c"]
		}]
	}`, policy.Managed)
	if err != nil {
		t.Fatal(err)
	}
	want := &policy.Document{
		Version: policy.V2012,
		ID:      "Example",
		Statements: []policy.Statement{
			{
				SID: "Read1", Effect: policy.Allow,
				Action:   []string{"s3:Get*", "s3:ListBucket"},
				Resource: []string{"arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*"},
				Condition: []policy.Condition{
					{Operator: operator(t, "ForAllValues:StringLikeIfExists"), Key: "aws:TagKeys", Values: []string{"a*", "b"}},
					{Operator: operator(t, "Bool"), Key: "aws:SecureTransport", Values: []string{"true"}},
					{Operator: operator(t, "NumericLessThan"), Key: "s3:max-keys", Values: []string{"10"}},
				},
			},
			{Effect: policy.Deny, NotAction: []string{"iam:*"}, NotResource: []string{"arn:aws:s3:::c"}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
	const printed = `{"Version":"2012-10-17","Id":"Example","Statement":[` +
		`{"Sid":"Read1","Effect":"Allow","Action":["s3:Get*","s3:ListBucket"],` +
		`"Resource":"arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*",` +
		`"Condition":{"ForAllValues:StringLikeIfExists":{"aws:TagKeys":["a*","b"]},` +
		`"Bool":{"aws:SecureTransport":"true"},"NumericLessThan":{"s3:max-keys":"10"}}},` +
		`{"Effect":"Deny","NotAction":"iam:*","NotResource":"arn:aws:s3:::c"}]}`
	if diff := cmp.Diff(printed, got.String()); diff != "" {
		t.Errorf("String (-want +got):\n%s", diff)
	}
}

func operator(t *testing.T, s string) policy.Operator {
	t.Helper()
	op, err := policy.ParseOperator(s)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

func TestParseAccepts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		kind policy.Kind
		text string
	}{
		{"single statement", policy.Managed, head2012 + allowGet + `}`},
		{"2008 inline", policy.Inline, `{"Version":"2008-10-17","Statement":` + allowGet + `}`},
		{"no version inline", policy.Inline, `{"Statement":` + allowGet + `}`},
		{"white space", policy.Session, "\n{\t\"Version\" : \"2012-10-17\",\r\n\"Statement\":[" + allowGet + "] } "},
		{"Latin-1", policy.Inline, head2012 + `{"Effect":"Allow","Action":"s3:Get","Resource":"arn:aws:s3:::b/Zoë"}}`},
		{"escaped beyond Latin-1", policy.Inline, head2012 + `{"Effect":"Allow","Action":"s3:Get","Resource":"arn:aws:s3:::b/\u540d\ud83d\ude00"}}`},
		{"all actions", policy.Managed, head2012 + `{"Effect":"Deny","Action":"*","Resource":"*"}}`},
		{"short ARN", policy.Managed, head2012 + `{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3"}}`},
		{"any partition", policy.Managed, head2012 + `{"Effect":"Deny","Action":"*","Resource":"arn:*:s3:::b"}}`},
		{"empty condition", policy.Managed, head2012 + `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{}}}}`},
		{"no values", policy.Managed, head2012 + `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"a:b":[]}}}}`},
		{"bool variable", policy.Managed, head2012 + `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"a:b":"${c:d}"}}}}`},
		{"issuer with a port", policy.Trust, head2012 + `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/localhost:9229/pool"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"localhost:9229/pool:aud":"x"}}}}`},
		{"trust", policy.Trust, `{"Statement":{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"]}}`},
		{"trust everyone", policy.Trust, head2012 + `{"Effect":"Allow","Principal":"*","Action":"sts:*"}}`},
		{"trust principals", policy.Trust, head2012 + `{"Effect":"Allow","Action":"STS:assumerole","Principal":{"AWS":["*","123456789012","arn:aws:iam::123456789012:root","arn:aws:iam::123456789012:user/a/b","arn:aws:iam::123456789012:role/r","arn:aws:sts::123456789012:assumed-role/r/s","arn:aws:sts::123456789012:federated-user/f","AROAEXAMPLE1234567890"],"Service":"cognito-idp.amazonaws.com","Federated":["arn:aws:iam::123456789012:saml-provider/P","graph.facebook.com"]}}}`},
		{"resource policy", policy.Resource, head2012 + `{"Sid":"any text","Effect":"Allow","NotPrincipal":{"AWS":"123456789012"},"Action":"sqs:*","Resource":"*"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, err := policy.Parse(tt.text, tt.kind)
			if err != nil {
				t.Fatal(err)
			}
			again, err := policy.Parse(doc.String(), tt.kind)
			if err != nil {
				t.Fatalf("printed form refused: %v\n%s", err, doc)
			}
			if diff := cmp.Diff(doc, again); diff != "" {
				t.Errorf("printed form differs (-first +second):\n%s", diff)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const (
		syntax  = "Syntax errors in policy."
		legacy  = "The policy failed legacy parsing"
		version = "Policy document must be version 2012-10-17 or greater."
		vendor  = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
		sts     = "AssumeRole policy may only specify STS AssumeRole actions."
		regexes = "Resource vendor must be fully qualified and cannot contain regexes."
	)
	one := func(statement string) string { return head2012 + `{` + statement + `}}` }
	deny := func(rest string) string { return one(`"Effect":"Deny","Action":"s3:*","Resource":"*",` + rest) }
	tests := []struct {
		kind policy.Kind
		text string
		want string
	}{
		{policy.Managed, ``, syntax},
		{policy.Managed, `This is not JSON`, syntax},
		{policy.Managed, `[]`, syntax},
		{policy.Managed, `null`, syntax},
		{policy.Managed, `{}`, syntax},
		{policy.Managed, `{"Version":"2012-10-17"}`, syntax},
		{policy.Managed, head2012 + `[]}`, syntax},
		{policy.Managed, head2012 + `null}`, syntax},
		{policy.Managed, head2012 + `"x"}`, syntax},
		{policy.Managed, head2012 + `[[` + allowGet + `]]}`, syntax},
		{policy.Managed, head2012 + allowGet + `} {}`, syntax},
		{policy.Managed, head2012 + allowGet + `,"Extra":1}`, syntax},
		{policy.Managed, head2012 + allowGet + `,"version":"2012-10-17"}`, syntax},
		{policy.Managed, head2012 + allowGet + `,"Version":"2012-10-17"}`, syntax},
		{policy.Managed, `{"Version":"2013-10-17","Statement":` + allowGet + `}`, syntax},
		{policy.Managed, `{"Version":20121017,"Statement":` + allowGet + `}`, syntax},
		{policy.Managed, `{"Version":"2012-10-17","Id":5,"Statement":` + allowGet + `}`, syntax},
		{policy.Managed, `{"Version":"2008-10-17","Statement":` + allowGet + `}`, version},
		{policy.Managed, `{"Statement":` + allowGet + `}`, version},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::名"`), syntax},
		{policy.Managed, head2012 + allowGet + "}\x00", syntax},
		{policy.Managed, head2012 + allowGet + "}" + strings.Repeat(" ", policy.MaxText), syntax},
		{policy.Managed, one(`"Effect":"allow","Action":"s3:*","Resource":"*"`), syntax},
		{policy.Managed, one(`"Action":"s3:*","Resource":"*"`), syntax},
		{policy.Managed, one(`"Effect":"Allow","Action":1,"Resource":"*"`), syntax},
		{policy.Managed, one(`"Effect":"Allow","Action":{"a":"b"},"Resource":"*"`), syntax},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","NotAction":"s3:*","Resource":"*"`), syntax},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"*","NotResource":"*"`), syntax},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":[["*"]]`), syntax},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"*","Extra":""`), syntax},
		{policy.Managed, one(`"Effect":"Allow","Resource":"*"`), "Policy statement must contain actions."},
		{policy.Managed, one(`"Effect":"Allow","Action":[],"Resource":"*"`), "Policy statement must contain actions."},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*"`), "Policy statement must contain resources."},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":[]`), "Policy statement must contain resources."},
		{policy.Managed, one(`"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"`), "Policy document should not specify a principal."},
		{policy.Managed, one(`"Effect":"Allow","Action":"invalid","Resource":"*"`), vendor},
		{policy.Managed, one(`"Effect":"Allow","NotAction":["s3:*","x"],"Resource":"*"`), vendor},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3::Get","Resource":"*"`), "Actions/Condition can contain only one colon."},
		{policy.Managed, one(`"Effect":"Allow","Action":"s 3:Get","Resource":"*"`), "Vendor s 3 is not valid"},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3*:Get","Resource":"*"`), "Vendor s3* is not valid"},
		{policy.Managed, one(`"Effect":"Allow","Action":":Get","Resource":"*"`), "Vendor  is not valid"},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"bucket"`), `Resource bucket must be in ARN format or "*".`},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"s3:::b"`), `Resource s3:::b must be in ARN format or "*".`},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","NotResource":"arn:gcp:s3:::b"`), `Partition "gcp" is not valid for resource "arn:gcp:s3:::b".`},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s*:::b"`), regexes},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:*:::b"`), regexes},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:::b"`), legacy},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"arn:aws"`), legacy},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username"`), syntax},
		{policy.Managed, one(`"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${}"`), syntax},
		{policy.Managed, one(`"Sid":"a b","Effect":"Allow","Action":"s3:*","Resource":"*"`), "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"},
		{policy.Managed, head2012 + `[{"Sid":"a",` + allowGet[1:] + `,{"Sid":"a",` + allowGet[1:] + `]}`, "Statement IDs (SID) in a single policy must be unique."},
		{policy.Managed, deny(`"Condition":[]`), syntax},
		{policy.Managed, deny(`"Condition":{"StringSame":{"a:b":"c"}}`), syntax},
		{policy.Managed, deny(`"Condition":{"StringEquals":"c"}`), syntax},
		{policy.Managed, deny(`"Condition":{"StringEquals":{"a:b":null}}`), syntax},
		{policy.Managed, deny(`"Condition":{"StringEquals":{"a:b":{}}}`), syntax},
		{policy.Managed, deny(`"Condition":{"StringEquals":{"a:b":"c"},"stringequals":{"a:b":"c"}}`), syntax},
		{policy.Managed, deny(`"Condition":{"StringEquals":{"a:b":"c","a:b":"d"}}`), syntax},
		{policy.Managed, deny(`"Condition":{"NullIfExists":{"a:b":"true"}}`), syntax},
		{policy.Managed, deny(`"Condition":{"StringEquals":{"username":"c"}}`), vendor},
		{policy.Managed, deny(`"Condition":{"DateLessThan":{"aws:CurrentTime":"tomorrow"}}`), legacy},
		{policy.Managed, deny(`"Condition":{"NumericLessThan":{"a:b":"1e9"}}`), legacy},
		{policy.Managed, deny(`"Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/33"}}`), legacy},
		{policy.Managed, deny(`"Condition":{"Bool":{"a:b":"yes"}}`), legacy},
		{policy.Managed, deny(`"Condition":{"Null":{"a:b":"1"}}`), legacy},
		{policy.Managed, deny(`"Condition":{"BinaryEquals":{"a:b":"#"}}`), legacy},
		{policy.Managed, deny(`"Condition":{"StringLike":{"a:b":"${x"}}`), syntax},

		{policy.Trust, one(`"Effect":"Allow","Principal":"*","Action":"s3:*"`), sts},
		{policy.Trust, one(`"Effect":"Allow","Principal":"*","Action":"*"`), sts},
		{policy.Trust, one(`"Effect":"Allow","Principal":"*","Action":"sts:GetFederationToken"`), sts},
		{policy.Trust, one(`"Effect":"Allow","Principal":"*","NotAction":"sts:AssumeRole"`), sts},
		{policy.Trust, one(`"Effect":"Allow","Principal":"*"`), "Missing required field Action"},
		{policy.Trust, one(`"Effect":"Allow","Action":"sts:AssumeRole"`), "Missing required field Principal"},
		{policy.Trust, one(`"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*"`), "Has prohibited field Resource"},
		{policy.Trust, one(`"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","NotResource":"*"`), "Has prohibited field NotResource"},
		{policy.Trust, one(`"Effect":"Deny","NotPrincipal":{"AWS":"*"},"Action":"sts:AssumeRole"`), "Has prohibited field NotPrincipal"},
		{policy.Trust, one(`"Effect":"Allow","Principal":"me","Action":"sts:AssumeRole"`), syntax},
		{policy.Trust, one(`"Effect":"Allow","Principal":{},"Action":"sts:AssumeRole"`), syntax},
		{policy.Trust, one(`"Effect":"Allow","Principal":{"AWS":[]},"Action":"sts:AssumeRole"`), syntax},
		{policy.Trust, one(`"Effect":"Allow","Principal":{"Other":"x"},"Action":"sts:AssumeRole"`), syntax},
		{policy.Trust, one(`"Effect":"Allow","Principal":{"AWS":"*"},"NotPrincipal":{"AWS":"*"},"Action":"sts:AssumeRole"`), syntax},
		{policy.Trust, one(`"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/*"},"Action":"sts:AssumeRole"`), `Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/*"`},
		{policy.Trust, one(`"Effect":"Allow","Principal":{"AWS":"1234"},"Action":"sts:AssumeRole"`), `Invalid principal in policy: "AWS":"1234"`},
		{policy.Trust, one(`"Effect":"Allow","Principal":{"AWS":"arn:aws:s3:::b"},"Action":"sts:AssumeRole"`), `Invalid principal in policy: "AWS":"arn:aws:s3:::b"`},
		{policy.Trust, one(`"Effect":"Allow","Principal":{"Service":"not a host"},"Action":"sts:AssumeRole"`), `Invalid principal in policy: "SERVICE":"not a host"`},
		{policy.Trust, one(`"Effect":"Allow","Principal":{"CanonicalUser":"79a5"},"Action":"sts:AssumeRole"`), `Invalid principal in policy: "CANONICAL_USER":"79a5"`},
		{policy.Trust, one(`"Effect":"Allow","Principal":{"Federated":"https://x"},"Action":"sts:AssumeRole"`), "Federated principals must be valid domain names or SAML metadata ARNs"},
		{policy.Resource, one(`"Effect":"Allow","Action":"sqs:*","Resource":"*"`), "Missing required field Principal"},
	}
	for _, tt := range tests {
		_, err := policy.Parse(tt.text, tt.kind)
		var bad *policy.Error
		if !errors.As(err, &bad) || bad.Message != tt.want {
			t.Errorf("Parse(%.200q) = %v, want %q", tt.text, err, tt.want)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	if got := policy.Size(" {\t\"é\" :\r\n 1}"); got != len(`{"e":1}`) {
		t.Errorf("Size = %d", got)
	}
}

func TestOperators(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, base := range policy.Bases() {
		for _, set := range []policy.Set{policy.Single, policy.ForAllValues, policy.ForAnyValue} {
			for _, ifExists := range []bool{false, true} {
				want := policy.Operator{Set: set, Base: base, IfExists: ifExists}
				name := want.String()
				if seen[name] {
					t.Errorf("%s names two operators", name)
				}
				seen[name] = true
				for _, s := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
					got, err := policy.ParseOperator(s)
					if base.Family() == policy.FamilyNull && (ifExists || set != policy.Single) {
						if err == nil {
							t.Errorf("ParseOperator(%q) = %v, want an error", s, got)
						}
						continue
					}
					if err != nil || got != want {
						t.Errorf("ParseOperator(%q) = %v, %v", s, got, err)
					}
				}
			}
		}
		if got := strings.Contains(base.String(), "Not"); got != base.Negated() {
			t.Errorf("%s: Negated = %v", base, base.Negated())
		}
	}
	for _, s := range []string{"", "IfExists", "ForAllValues:", "ForSomeValues:Bool", "StringEqualsIfExistsIfExists", "ForAnyValue:ForAllValues:Bool"} {
		if op, err := policy.ParseOperator(s); err == nil {
			t.Errorf("ParseOperator(%q) = %v, want an error", s, op)
		}
	}
}
