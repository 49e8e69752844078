package awsproto

import (
	"encoding/json"
	"strings"
	"testing"
)

const benchBody = `{"S":"eyJraWQiOiJhYmMiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2ln","I":5,"B":true,` +
	`"MS":{"USERNAME":"jo@example.org","SRP_A":"0123456789abcdef0123456789abcdef","SECRET_HASH":"abc="},` +
	`"ES":[{"S":"email"},{"S":"name"}]}`

func BenchmarkDecode(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(benchBody)))
	for b.Loop() {
		if err := decodeJSON([]byte(benchBody), new(everything), decodeEverything); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecodeStandard is the yardstick: the same body through encoding/json.
func BenchmarkDecodeStandard(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(benchBody)))
	for b.Loop() {
		if err := json.Unmarshal([]byte(benchBody), new(everything)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	var v everything
	if err := decodeJSON([]byte(benchBody), &v, decodeEverything); err != nil {
		b.Fatal(err)
	}
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		encodeEverything(NewEncoder(buf[:0]), &v)
	}
}

func BenchmarkPattern(b *testing.B) {
	p := NewPattern(`[A-Za-z0-9-_=.]+`)
	token := strings.Repeat("eyJraWQiOiJhYmM_", 64)
	b.SetBytes(int64(len(token)))
	for b.Loop() {
		if !p.Matches(token) {
			b.Fatal("no match")
		}
	}
}
