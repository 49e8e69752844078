package localkms_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/trigger/localkms"
)

const keyARN = "arn:aws:kms:us-east-1:123456789012:key/0f3c2a4e-0000-4000-8000-000000000001"

func newKeys(t testing.TB, allow func(*http.Request, []byte, string, string) error) *localkms.Keys {
	t.Helper()
	ring, err := seal.Generate(rand.Reader, time.Unix(1e9, 0))
	if err != nil {
		t.Fatal(err)
	}
	if allow == nil {
		allow = func(*http.Request, []byte, string, string) error { return nil }
	}
	return localkms.New(localkms.Deps{Seal: ring.Seal, Open: ring.Open, Allow: allow, Rand: rand.Reader,
		Log: slog.New(slog.DiscardHandler)})
}

// The AWS SDK opens a data key, and only for its context and key.
func TestDecrypt(t *testing.T) {
	t.Parallel()
	var asked []string
	keys := newKeys(t, func(r *http.Request, body []byte, action, key string) error {
		if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ") || len(body) == 0 {
			return errors.New("not signed")
		}
		asked = append(asked, action+" "+key)
		return nil
	})
	server := httptest.NewServer(keys)
	t.Cleanup(server.Close)
	client := kms.New(kms.Options{Region: "us-east-1", BaseEndpoint: &server.URL, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", "")})

	context1 := map[string]string{"userpool-id": "us-east-1_AbC", "b": "2"}
	key, err := keys.GenerateDataKey(t.Context(), keyARN, context1)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(key.Sealed)
	damaged[len(damaged)-1] ^= 1
	otherKey := bytes.Clone(key.Sealed)
	otherKey[3+len(keyARN)-1] ^= 1
	for _, tt := range []struct {
		name    string
		blob    []byte
		context map[string]string
		keyID   *string
		want    string // code, "" for success
	}{
		{"right", key.Sealed, context1, nil, ""},
		{"right key by ARN", key.Sealed, context1, aws.String(keyARN), ""},
		{"right key by id", key.Sealed, context1, aws.String("0f3c2a4e-0000-4000-8000-000000000001"), ""},
		{"another key", key.Sealed, context1, aws.String(keyARN[:len(keyARN)-1] + "2"), "IncorrectKeyException"},
		{"no context", key.Sealed, nil, nil, "InvalidCiphertextException"},
		{"another context", key.Sealed, map[string]string{"userpool-id": "us-east-1_AbD", "b": "2"}, nil, "InvalidCiphertextException"},
		{"context run together", key.Sealed, map[string]string{"userpool-idus-east-1_AbC": "", "b": "2"}, nil, "InvalidCiphertextException"},
		{"damaged", damaged, context1, nil, "InvalidCiphertextException"},
		{"moved to another key", otherKey, context1, nil, "InvalidCiphertextException"},
		{"not ours", []byte("nonsense"), context1, nil, "InvalidCiphertextException"},
		{"too long", bytes.Repeat([]byte{1}, 7000), context1, nil, "ValidationException"},
	} {
		out, err := client.Decrypt(t.Context(), &kms.DecryptInput{CiphertextBlob: tt.blob, EncryptionContext: tt.context, KeyId: tt.keyID})
		var named smithy.APIError
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.want == "":
			if !bytes.Equal(out.Plaintext, key.Plain) || aws.ToString(out.KeyId) != keyARN {
				t.Errorf("%s: a wrong key was returned", tt.name)
			}
		case !errors.As(err, &named) || named.ErrorCode() != tt.want:
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.want)
		}
	}
	if want := "kms:Decrypt " + keyARN; len(asked) != 11 || asked[0] != want {
		t.Errorf("asked for permission %d times, first %q; want 11 times, %q", len(asked), asked[0], want)
	}
}

func post(keys http.Handler, target, body string) (int, map[string]string) {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("X-Amz-Target", target)
	w := httptest.NewRecorder()
	keys.ServeHTTP(w, r)
	var answer map[string]string
	json.Unmarshal(w.Body.Bytes(), &answer)
	return w.Code, answer
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	open := newKeys(t, nil)
	key, err := open.GenerateDataKey(t.Context(), keyARN, nil)
	if err != nil {
		t.Fatal(err)
	}
	blob := base64.StdEncoding.EncodeToString(key.Sealed)
	for _, tt := range []struct {
		name         string
		allow        error
		target, body string
		want         map[string]string
	}{
		{"other operation", nil, "TrentService.Encrypt", `{}`, map[string]string{"__type": "UnknownOperationException", "message": "Of KMS only Decrypt is available here."}},
		{"no target", nil, "", `{}`, map[string]string{"__type": "UnknownOperationException", "message": "Of KMS only Decrypt is available here."}},
		{"no JSON", nil, "TrentService.Decrypt", `{`, map[string]string{"__type": "SerializationException", "message": ""}},
		{"too large", nil, "TrentService.Decrypt", strings.Repeat(" ", 1<<17), map[string]string{"__type": "ValidationException", "message": "The request is too large."}},
		{"empty", nil, "TrentService.Decrypt", `{}`, map[string]string{"__type": "ValidationException", "message": "CiphertextBlob must have 1 to 6144 bytes."}},
		{"other algorithm", nil, "TrentService.Decrypt", `{"CiphertextBlob":"` + blob + `","EncryptionAlgorithm":"RSAES_OAEP_SHA_1"}`, map[string]string{"__type": "InvalidKeyUsageException", "message": "The key is symmetric."}},
		{"recipient", nil, "TrentService.Decrypt", `{"CiphertextBlob":"` + blob + `","Recipient":{}}`, map[string]string{"__type": "UnsupportedOperationException", "message": "Recipient is not available here."}},
		{"refused before all else", &localkms.Refusal{Code: "InvalidSignatureException", Message: "bad"}, "TrentService.Decrypt", `{`, map[string]string{"__type": "InvalidSignatureException", "message": "bad"}},
		{"refused without words", errors.New("secret reason"), "TrentService.Decrypt", `{"CiphertextBlob":"` + blob + `"}`, map[string]string{"__type": "AccessDeniedException", "message": "The request was refused."}},
	} {
		keys := newKeys(t, func(*http.Request, []byte, string, string) error { return tt.allow })
		status, answer := post(keys, tt.target, tt.body)
		if diff := cmp.Diff(tt.want, answer); status != http.StatusBadRequest || diff != "" {
			t.Errorf("%s: status %d, answer (-want +got):\n%s", tt.name, status, diff)
		}
	}
}

func TestGenerateDataKey(t *testing.T) {
	t.Parallel()
	keys := newKeys(t, nil)
	a, errA := keys.GenerateDataKey(t.Context(), keyARN, nil)
	b, errB := keys.GenerateDataKey(t.Context(), keyARN, nil)
	if errA != nil || errB != nil || bytes.Equal(a.Plain, b.Plain) || len(a.Plain) != 32 || a.Name != keyARN {
		t.Errorf("two data keys: %v %v, equal %v", errA, errB, bytes.Equal(a.Plain, b.Plain))
	}
	if bytes.Contains(a.Sealed, a.Plain) {
		t.Error("the sealed key shows the plain one")
	}
	for _, bad := range []string{"", strings.Repeat("x", 1<<16)} {
		if _, err := keys.GenerateDataKey(t.Context(), bad, nil); err == nil {
			t.Errorf("a data key for a key ARN of %d bytes", len(bad))
		}
	}
}
