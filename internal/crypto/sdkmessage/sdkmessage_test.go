package sdkmessage_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/crypto/sdkmessage"
)

const keyName = "arn:aws:kms:us-east-1:123456789012:key/0f3c2a4e-0000-4000-8000-000000000001"

var dataKey = sdkmessage.DataKey{Plain: bytes.Repeat([]byte{7}, 32), Sealed: []byte("sealed-data-key"), Name: keyName}

// decoded is a message taken apart.
type decoded struct {
	context   map[string]string
	provider  string
	name      string
	sealed    string
	plaintext string
}

// cursor reads fields; running out of bytes is an error kept for the end.
type cursor struct {
	rest []byte
	err  error
}

func (c *cursor) take(n int) []byte {
	if c.err != nil || n > len(c.rest) {
		c.err = errors.New("too short")
		return make([]byte, n)
	}
	b := c.rest[:n]
	c.rest = c.rest[n:]
	return b
}

func (c *cursor) short() int    { return int(binary.BigEndian.Uint16(c.take(2))) }
func (c *cursor) field() []byte { return c.take(c.short()) }

// decode is written from the published format and independent of the encoder.
// It knows messages of one data key and one frame. The test of a message made
// by the SDK for JavaScript keeps it honest.
func decode(message, plainKey []byte) (decoded, error) {
	var d decoded
	c := &cursor{rest: message}
	if !bytes.Equal(c.take(4), []byte{1, 0x80, 3, 0x78}) {
		return d, errors.New("another format or suite")
	}
	id := c.take(16)
	d.context = map[string]string{}
	members := &cursor{rest: c.field()}
	last := ""
	for range members.short() {
		name := string(members.field())
		if name <= last {
			return d, errors.New("the context is not sorted")
		}
		d.context[name], last = string(members.field()), name
	}
	if len(members.rest) != 0 || c.short() != 1 {
		return d, errors.New("context too long or several keys")
	}
	d.provider, d.name, d.sealed = string(c.field()), string(c.field()), string(c.field())
	if !bytes.Equal(c.take(6), []byte{2, 0, 0, 0, 0, 12}) || binary.BigEndian.Uint32(c.take(4)) != 4096 {
		return d, errors.New("not framed in 4096 bytes")
	}
	header := message[:len(message)-len(c.rest)]
	key, err := hkdf.Key(sha512.New384, plainKey, nil, "\x03\x78"+string(id), 32)
	if err != nil {
		return d, err
	}
	block, _ := aes.NewCipher(key)
	aead, _ := cipher.NewGCM(block)
	if _, err := aead.Open(nil, c.take(12), c.take(16), header); err != nil {
		return d, errors.New("the header is not authentic")
	}
	if binary.BigEndian.Uint32(c.take(4)) != 0xffffffff {
		return d, errors.New("not the last frame")
	}
	number, nonce := c.take(4), c.take(12)
	length := binary.BigEndian.Uint32(c.take(4))
	additional := append(append(bytes.Clone(id), "AWSKMSEncryptionClient Final Frame"...), number...)
	additional = binary.BigEndian.AppendUint64(additional, uint64(length))
	plaintext, err := aead.Open(nil, nonce, c.take(int(length)+16), additional)
	if err != nil {
		return d, errors.New("the frame is not authentic")
	}
	d.plaintext = string(plaintext)
	signed := message[:len(message)-len(c.rest)]
	signature := c.field()
	if c.err != nil || len(c.rest) != 0 {
		return d, errors.New("wrong length")
	}
	point, err := base64.StdEncoding.DecodeString(d.context["aws-crypto-public-key"])
	if err != nil {
		return d, err
	}
	x, y := elliptic.UnmarshalCompressed(elliptic.P384(), point)
	digest := sha512.Sum384(signed)
	if x == nil || !ecdsa.VerifyASN1(&ecdsa.PublicKey{Curve: elliptic.P384(), X: x, Y: y}, digest[:], signature) {
		return d, errors.New("wrong signature")
	}
	return d, nil
}

// A message made with @aws-crypto/client-node, under the same data key.
func TestDecoder(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/js.b64")
	if err != nil {
		t.Fatal(err)
	}
	message, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(message, dataKey.Plain)
	if err != nil {
		t.Fatal(err)
	}
	if got.context["userpool-id"] != "us-east-1_AbC" || got.plaintext != "Pa&amp;ss-123456" || got.name != keyName ||
		got.provider != "aws-kms" || got.sealed != "sealed-data-key" {
		t.Errorf("decoded %+v", got)
	}
}

func TestEncrypt(t *testing.T) {
	t.Parallel()
	for _, plaintext := range []string{"", "123456", strings.Repeat("x", sdkmessage.MaxPlaintext)} {
		var asked map[string]string
		message, err := sdkmessage.Encrypt(rand.Reader, []byte(plaintext), map[string]string{"userpool-id": "us-east-1_AbC"},
			func(bound map[string]string) (sdkmessage.DataKey, error) {
				asked = bound
				return dataKey, nil
			})
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(message, dataKey.Plain)
		if err != nil {
			t.Fatal(err)
		}
		// The key service is told the context that the message is bound to.
		want := decoded{context: asked, provider: "aws-kms", name: keyName, sealed: "sealed-data-key", plaintext: plaintext}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(decoded{})); diff != "" {
			t.Errorf("%d bytes (-want +got):\n%s", len(plaintext), diff)
		}
		if len(asked) != 2 || asked["userpool-id"] != "us-east-1_AbC" {
			t.Errorf("context %v", asked)
		}
	}
}

// Every byte of a message counts.
func TestTampering(t *testing.T) {
	t.Parallel()
	message, err := sdkmessage.Encrypt(rand.Reader, []byte("123456"), map[string]string{"a": "b"},
		func(map[string]string) (sdkmessage.DataKey, error) { return dataKey, nil })
	if err != nil {
		t.Fatal(err)
	}
	for i := range message {
		changed := bytes.Clone(message)
		changed[i] ^= 1
		if _, err := decode(changed, dataKey.Plain); err == nil {
			t.Errorf("byte %d of %d can be changed", i, len(message))
		}
	}
}

func TestEncryptFails(t *testing.T) {
	t.Parallel()
	key := func(k sdkmessage.DataKey, err error) func(map[string]string) (sdkmessage.DataKey, error) {
		return func(map[string]string) (sdkmessage.DataKey, error) { return k, err }
	}
	for _, tt := range []struct {
		name      string
		plaintext string
		context   map[string]string
		key       func(map[string]string) (sdkmessage.DataKey, error)
	}{
		{"too long", strings.Repeat("x", sdkmessage.MaxPlaintext+1), nil, key(dataKey, nil)},
		{"no key", "x", nil, key(sdkmessage.DataKey{}, errors.New("denied"))},
		{"short key", "x", nil, key(sdkmessage.DataKey{Plain: make([]byte, 16)}, nil)},
		{"reserved member", "x", map[string]string{"aws-crypto-public-key": "x"}, key(dataKey, nil)},
		{"long context", "x", map[string]string{"a": strings.Repeat("x", 1<<16)}, key(dataKey, nil)},
		{"long name", "x", nil, key(sdkmessage.DataKey{Plain: dataKey.Plain, Name: strings.Repeat("x", 1<<16)}, nil)},
	} {
		if _, err := sdkmessage.Encrypt(rand.Reader, []byte(tt.plaintext), tt.context, tt.key); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
	}
}

func BenchmarkEncrypt(b *testing.B) {
	for b.Loop() {
		if _, err := sdkmessage.Encrypt(rand.Reader, []byte("123456"), nil,
			func(map[string]string) (sdkmessage.DataKey, error) { return dataKey, nil }); err != nil {
			b.Fatal(err)
		}
	}
}
