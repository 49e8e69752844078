package access_test

import (
	"fmt"
	"testing"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

func BenchmarkEvaluate(b *testing.B) {
	ctx := contextOf(map[string][]string{
		"aws:username":                       {"alice"},
		"cognito-identity.amazonaws.com:sub": {"eu-west-1:1f2e3d4c-0000-1111-2222-333344445555"},
		"s3:prefix":                          {"private/eu-west-1:1f2e3d4c-0000-1111-2222-333344445555/"},
	})
	small := statements(`"Effect":"Allow","Action":["cognito-idp:ListUsers","cognito-idp:AdminGetUser"],"Resource":"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/*"`)
	amplify := statements(
		`"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject"],"Resource":["arn:aws:s3:::b/public/*","arn:aws:s3:::b/protected/${cognito-identity.amazonaws.com:sub}/*","arn:aws:s3:::b/private/${cognito-identity.amazonaws.com:sub}/*"]`,
		`"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{"StringLike":{"s3:prefix":["public/*","private/${cognito-identity.amazonaws.com:sub}/*"]}}`)
	var many []string
	for i := range 200 {
		many = append(many, fmt.Sprintf(`"Effect":"%s","Action":["s3:GetObject","s3:Put*"],"Resource":"arn:aws:s3:::bucket-%d/*","Condition":{"StringLike":{"aws:username":"u%d*"}}`,
			[]string{"Allow", "Deny"}[i%2], i, i))
	}
	var services []string
	for i := range 200 {
		services = append(services, fmt.Sprintf(`"Effect":"Allow","Action":"svc%d:*","Resource":"*"`, i))
	}
	object := access.Request{Caller: alice, Context: ctx, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/private/eu-west-1:1f2e3d4c-0000-1111-2222-333344445555/photo.jpg"}
	users := access.Request{Caller: alice, Context: ctx, Action: "cognito-idp:ListUsers", Resource: "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123"}
	for _, bm := range []struct {
		name    string
		text    string
		request access.Request
	}{
		{"small", small, users},
		{"variables", amplify, object},
		{"200 statements one service", statements(append(many, `"Effect":"Allow","Action":"*","Resource":"*"`)...), object},
		{"200 services", statements(append(services, `"Effect":"Allow","Action":"*","Resource":"*"`)...), users},
	} {
		b.Run(bm.name, func(b *testing.B) {
			p := &access.Policies{Identity: []*access.Policy{compile(b, policy.Managed, "p", bm.text)}}
			b.ReportAllocs()
			for b.Loop() {
				if !access.Evaluate(&bm.request, p).Allowed {
					b.Fatal("denied")
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	text := statements(`"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"arn:aws:s3:::b/${aws:username}/*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24"]}}`)
	b.ReportAllocs()
	for b.Loop() {
		doc, err := policy.Parse(text, policy.Managed)
		if err != nil {
			b.Fatal(err)
		}
		access.Compile("p", doc)
	}
}
