package srp

import (
	"crypto/rand"
	"math/big"
	"testing"
)

func benchmarkExchange(b *testing.B) (Verifier, *Client, *Server) {
	b.Helper()
	v, err := NewVerifier(rand.Reader, testPool, testUser, "Passw0rd!")
	if err != nil {
		b.Fatal(err)
	}
	client, err := NewClient(rand.Reader, testPool, testUser)
	if err != nil {
		b.Fatal(err)
	}
	server, err := NewServer(rand.Reader, v)
	if err != nil {
		b.Fatal(err)
	}
	return v, client, server
}

func BenchmarkB(b *testing.B) {
	v, _, _ := benchmarkExchange(b)
	for b.Loop() {
		if _, err := NewServer(rand.Reader, v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkKey(b *testing.B) {
	_, client, server := benchmarkExchange(b)
	for b.Loop() {
		if _, err := server.Key(client.A()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSignIn is the server's whole work; compare with BenchmarkFloor.
func BenchmarkSignIn(b *testing.B) {
	v, client, _ := benchmarkExchange(b)
	for b.Loop() {
		server, err := NewServer(rand.Reader, v)
		if err != nil {
			b.Fatal(err)
		}
		if server, err = ServerFromState(server.State(), v); err != nil {
			b.Fatal(err)
		}
		if _, err := server.Key(client.A()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFloor is the same mathematics in plain math/big.
func BenchmarkFloor(b *testing.B) {
	record, client, server := benchmarkExchange(b)
	n, v := modulus(), new(big.Int).SetBytes(record.V)
	secret := new(big.Int).SetBytes(server.Secret())
	for b.Loop() {
		public := new(big.Int).Exp(generator(), secret, n)
		kv := new(big.Int).Mul(clientMultiplier(), v)
		public.Add(public, kv).Mod(public, n)
		u := scramble(client.A(), public)
		base := new(big.Int).Exp(v, new(big.Int).SetBytes(u[:]), n)
		base.Mul(base, client.A()).Mod(base, n)
		deriveKey(base.Exp(base, secret, n).Bytes(), u)
	}
}

func BenchmarkMatches(b *testing.B) {
	v, _, _ := benchmarkExchange(b)
	for b.Loop() {
		v.Matches(testPool, testUser, "Passw0rd!")
	}
}
