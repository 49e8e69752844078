// Package seal keeps secrets at rest: authenticated encryption under master
// keys that can be rotated, the keyring that holds those keys, the places a
// keyring comes from, and subkeys derived from a stored root secret.
//
// It does not decide what is sealed, where sealed bytes are stored, or when
// old data is sealed again; NeedsReseal only answers the question.
//
// Invariants: what Seal returns opens only with the same additional data; a
// master key never encrypts anything but one-time record keys; nothing here
// logs or prints key material.
//
// # Format
//
//	1 byte version (1) | 8 bytes key id | 24 bytes nonce | ciphertext | 16 bytes tag
//
// The cipher is XAES-256-GCM (c2sp.org/XAES-256-GCM). Each record has its own
// AES-256 key, derived from the master key and the first half of the random
// nonce, so nonces are never exhausted: 2^80 records under one master key keep
// the chance of a collision below 2^-32. Version and key id are authenticated
// in front of the caller's additional data.
package seal
