// Package awskms wraps a keyring of package seal under a key in AWS KMS, so
// that the stored keyring is of no use without permission to that key.
//
// It owns the two calls and their encryption context, and nothing else: AWS
// configuration comes in with the client, storage is the seal source's.
package awskms

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// maxPlaintext is what KMS encrypts at once.
const maxPlaintext = 4096

// Client is the part of *kms.Client that is used.
type Client interface {
	Encrypt(ctx context.Context, in *kms.EncryptInput, opts ...func(*kms.Options)) (*kms.EncryptOutput, error)
	Decrypt(ctx context.Context, in *kms.DecryptInput, opts ...func(*kms.Options)) (*kms.DecryptOutput, error)
}

// Wrapper is a seal.Wrapper. Key is the id, ARN or alias of a symmetric KMS
// key; the caller's role needs kms:Encrypt and kms:Decrypt on it.
type Wrapper struct {
	Client Client
	Key    string
}

// ErrNotOurs tells that KMS refused to decrypt: the blob is damaged, was
// wrapped under another key, or for another purpose.
var ErrNotOurs = errors.New("awskms: this is not a keyring wrapped under the configured KMS key")

// Wrap encrypts plaintext, at most 4096 bytes.
func (w Wrapper) Wrap(ctx context.Context, plaintext []byte) ([]byte, error) {
	if len(plaintext) > maxPlaintext {
		return nil, fmt.Errorf("awskms: a keyring of %d bytes is more than the %d that KMS wraps: drop old keys first", len(plaintext), maxPlaintext)
	}
	out, err := w.Client.Encrypt(ctx, &kms.EncryptInput{KeyId: &w.Key, Plaintext: plaintext, EncryptionContext: purpose()})
	if err != nil {
		return nil, fmt.Errorf("kms encrypt with %s: %w", w.Key, err)
	}
	return out.CiphertextBlob, nil
}

// Unwrap decrypts what Wrap returned. The key is named in the call, so that a
// blob made under somebody else's key is refused.
func (w Wrapper) Unwrap(ctx context.Context, wrapped []byte) ([]byte, error) {
	out, err := w.Client.Decrypt(ctx, &kms.DecryptInput{KeyId: &w.Key, CiphertextBlob: wrapped, EncryptionContext: purpose()})
	var invalid *types.InvalidCiphertextException
	var otherKey *types.IncorrectKeyException
	if errors.As(err, &invalid) || errors.As(err, &otherKey) {
		return nil, fmt.Errorf("%w (%w)", ErrNotOurs, err)
	}
	if err != nil {
		return nil, fmt.Errorf("kms decrypt with %s: %w", w.Key, err)
	}
	return out.Plaintext, nil
}

// purpose is bound into the ciphertext and shows in the key's audit log.
func purpose() map[string]string { return map[string]string{"cognate": "keyring"} }
