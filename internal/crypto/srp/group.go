package srp

import (
	"crypto/sha256"
	"crypto/subtle"
	"math/big"
	"sync"
)

const (
	windowBits = 4
	windowSize = 1 << windowBits
	windows    = scalarSize * 8 / windowBits
	scalarSize = 32
)

// scalar is a 256-bit exponent, big-endian.
type scalar [scalarSize]byte

// digit returns the i-th window of the exponent, lowest first.
func (s *scalar) digit(i int) byte {
	return s[scalarSize-1-i/2] >> (windowBits * (i % 2)) & (windowSize - 1)
}

// tables is what depends on the group alone: 390 KiB, built in about 4 ms by
// the first exchange.
type tables struct {
	one        element
	rSquared   element
	multiplier element                      // k of SRP-6a
	generator  [windows][windowSize]element // g^(digit·16^window)
}

var group = sync.OnceValue(func() *tables {
	t := &tables{}
	r := new(big.Int).Lsh(big.NewInt(1), byteSize*8)
	t.one.setLimbs(new(big.Int).Mod(r, modulus()))
	t.rSquared.setLimbs(r.Mul(r, r).Mod(r, modulus()))
	k := sha256.Sum256(append(pad(modulus()), pad(generator())...))
	t.multiplier = *t.fromInt(new(big.Int).SetBytes(k[:]))
	base := *t.fromInt(generator())
	for w := range t.generator {
		row := &t.generator[w]
		row[0] = t.one
		for d := 1; d < windowSize; d++ {
			row[d].mul(&row[d-1], &base)
		}
		base.mul(&row[windowSize-1], &base)
	}
	return t
})

func generator() *big.Int { return big.NewInt(2) }

// fromInt returns x, which must be in [0, N), as an element.
func (t *tables) fromInt(x *big.Int) *element {
	var z element
	z.setLimbs(x)
	z.mul(&z, &t.rSquared)
	return &z
}

// generatorPower returns g^e without squarings.
func (t *tables) generatorPower(e *scalar) *element {
	z, factor := t.one, element{}
	for w := range windows {
		factor.choose(&t.generator[w], e.digit(w))
		z.mul(&z, &factor)
	}
	return &z
}

// power returns base^e.
func (t *tables) power(base *element, e *scalar) *element {
	var powers [windowSize]element
	powers[0], powers[1] = t.one, *base
	for d := 2; d < windowSize; d += 2 {
		powers[d].square(&powers[d/2])
		powers[d+1].mul(&powers[d], base)
	}
	var z, factor element
	z.choose(&powers, e.digit(windows-1))
	for w := windows - 2; w >= 0; w-- {
		for range windowBits {
			z.square(&z)
		}
		factor.choose(&powers, e.digit(w))
		z.mul(&z, &factor)
	}
	return &z
}

// choose sets z to row[digit], touching every entry: an index would tell the
// digit to whoever watches the cache.
func (z *element) choose(row *[windowSize]element, digit byte) {
	*z = element{}
	for d := range row {
		mask := -uint64(subtle.ConstantTimeByteEq(byte(d), digit))
		for i := range z {
			z[i] |= row[d][i] & mask
		}
	}
}

// setLimbs copies x's bits, without conversion to Montgomery form.
func (z *element) setLimbs(x *big.Int) {
	z.setRawBytes(x.FillBytes(make([]byte, byteSize)))
}

func (z *element) setRawBytes(b []byte) {
	for i := range z {
		z[i] = 0
		for _, octet := range b[byteSize-8*(i+1) : byteSize-8*i] {
			z[i] = z[i]<<8 | uint64(octet)
		}
	}
}

func (z *element) rawBytes() []byte {
	out := make([]byte, byteSize)
	for i, limb := range z {
		for j := range 8 {
			out[byteSize-1-8*i-j] = byte(limb >> (8 * j))
		}
	}
	return out
}

// bytes returns the value as 384 big-endian bytes.
func (z *element) bytes() []byte {
	var wide [2 * limbs]uint64
	copy(wide[:limbs], z[:])
	var plain element
	plain.reduce(&wide)
	return plain.rawBytes()
}
