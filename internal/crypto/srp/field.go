package srp

import (
	"math/big"
	"math/bits"
)

const (
	limbs    = 48
	byteSize = limbs * 8
)

// element is an integer below the modulus in Montgomery form (x·2^3072 mod N),
// least significant limb first. All its methods take the same time for all
// values; math/big would be a little faster and leaks through table look-ups
// and conditional subtractions (docs/decisions/srp-arithmetic.md).
type element [limbs]uint64

// prime is the 3072-bit MODP prime of RFC 3526, group 15. Its lowest limb is
// 2^64−1, so −N⁻¹ mod 2^64 is 1 and a Montgomery quotient digit is simply the
// lowest limb.
var prime = element{
	0xffffffffffffffff, 0x4b82d120a93ad2ca, 0x43db5bfce0fd108e, 0x08e24fa074e5ab31,
	0x770988c0bad946e2, 0xbbe117577a615d6c, 0x521f2b18177b200c, 0xd87602733ec86a64,
	0xf12ffa06d98a0864, 0xcee3d2261ad2ee6b, 0x1e8c94e04a25619d, 0xabf5ae8cdb0933d7,
	0xb3970f85a6e1e4c7, 0x8aea71575d060c7d, 0xecfb850458dbef0a, 0xa85521abdf1cba64,
	0xad33170d04507a33, 0x15728e5a8aaac42d, 0x15d2261898fa0510, 0x3995497cea956ae5,
	0xde2bcbf695581718, 0xb5c55df06f4c52c9, 0x9b2783a2ec07a28f, 0xe39e772c180e8603,
	0x32905e462e36ce3b, 0xf1746c08ca18217c, 0x670c354e4abc9804, 0x9ed529077096966d,
	0x1c62f356208552bb, 0x83655d23dca3ad96, 0x69163fa8fd24cf5f, 0x98da48361c55d39a,
	0xc2007cb8a163bf05, 0x49286651ece45b3d, 0xae9f24117c4b1fe6, 0xee386bfb5a899fa5,
	0x0bff5cb6f406b7ed, 0xf44c42e9a637ed6b, 0xe485b576625e7ec6, 0x4fe1356d6d51c245,
	0x302b0a6df25f1437, 0xef9519b3cd3a431b, 0x514a08798e3404dd, 0x020bbea63b139b22,
	0x29024e088a67cc74, 0xc4c6628b80dc1cd1, 0xc90fdaa22168c234, 0xffffffffffffffff,
}

// modulus returns N. Callers must not change it.
func modulus() *big.Int { return new(big.Int).SetBytes(prime.rawBytes()) }

// add sets z to x + y.
func (z *element) add(x, y *element) {
	var wide [2 * limbs]uint64
	var carry uint64
	for i := range z {
		wide[limbs+i], carry = bits.Add64(x[i], y[i], carry)
	}
	z.subtractOnce(&wide, carry)
}

// mul sets z to x · y.
func (z *element) mul(x, y *element) {
	var wide [2 * limbs]uint64
	for i := range limbs {
		wide[i+limbs] = addMul(wide[i:i+limbs], x[:], y[i])
	}
	z.reduce(&wide)
}

// square sets z to x · x, computing each mixed product once.
func (z *element) square(x *element) {
	var wide [2 * limbs]uint64
	for i := range limbs - 1 {
		wide[i+limbs] = addMul(wide[2*i+1:i+limbs], x[i+1:], x[i])
	}
	var carry, shifted uint64
	for i := range limbs {
		hi, lo := bits.Mul64(x[i], x[i])
		low, high := wide[2*i], wide[2*i+1]
		wide[2*i], carry = bits.Add64(low<<1|shifted, lo, carry)
		wide[2*i+1], carry = bits.Add64(high<<1|low>>63, hi, carry)
		shifted = high >> 63
	}
	z.reduce(&wide)
}

// reduce sets z to wide · 2^−3072 mod N. It destroys wide.
func (z *element) reduce(wide *[2 * limbs]uint64) {
	var top uint64
	for i := range limbs {
		carry := addMul(wide[i:i+limbs], prime[:], wide[i])
		wide[i+limbs], top = bits.Add64(wide[i+limbs], carry, top)
	}
	z.subtractOnce(wide, top)
}

// subtractOnce sets z to top·2^3072 + the upper half of wide, less N if that
// is not negative. The value must be below 2N.
func (z *element) subtractOnce(wide *[2 * limbs]uint64, top uint64) {
	var reduced element
	var borrow uint64
	for i := range reduced {
		reduced[i], borrow = bits.Sub64(wide[limbs+i], prime[i], borrow)
	}
	_, borrow = bits.Sub64(top, 0, borrow)
	keep := -borrow
	for i := range z {
		z[i] = wide[limbs+i]&keep | reduced[i]&^keep
	}
}

// addMul adds x·y to z, limb by limb, and returns what runs over. x and z have
// the same length. Eight limbs a turn keep the carry in the processor's flag.
func addMul(z, x []uint64, y uint64) (over uint64) {
	for len(x) >= 8 && len(z) >= 8 {
		over = addMulFour((*[4]uint64)(z), (*[4]uint64)(x), y, over)
		over = addMulFour((*[4]uint64)(z[4:]), (*[4]uint64)(x[4:]), y, over)
		x, z = x[8:], z[8:]
	}
	for i := 0; i < len(x) && i < len(z); i++ {
		hi, lo := bits.Mul64(x[i], y)
		var carry uint64
		lo, carry = bits.Add64(lo, over, 0)
		hi += carry
		z[i], carry = bits.Add64(z[i], lo, 0)
		over = hi + carry
	}
	return over
}

func addMulFour(z, x *[4]uint64, y, over uint64) uint64 {
	h0, l0 := bits.Mul64(x[0], y)
	h1, l1 := bits.Mul64(x[1], y)
	h2, l2 := bits.Mul64(x[2], y)
	h3, l3 := bits.Mul64(x[3], y)
	var carry uint64
	l0, carry = bits.Add64(l0, over, 0)
	l1, carry = bits.Add64(l1, h0, carry)
	l2, carry = bits.Add64(l2, h1, carry)
	l3, carry = bits.Add64(l3, h2, carry)
	over = h3 + carry
	z[0], carry = bits.Add64(z[0], l0, 0)
	z[1], carry = bits.Add64(z[1], l1, carry)
	z[2], carry = bits.Add64(z[2], l2, carry)
	z[3], carry = bits.Add64(z[3], l3, carry)
	return over + carry
}
