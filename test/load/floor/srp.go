package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"strings"
)

var prime, _ = new(big.Int).SetString(strings.Join([]string{
	"FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD",
	"EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
	"EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F",
	"83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
	"E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510",
	"15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
	"ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
	"BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
}, ""), 16)

var (
	generator  = big.NewInt(2)
	multiplier = hashInt(pad(prime), pad(generator))
)

func pad(n *big.Int) []byte {
	b := n.Bytes()
	if len(b) > 0 && b[0] >= 0x80 {
		return append([]byte{0}, b...)
	}
	return b
}

func hash(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

func hashInt(parts ...[]byte) *big.Int { return new(big.Int).SetBytes(hash(parts...)) }

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// verifier is v = g^x mod N for the password of a user.
func verifier(pool, user, password string, salt []byte) *big.Int {
	inner := hash([]byte(pool + user + ":" + password))
	x := hashInt(pad(new(big.Int).SetBytes(salt)), inner)
	return new(big.Int).Exp(generator, x, prime)
}

// exchange is the server's half of one SRP exchange.
type exchange struct{ a, b, public, v *big.Int }

func newExchange(a, v *big.Int) *exchange {
	e := &exchange{a: a, v: v, b: new(big.Int).SetBytes(random(32))}
	e.public = new(big.Int).Mul(multiplier, v)
	e.public.Add(e.public, new(big.Int).Exp(generator, e.b, prime)).Mod(e.public, prime)
	return e
}

func (e *exchange) signature(pool, user string, block []byte, timestamp string) []byte {
	u := hashInt(pad(e.a), pad(e.public))
	base := new(big.Int).Exp(e.v, u, prime)
	base.Mul(base, e.a).Mod(base, prime)
	s := base.Exp(base, e.b, prime)
	prk := mac(pad(u), pad(s))
	key := mac(prk, []byte("Caldera Derived Key\x01"))[:16]
	return mac(key, []byte(pool+user), block, []byte(timestamp))
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
