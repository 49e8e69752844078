package awskms

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/cognate-id/cognate/internal/crypto/seal"
)

// fakeKMS behaves as KMS does towards one symmetric key per name: ciphertexts
// open only under their key and encryption context.
type fakeKMS struct{ ring *seal.Keyring }

func place(key *string, context map[string]string) []byte {
	return seal.Place(*key, context["cognate"], "")
}

func (f fakeKMS) Encrypt(_ context.Context, in *kms.EncryptInput, _ ...func(*kms.Options)) (*kms.EncryptOutput, error) {
	return &kms.EncryptOutput{CiphertextBlob: f.ring.Seal(in.Plaintext, place(in.KeyId, in.EncryptionContext))}, nil
}

func (f fakeKMS) Decrypt(_ context.Context, in *kms.DecryptInput, _ ...func(*kms.Options)) (*kms.DecryptOutput, error) {
	plaintext, err := f.ring.Open(in.CiphertextBlob, place(in.KeyId, in.EncryptionContext))
	if err != nil {
		return nil, &types.InvalidCiphertextException{}
	}
	return &kms.DecryptOutput{Plaintext: plaintext}, nil
}

func TestWrappedKeyringFile(t *testing.T) {
	t.Parallel()
	ring, err := seal.Generate(rand.Reader, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	ctx, client := context.Background(), fakeKMS{ring}
	file := seal.File{
		Path: filepath.Join(t.TempDir(), "keyring"), Create: true, Rand: rand.Reader,
		Now: func() time.Time { return time.Unix(0, 0) }, Wrapper: Wrapper{Client: client, Key: "alias/cognate"},
	}
	made, err := file.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	again, err := file.Load(ctx)
	if err != nil || !bytes.Equal(again.Marshal(), made.Marshal()) {
		t.Fatalf("second load: %v", err)
	}
	file.Wrapper = Wrapper{Client: client, Key: "alias/other"}
	if _, err := file.Load(ctx); !errors.Is(err, ErrNotOurs) {
		t.Errorf("other key: %v", err)
	}
}

func TestFullKeyringFits(t *testing.T) {
	t.Parallel()
	ring, err := seal.Generate(rand.Reader, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	wrapper := Wrapper{Client: fakeKMS{ring}, Key: "k"}
	for {
		if _, err := wrapper.Wrap(context.Background(), ring.Marshal()); err != nil {
			t.Fatalf("%d keys: %v", len(ring.Keys()), err)
		}
		next, err := ring.Rotate(rand.Reader, time.Unix(0, 0))
		if err != nil {
			return // the keyring itself is full
		}
		ring = next
	}
}

func TestWrapRefusesLong(t *testing.T) {
	t.Parallel()
	if _, err := (Wrapper{Key: "k"}).Wrap(context.Background(), make([]byte, maxPlaintext+1)); err == nil {
		t.Error("wrapped more than KMS takes")
	}
}
