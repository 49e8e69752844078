package arn_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/syntax/arn"
	"github.com/cognate-id/cognate/internal/syntax/glob"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in        string
		want      arn.ARN
		typ, rest string
	}{
		{"arn:aws:iam::123456789012:role/app/reader", arn.ARN{Partition: "aws", Service: "iam", Account: "123456789012", Resource: "role/app/reader"}, "role", "app/reader"},
		{"arn:aws:iam::aws:policy/ReadOnlyAccess", arn.ARN{Partition: "aws", Service: "iam", Account: "aws", Resource: "policy/ReadOnlyAccess"}, "policy", "ReadOnlyAccess"},
		{"arn:aws:s3:::bucket", arn.ARN{Partition: "aws", Service: "s3", Resource: "bucket"}, "", "bucket"},
		{"arn:aws-cn:s3:::b/k:x", arn.ARN{Partition: "aws-cn", Service: "s3", Resource: "b/k:x"}, "b", "k:x"},
		{"arn:aws:cognito-identity:eu-west-1:123456789012:identitypool/eu-west-1:1f2e", arn.ARN{Partition: "aws", Service: "cognito-identity", Region: "eu-west-1", Account: "123456789012", Resource: "identitypool/eu-west-1:1f2e"}, "identitypool", "eu-west-1:1f2e"},
		{"arn:aws:lambda:us-east-1:123456789012:function:f:1", arn.ARN{Partition: "aws", Service: "lambda", Region: "us-east-1", Account: "123456789012", Resource: "function:f:1"}, "function", "f:1"},
	}
	for _, tt := range tests {
		got, err := arn.Parse(tt.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.in, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", tt.in, diff)
		}
		if got.String() != tt.in {
			t.Errorf("String = %q, want %q", got, tt.in)
		}
		if typ, rest := got.Type(); typ != tt.typ || rest != tt.rest {
			t.Errorf("Type(%q) = %q, %q", tt.in, typ, rest)
		}
	}
	for _, in := range []string{
		"", "*", "arn", "arn:", "arn:aws:iam::123456789012", "arn:aws:iam::123456789012:", "arn::iam::1:x", "arn:aws:::1:x",
		"urn:aws:iam::123456789012:root", "ARN:aws:iam::123456789012:root", "arn:aws:s3:::" + strings.Repeat("x", arn.MaxLength),
	} {
		if got, err := arn.Parse(in); err == nil {
			t.Errorf("Parse(%q) = %+v, want an error", in, got)
		}
	}
}

func TestPattern(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pattern, s string
		want       bool
	}{
		{"*", "arn:aws:s3:::b", true},
		{"*", "*", true},
		{"**", "anything", true},
		{"arn:aws:s3:::b", "arn:aws:s3:::b", true},
		{"arn:aws:s3:::b", "arn:aws:s3:::B", false},
		{"arn:aws:s3:::b", "*", false},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/a/b:c", true},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b", false},
		{"arn:aws:s3:::b*", "arn:aws:s3:::bb/x", true},
		{"arn:aws:s3:::?", "arn:aws:s3:::b", true},
		// A star stays within its part.
		{"arn:aws:sqs:*:q", "arn:aws:sqs:eu-west-1:123456789012:q", false},
		{"arn:aws:sqs:*:*:q", "arn:aws:sqs:eu-west-1:123456789012:q", true},
		{"arn:aws:sqs:*:123456789012:q", "arn:aws:sqs:eu-west-1:210987654321:q", false},
		{"arn:aws:*", "arn:aws:sqs:eu-west-1:123456789012:q", true},
		{"arn:aws:sqs", "arn:aws:sqs:eu-west-1:123456789012:q", true},
		{"arn:*:sqs:eu-?est-1:*:q?", "arn:aws:sqs:eu-west-1:123456789012:q1", true},
		{"arn:aws:sns:r:1:a:b", "arn:aws:sns:r:1:a:b", true},
		{"arn:aws:sns:r:1:a*d", "arn:aws:sns:r:1:a:b:d", true},
		{"arn:aws:s3:::b", "arn:aws:s3::b", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if got := arn.ParsePattern(tt.pattern).Match(tt.s); got != tt.want {
			t.Errorf("ParsePattern(%q).Match(%q) = %v, want %v", tt.pattern, tt.s, got, tt.want)
		}
	}
}

func TestPatternOf(t *testing.T) {
	t.Parallel()
	var parts [arn.Parts]glob.Pattern
	for i, s := range []string{"arn", "aws", "s3", "", "", "b/*"} {
		parts[i] = glob.Parse(s)
	}
	p := arn.PatternOf(parts)
	if !p.Match("arn:aws:s3:::b/x") || p.Match("arn:aws:s3:::c/x") || p.All() {
		t.Error("assembled pattern does not match like its text")
	}
	if (arn.Pattern{}).Match("arn:aws:s3:::b") {
		t.Error("the zero pattern matched")
	}
}
