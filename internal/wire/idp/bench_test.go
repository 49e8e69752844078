package idp_test

import (
	"context"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

type fixedAnswers struct{ idp.Unimplemented }

func (fixedAnswers) GetUser(context.Context, *idp.GetUserRequest) (*idp.GetUserResponse, error) {
	return &idp.GetUserResponse{Username: new("jo"), UserAttributes: []idp.AttributeType{
		{Name: new("sub"), Value: new("34c84488-e0e1-70ae-d2ee-991ad1a898c8")},
		{Name: new("email"), Value: new("jo@example.org")},
		{Name: new("email_verified"), Value: new("true")},
	}}, nil
}

func (fixedAnswers) InitiateAuth(context.Context, *idp.InitiateAuthRequest) (*idp.InitiateAuthResponse, error) {
	return &idp.InitiateAuthResponse{
		ChallengeName:       new(idp.ChallengeNameTypePasswordVerifier),
		ChallengeParameters: map[string]string{"SALT": "ab", "SRP_B": strings.Repeat("0f", 384), "USERNAME": "jo"},
	}, nil
}

func benchmark(b *testing.B, operation, body string) {
	op := idp.Service(&fixedAnswers{}).Operation(operation)
	in := &awsproto.Input{Body: []byte(body)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := op.Call(b.Context(), in, make([]byte, 0, 512)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGetUser(b *testing.B) {
	benchmark(b, "GetUser", `{"AccessToken":"`+strings.Repeat("eyJraWQi", 128)+`"}`)
}

func BenchmarkInitiateAuth(b *testing.B) {
	benchmark(b, "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH","ClientId":"1example23456789","AuthParameters":`+
		`{"USERNAME":"jo","SRP_A":"`+strings.Repeat("0f", 384)+`"},"ClientMetadata":{}}`)
}
