package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/syntax/policy"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`{}`,
		`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`,
		`{"Statement":[{"Sid":"a","Effect":"Deny","NotAction":["s3:*"],"NotResource":"arn:aws:s3:::b/${aws:username, 'x'}","Condition":{"ForAnyValue:StringLike":{"a:b":["c","\u540d"]},"Bool":{"a:b":true}}}]}`,
		`{"Statement":{"Effect":"Allow","Principal":{"AWS":["123456789012"],"Federated":"x.y"},"Action":"sts:AssumeRole"}}`,
		`{"Id":"\ud800","Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Resource":[""]}}`,
	} {
		for kind := policy.Managed; kind <= policy.Resource; kind++ {
			f.Add(s, byte(kind))
		}
	}
	f.Fuzz(func(t *testing.T, text string, k byte) {
		kind := policy.Kind(k) % (policy.Resource + 1)
		doc, err := policy.Parse(text, kind)
		if err != nil {
			return
		}
		printed := doc.String()
		if len(printed) > policy.MaxText {
			return // escapes may outgrow the limit
		}
		again, err := policy.Parse(printed, kind)
		if err != nil {
			t.Fatalf("printed form refused: %v\n%s", err, printed)
		}
		if diff := cmp.Diff(doc, again); diff != "" {
			t.Fatalf("printed form differs (-first +second):\n%s", diff)
		}
		if again.String() != printed {
			t.Fatalf("printing is not stable:\n%s\n%s", printed, again)
		}
	})
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "${a:b}", "${a:b, 'c'}", "*?${*}", "${", "$${$}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := policy.Split(s, policy.V2008); err != nil {
			t.Fatalf("2008 text refused: %v", err)
		}
		pieces, err := policy.Split(s, policy.V2012)
		if err != nil {
			return
		}
		for i, p := range pieces {
			if p.Kind == policy.Text && (p.Text == "" || i > 0 && pieces[i-1].Kind == policy.Text) {
				t.Fatalf("Split(%q) has empty or split text: %v", s, pieces)
			}
		}
	})
}
