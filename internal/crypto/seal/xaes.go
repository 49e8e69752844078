package seal

import (
	"crypto/aes"
	"crypto/cipher"
)

const (
	keySize   = 32
	nonceSize = 24
	tagSize   = 16
)

// xaes derives the record keys of one master key: XAES-256-GCM, which is the
// key derivation in counter mode of NIST SP 800-108 with CMAC, of which the
// only message-independent part, the subkey K1, is computed once.
type xaes struct {
	block  cipher.Block
	subkey [aes.BlockSize]byte
}

func newXAES(key [keySize]byte) *xaes {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("cognate: internal error: seal: " + err.Error())
	}
	x := &xaes{block: block}
	block.Encrypt(x.subkey[:], x.subkey[:])
	var carry byte
	for i := len(x.subkey) - 1; i >= 0; i-- {
		next := x.subkey[i] >> 7
		x.subkey[i] = x.subkey[i]<<1 | carry
		carry = next
	}
	x.subkey[len(x.subkey)-1] ^= carry * 0x87 // without a branch on a key bit
	return x
}

// record returns the cipher of one nonce and that cipher's own nonce.
func (x *xaes) record(nonce []byte) (cipher.AEAD, []byte) {
	var key [keySize]byte
	for i := range 2 {
		half := key[i*aes.BlockSize : (i+1)*aes.BlockSize]
		copy(half, []byte{0, byte(i + 1), 'X', 0})
		copy(half[4:], nonce[:12])
		for j := range half {
			half[j] ^= x.subkey[j]
		}
		x.block.Encrypt(half, half)
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("cognate: internal error: seal: " + err.Error())
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("cognate: internal error: seal: " + err.Error())
	}
	return aead, nonce[12:nonceSize]
}
