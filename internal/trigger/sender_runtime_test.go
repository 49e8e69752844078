package trigger_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/trigger/localkms"
	"github.com/cognate-id/cognate/internal/userpool"
)

// localKMS is the local key service behind an address.
func localKMS(t *testing.T) (*localkms.Keys, string) {
	t.Helper()
	ring, err := seal.Generate(rand.Reader, time.Unix(1e9, 0))
	if err != nil {
		t.Fatal(err)
	}
	keys := localkms.New(localkms.Deps{Seal: ring.Seal, Open: ring.Open, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler),
		Allow: func(r *http.Request, _ []byte, action, key string) error {
			if action != "kms:Decrypt" || key != keyARN || !strings.Contains(r.Header.Get("Authorization"), "Credential=AKIDHANDLER/") {
				return errors.New("not the handler")
			}
			return nil
		}})
	server := httptest.NewServer(keys)
	t.Cleanup(server.Close)
	return keys, server.URL
}

// A sender written for AWS decrypts its code with the AWS Encryption SDK for
// JavaScript and the local key service.
func TestSenderWithEncryptionSDK(t *testing.T) {
	needRuntimes(t)
	t.Parallel()
	if _, err := os.Stat(handlers + "sender/node_modules"); err != nil {
		t.Skip("the AWS Encryption SDK is not installed: run npm ci in test/handlers/sender")
	}
	delivered := make(chan map[string]string, 1)
	mailbox := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var mail map[string]string
		json.NewDecoder(r.Body).Decode(&mail)
		delivered <- mail
	}))
	t.Cleanup(mailbox.Close)
	keys, endpoint := localKMS(t)
	var log syncBuffer
	c := newCaller(t, trigger.Deps{
		DataKeys: keys, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Environment: []string{"AWS_ENDPOINT_URL=" + endpoint, "AWS_ACCESS_KEY_ID=AKIDHANDLER", "AWS_SECRET_ACCESS_KEY=secret",
			"KEY_ARN=" + keyARN, "KEY_ALIAS=arn:aws:kms:eu-west-1:123456789012:alias/codes", "DELIVER_TO=" + mailbox.URL},
	}, "hello=node:"+handlers+"sender/index.mjs")
	if handled, err := c.CustomSender(t.Context(), sent(userpool.MediumEmail)); !handled || err != nil {
		t.Fatalf("handled %v, error %v", handled, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := c.Close(ctx); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-delivered:
		want := map[string]string{"to": "u1@e.example", "source": "CustomEmailSender_SignUp", "code": "pass&lt;word&gt;42", "pool": "eu-west-1_AbC"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("delivered (-want +got):\n%s", diff)
		}
	default:
		t.Errorf("nothing was delivered; log:\n%s", log.String())
	}
}
