package signup_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
)

// BenchmarkSignUp is one registration with a message: most of it is the SRP
// verifier.
func BenchmarkSignUp(b *testing.B) {
	w := newWorld(b, emailUsername)
	var n atomic.Int64
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := w.SignUp(context.Background(), request(fmt.Sprintf("user%d@example.com", n.Add(1)))); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkSignUpTaken is a registration that is refused before the password
// is hashed.
func BenchmarkSignUpTaken(b *testing.B) {
	w := newWorld(b, nil)
	w.register("anna")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.SignUp(context.Background(), request("anna")); err == nil {
			b.Error("registered twice")
		}
	}
}
