package server

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/smithy-go"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/keytest"
	"github.com/cognate-id/cognate/internal/trigger/localkms"
)

// In serve only a key of the account opens the codes of custom senders.
func TestKeysNeedSignature(t *testing.T) {
	t.Parallel()
	c, err := config.Load(config.Serve, []string{"--listen=127.0.0.1:0", "--data=" + t.TempDir()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), c, Deps{Keys: keytest.Keys})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})

	const keyARN = "arn:aws:kms:us-east-1:123456789012:key/0f3c2a4e-0000-4000-8000-000000000001"
	ring := s.storage.Ring
	made, err := localkms.New(localkms.Deps{Seal: ring.Seal, Open: ring.Open, Rand: Deps{}.complete().Rand}).
		GenerateDataKey(ctx, keyARN, map[string]string{"userpool-id": "us-east-1_AbC"})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		credentials aws.CredentialsProvider
		code        string
	}{
		"right key":   {credentials.NewStaticCredentialsProvider(s.FirstKey.ID, string(s.FirstKey.Secret), ""), ""},
		"wrong key":   {credentials.NewStaticCredentialsProvider(s.FirstKey.ID, "guessed", ""), "InvalidSignatureException"},
		"unknown key": {credentials.NewStaticCredentialsProvider("AKIAUNKNOWN", "guessed", ""), "UnrecognizedClientException"},
		"no key":      {aws.AnonymousCredentials{}, "MissingAuthenticationTokenException"},
	} {
		url := s.URL()
		client := kms.New(kms.Options{Region: c.Region, BaseEndpoint: &url, Credentials: tt.credentials, RetryMaxAttempts: 1})
		out, err := client.Decrypt(ctx, &kms.DecryptInput{CiphertextBlob: made.Sealed, EncryptionContext: map[string]string{"userpool-id": "us-east-1_AbC"}})
		var named smithy.APIError
		switch {
		case tt.code == "" && (err != nil || !bytes.Equal(out.Plaintext, made.Plain)):
			t.Errorf("%s: error %v, or another key", name, err)
		case tt.code != "" && (!errors.As(err, &named) || named.ErrorCode() != tt.code):
			t.Errorf("%s: error %v, want %s", name, err, tt.code)
		}
	}
}
