package domain_test

import (
	"net/url"
	"testing"
)

// Every request of the API pays this first.
func BenchmarkResolveElsewhere(b *testing.B) {
	r := resolver("https://id.example.com", "example.com")
	public := r.Public()
	r.Public = func() *url.URL { return public }
	b.ReportAllocs()
	for b.Loop() {
		if site, err := r.Resolve(b.Context(), "id.example.com", "/"); site != nil || err != nil {
			b.Fatal(site, err)
		}
	}
}

func BenchmarkResolveDomain(b *testing.B) {
	r := resolver("https://id.example.com", "example.com")
	public := r.Public()
	r.Public = func() *url.URL { return public }
	b.ReportAllocs()
	for b.Loop() {
		if site, err := r.Resolve(b.Context(), "acme.auth.us-east-1.example.com", "/login"); site == nil || err != nil {
			b.Fatal(site, err)
		}
	}
}
