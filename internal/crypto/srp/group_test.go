package srp

import (
	"crypto/rand"
	"math/big"
	"testing"
)

// TestModulus rebuilds the prime from its definition in RFC 3526:
// 2^3072 − 2^3008 − 1 + 2^64·(⌊2^2942·π⌋ + 1690314) is a safe prime.
func TestModulus(t *testing.T) {
	t.Parallel()
	n := modulus()
	half := new(big.Int).Rsh(n, 1)
	if n.BitLen() != 3072 || !n.ProbablyPrime(4) || !half.ProbablyPrime(4) {
		t.Fatal("N is not a 3072-bit safe prime")
	}
	if want := "ffffffffffffffffc90fdaa22168c234"; Hex(n)[:32] != want {
		t.Fatalf("N starts with %s, want %s", Hex(n)[:32], want)
	}
}

// edges are the values at which carries and the final subtraction decide.
func edges(t *testing.T) []*big.Int {
	t.Helper()
	n := modulus()
	list := []*big.Int{new(big.Int), big.NewInt(1), new(big.Int).Sub(n, big.NewInt(1)), new(big.Int).Rsh(n, 1)}
	for i := range 24 {
		x, err := rand.Int(rand.Reader, new(big.Int).Rsh(n, uint(i*120)))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, x, new(big.Int).Sub(n, new(big.Int).Add(x, big.NewInt(1))))
	}
	return list
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	g, n := group(), modulus()
	check := func(op string, got *element, want *big.Int) {
		t.Helper()
		if value := new(big.Int).SetBytes(got.bytes()); value.Cmp(want.Mod(want, n)) != 0 {
			t.Errorf("%s = %x, want %x", op, value, want)
		}
	}
	for _, x := range edges(t) {
		ex := g.fromInt(x)
		check("from", ex, new(big.Int).Set(x))
		var z element
		z.square(ex)
		check("square", &z, new(big.Int).Mul(x, x))
		for _, y := range edges(t) {
			ey := g.fromInt(y)
			z.mul(ex, ey)
			check("mul", &z, new(big.Int).Mul(x, y))
			z.add(ex, ey)
			check("add", &z, new(big.Int).Add(x, y))
		}
	}
}

func TestPowers(t *testing.T) {
	t.Parallel()
	g, n := group(), modulus()
	exponents := []scalar{{}, {31: 1}, {0: 0xff}, {15: 0x80, 16: 0x01}}
	for range 20 {
		var e scalar
		if _, err := rand.Read(e[:]); err != nil {
			t.Fatal(err)
		}
		exponents = append(exponents, e)
	}
	for _, e := range exponents {
		exponent := new(big.Int).SetBytes(e[:])
		if got, want := new(big.Int).SetBytes(g.generatorPower(&e).bytes()), new(big.Int).Exp(generator(), exponent, n); got.Cmp(want) != 0 {
			t.Errorf("g^%x = %x, want %x", e, got, want)
		}
		base, err := rand.Int(rand.Reader, n)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := new(big.Int).SetBytes(g.power(g.fromInt(base), &e).bytes()), new(big.Int).Exp(base, exponent, n); got.Cmp(want) != 0 {
			t.Errorf("%x^%x = %x, want %x", base, e, got, want)
		}
	}
}
