package trigger

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/cognate-id/cognate/internal/crypto/sdkmessage"
)

// KMS is the part of *kms.Client that AWSDataKeys uses.
type KMS interface {
	GenerateDataKey(ctx context.Context, in *kms.GenerateDataKeyInput, opts ...func(*kms.Options)) (*kms.GenerateDataKeyOutput, error)
}

// AWSDataKeys are data keys of AWS KMS. The caller's role needs
// kms:GenerateDataKey on the keys that pools name.
type AWSDataKeys struct{ Client KMS }

// GenerateDataKey asks KMS for a key.
func (k AWSDataKeys) GenerateDataKey(ctx context.Context, keyARN string, encryptionContext map[string]string) (sdkmessage.DataKey, error) {
	out, err := k.Client.GenerateDataKey(ctx, &kms.GenerateDataKeyInput{
		KeyId: &keyARN, KeySpec: types.DataKeySpecAes256, EncryptionContext: encryptionContext})
	if err != nil {
		return sdkmessage.DataKey{}, fmt.Errorf("kms generate data key with %s: %w", keyARN, err)
	}
	return sdkmessage.DataKey{Plain: out.Plaintext, Sealed: out.CiphertextBlob, Name: aws.ToString(out.KeyId)}, nil
}
