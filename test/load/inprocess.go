package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/crypto/sigv4"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// routine is something that requests have in common and that none of them
// asks for, run in this process on one processor.
type routine struct {
	name string
	run  func() error
}

// measureInProcess prints what deciding by policies and verifying a signature
// take by themselves.
func measureInProcess() error {
	routines, err := decisions()
	if err != nil {
		return err
	}
	routines = append(routines, verification())
	fmt.Printf("\n%-26s %10s %10s %10s %10s\n", "in process, one processor", "each", "per second", "bytes", "allocs")
	for _, one := range routines {
		var failed error
		r := testing.Benchmark(func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := one.run(); err != nil {
					failed = err
					b.FailNow()
				}
			}
		})
		if failed != nil {
			return fmt.Errorf("%s: %w", one.name, failed)
		}
		each := r.T / time.Duration(r.N)
		fmt.Printf("%-26s %10s %10.0f %10d %10d\n", one.name, each, float64(r.N)/r.T.Seconds(), r.AllocedBytesPerOp(), r.AllocsPerOp())
	}
	return nil
}

// decisions evaluates a request against policies of different size.
func decisions() ([]routine, error) {
	const self = "us-east-1:1f2e3d4c-0000-4111-8222-333344445555"
	small := `{"Effect":"Allow","Action":["cognito-idp:ListUsers","s3:GetObject"],"Resource":"arn:aws:s3:::b/*"}`
	own := `{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject"],"Resource":["arn:aws:s3:::b/public/*",` +
		`"arn:aws:s3:::b/private/${cognito-identity.amazonaws.com:sub}/*"]},` +
		`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{"StringLike":{"s3:prefix":["public/*"]}}}`
	var large []string
	for i := range 200 {
		large = append(large, fmt.Sprintf(`{"Effect":%q,"Action":["s3:GetObject","s3:Put*"],"Resource":"arn:aws:s3:::bucket-%d/*",`+
			`"Condition":{"StringLike":{"aws:username":"u%d*"}}}`, []string{"Allow", "Deny"}[i%2], i, i))
	}
	conditions := access.Context{}
	conditions.SetTime(time.Now())
	conditions.Set("cognito-identity.amazonaws.com:sub", self)
	request := &access.Request{Caller: access.Caller{Kind: access.AssumedRole, Account: "123456789012",
		ARN: "arn:aws:sts::123456789012:assumed-role/load/load"}, Context: conditions, Action: "s3:GetObject",
		Resource: "arn:aws:s3:::b/private/" + self + "/photo.jpg"}
	var all []routine
	for _, c := range []struct{ name, statements string }{
		{"policy, 1 statement", small}, {"policy with variables", own}, {"policy, 201 statements", strings.Join(append(large, small), ",")},
	} {
		document, err := policy.Parse(`{"Version":"2012-10-17","Statement":[`+c.statements+`]}`, policy.Managed)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		policies := &access.Policies{Identity: []*access.Policy{access.Compile("load", document)}}
		all = append(all, routine{c.name, func() error {
			if !access.Evaluate(request, policies).Allowed {
				return errors.New("denied")
			}
			return nil
		}})
	}
	return all, nil
}

// verification verifies the signature of a request.
func verification() routine {
	const body = "Action=GetCallerIdentity&Version=2011-06-15"
	sum, now := sha256.Sum256([]byte(body)), time.Now()
	signer := sigv4.Signer{AccessKeyID: "AKIAFLOORFLOORFLOOR0", Secret: "secret", Region: "us-east-1", Service: "sts"}
	verifier := sigv4.NewVerifier(8)
	r, err := http.NewRequest(http.MethodPost, "http://127.0.0.1/", strings.NewReader(body))
	if err == nil {
		r.Header.Set("Content-Type", formType)
		signer.Sign(r, sum, now)
	}
	return routine{"SigV4 verification", func() error {
		if err != nil {
			return err
		}
		credential, err := sigv4.Parse(r)
		if err != nil {
			return err
		}
		return verifier.Verify(credential, sum, signer.Secret, now)
	}}
}
