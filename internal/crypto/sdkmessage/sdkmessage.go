// Package sdkmessage writes messages in the format of the AWS Encryption SDK,
// so that handlers of custom senders decrypt them with that SDK.
//
// It owns one suite, the one that Cognito uses: format version 1, algorithm
// 0x0378 (AES-256-GCM with a key derived by HKDF-SHA384, signed with ECDSA
// P-384). The data key comes from the caller; keys and their service are not
// this package's, nor is decryption.
package sdkmessage

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
)

const (
	formatVersion = 0x01
	messageType   = 0x80 // customer authenticated encrypted data
	suite         = 0x0378
	framed        = 0x02
	frameLength   = 4096
	lastFrame     = 0xffffffff
	nonceSize     = 12
	messageIDSize = 16
	keySize       = 32
)

// signingKeyMember is the member of the encryption context that carries the
// public key of the signature.
const signingKeyMember = "aws-crypto-public-key"

// keyProvider is the name of keys that a key management service sealed.
const keyProvider = "aws-kms"

// MaxPlaintext is the longest plaintext, in bytes: one frame.
const MaxPlaintext = frameLength

// DataKey is the key of one message, plain and sealed.
type DataKey struct {
	// Plain has 32 bytes.
	Plain []byte
	// Sealed is the key as the key service gave it, Name the ARN of the key
	// that seals it. Both are at most 65535 bytes long.
	Sealed []byte
	Name   string
}

// Encrypt encrypts plaintext under a key that dataKey makes, once, for the full
// encryption context: encryptionContext and the public key of the signature.
// random must be a source fit for keys.
func Encrypt(random io.Reader, plaintext []byte, encryptionContext map[string]string, dataKey func(map[string]string) (DataKey, error)) ([]byte, error) {
	if len(plaintext) > MaxPlaintext {
		return nil, fmt.Errorf("sdkmessage: %d bytes are more than one frame", len(plaintext))
	}
	signer, err := ecdsa.GenerateKey(elliptic.P384(), random)
	if err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	bound := maps.Clone(encryptionContext)
	if bound == nil {
		bound = map[string]string{}
	}
	if _, taken := bound[signingKeyMember]; taken {
		return nil, errors.New("sdkmessage: the encryption context must not name a signing key")
	}
	point := elliptic.MarshalCompressed(elliptic.P384(), signer.X, signer.Y)
	bound[signingKeyMember] = base64.StdEncoding.EncodeToString(point)
	key, err := dataKey(maps.Clone(bound))
	if err != nil {
		return nil, fmt.Errorf("make a data key: %w", err)
	}
	if len(key.Plain) != keySize {
		return nil, fmt.Errorf("sdkmessage: the data key has %d bytes, not %d", len(key.Plain), keySize)
	}
	id := make([]byte, messageIDSize)
	if _, err := io.ReadFull(random, id); err != nil {
		return nil, fmt.Errorf("make a message id: %w", err)
	}
	header, err := writeHeader(id, bound, key)
	if err != nil {
		return nil, err
	}
	message, err := seal(header, id, plaintext, key.Plain)
	if err != nil {
		return nil, err
	}
	return sign(random, message, signer)
}

// writeHeader prints the part of the header that is authenticated.
func writeHeader(id []byte, encryptionContext map[string]string, key DataKey) ([]byte, error) {
	bound, err := printContext(encryptionContext)
	if err != nil {
		return nil, err
	}
	b := []byte{formatVersion, messageType}
	b = binary.BigEndian.AppendUint16(b, suite)
	b = append(b, id...)
	if b, err = field(b, bound); err != nil {
		return nil, err
	}
	b = binary.BigEndian.AppendUint16(b, 1) // encrypted data keys
	for _, part := range [][]byte{[]byte(keyProvider), []byte(key.Name), key.Sealed} {
		if b, err = field(b, part); err != nil {
			return nil, err
		}
	}
	b = append(b, framed, 0, 0, 0, 0, nonceSize)
	return binary.BigEndian.AppendUint32(b, frameLength), nil
}

// printContext prints the members in the order of their names.
func printContext(members map[string]string) ([]byte, error) {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(members)))
	var err error
	for _, name := range slices.Sorted(maps.Keys(members)) {
		for _, text := range []string{name, members[name]} {
			if b, err = field(b, []byte(text)); err != nil {
				return nil, err
			}
		}
	}
	return b, nil
}

// field appends data behind its length.
func field(b, data []byte) ([]byte, error) {
	if len(data) > math.MaxUint16 {
		return nil, fmt.Errorf("sdkmessage: a field of %d bytes is too long", len(data))
	}
	return append(binary.BigEndian.AppendUint16(b, uint16(len(data))), data...), nil
}

// seal appends what authenticates the header, and the only frame.
func seal(header, id, plaintext, dataKey []byte) ([]byte, error) {
	info := string(binary.BigEndian.AppendUint16(nil, suite)) + string(id)
	key, err := hkdf.Key(sha512.New384, dataKey, nil, info, keySize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	// The key is used for this message alone, so that counters are nonces: 0
	// for the header, then the numbers of the frames.
	headerNonce := make([]byte, nonceSize)
	message := append(slices.Clone(header), headerNonce...)
	message = aead.Seal(message, headerNonce, nil, header)

	const number = 1
	frameNonce := binary.BigEndian.AppendUint32(make([]byte, nonceSize-4), number)
	message = binary.BigEndian.AppendUint32(message, lastFrame)
	message = binary.BigEndian.AppendUint32(message, number)
	message = append(message, frameNonce...)
	message = binary.BigEndian.AppendUint32(message, uint32(len(plaintext)))
	return aead.Seal(message, frameNonce, plaintext, frameData(id, number, len(plaintext))), nil
}

// frameData is what the last frame is bound to.
func frameData(id []byte, number uint32, length int) []byte {
	b := append(slices.Clone(id), "AWSKMSEncryptionClient Final Frame"...)
	b = binary.BigEndian.AppendUint32(b, number)
	return binary.BigEndian.AppendUint64(b, uint64(length))
}

// sign appends the footer.
func sign(random io.Reader, message []byte, signer *ecdsa.PrivateKey) ([]byte, error) {
	digest := sha512.Sum384(message)
	signature, err := ecdsa.SignASN1(random, signer, digest[:])
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return field(message, signature)
}
