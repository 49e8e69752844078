package srp

import (
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
)

const clientSecretSize = 128

// Client is the other side of an exchange, for tests and tools. It is not
// constant-time.
type Client struct {
	poolName, user string
	secret         *big.Int
	public         *big.Int
}

// NewClient draws a client's key pair. For a user, poolName is the part of the
// pool id after "_"; for a device, the device group key, with user the device
// key.
func NewClient(rand io.Reader, poolName, user string) (*Client, error) {
	secret := make([]byte, clientSecretSize)
	if _, err := io.ReadFull(rand, secret); err != nil {
		return nil, fmt.Errorf("draw client exponent: %w", err)
	}
	return clientFromSecret(new(big.Int).SetBytes(secret), poolName, user), nil
}

func clientFromSecret(secret *big.Int, poolName, user string) *Client {
	return &Client{
		poolName: poolName,
		user:     user,
		secret:   secret,
		public:   new(big.Int).Exp(generator(), secret, modulus()),
	}
}

// As returns the client under another user name: the server tells it
// USER_ID_FOR_SRP only after the public key was sent.
func (c *Client) As(user string) *Client {
	other := *c
	other.user = user
	return &other
}

// A is the client's public key.
func (c *Client) A() *big.Int { return c.public }

// Key agrees on the key, from the server's SRP_B and SALT (hex) and the
// password. The error is ErrPublicKey or ErrVerifier.
func (c *Client) Key(serverKey, salt, password string) ([KeySize]byte, error) {
	b, err := ParseA(serverKey)
	if err != nil {
		return [KeySize]byte{}, err
	}
	s, ok := new(big.Int).SetString(salt, 16)
	if !ok || s.Sign() < 0 {
		return [KeySize]byte{}, ErrVerifier
	}
	u := scramble(c.public, b)
	return deriveKey(c.shared(b, s, u, password).Bytes(), u), nil
}

// shared is (B − k·g^x)^(a + u·x).
func (c *Client) shared(b, salt *big.Int, u scalar, password string) *big.Int {
	n := modulus()
	digest := privateKey(salt.Bytes(), c.poolName, c.user, password)
	x := new(big.Int).SetBytes(digest[:])
	base := new(big.Int).Exp(generator(), x, n)
	base.Mul(base, clientMultiplier()).Sub(b, base).Mod(base, n)
	exponent := new(big.Int).SetBytes(u[:])
	exponent.Mul(exponent, x).Add(exponent, c.secret)
	return exponent.Exp(base, exponent, n)
}

// clientMultiplier is k as published in the reference, so that the client does
// not share the server's computation of it.
func clientMultiplier() *big.Int {
	k, _ := new(big.Int).SetString("538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6", 16)
	return k
}

// Sign returns the client's proof for one secret block and timestamp.
func (c *Client) Sign(key [KeySize]byte, secretBlock []byte, timestamp string) []byte {
	return Signature(key, c.poolName, c.user, secretBlock, timestamp)
}

// NewDeviceVerifier does what a client does to remember a device: it draws a
// password, which stays on the device, and the verifier that ConfirmDevice
// sends. The only error is that of rand.
func NewDeviceVerifier(rand io.Reader, groupKey, deviceKey string) (password string, v Verifier, err error) {
	raw := make([]byte, 40)
	if _, err := io.ReadFull(rand, raw); err != nil {
		return "", Verifier{}, fmt.Errorf("draw device password: %w", err)
	}
	password = base64.StdEncoding.EncodeToString(raw)
	v, err = NewVerifier(rand, groupKey, deviceKey, password)
	return password, v, err
}
