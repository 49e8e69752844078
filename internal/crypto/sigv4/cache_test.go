package sigv4

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"testing"
)

func TestKeyCache(t *testing.T) {
	t.Parallel()
	cache := newKeyCache(2)
	at := func(i int) *Credential {
		return &Credential{Date: signTime, Region: fmt.Sprint("region-", i), Service: "sts"}
	}
	for i := range 50 {
		cache.put(at(i), "secret", [32]byte{byte(i)})
		if _, ok := cache.get(at(0), "secret"); !ok {
			t.Fatalf("the key in use was forgotten after %d others", i)
		}
	}
	if size := len(cache.younger) + len(cache.older); size > 4 {
		t.Errorf("%d keys are remembered", size)
	}
	if key, ok := cache.get(at(49), "secret"); !ok || key != [32]byte{49} {
		t.Errorf("the newest key is %x, %v", key, ok)
	}
	for name, c := range map[string]*Credential{"old": at(1), "other day": {Date: signTime.AddDate(0, 0, 1), Region: "region-49", Service: "sts"}} {
		if _, ok := cache.get(c, "secret"); ok {
			t.Errorf("%s: found", name)
		}
	}
	if _, ok := cache.get(at(49), "changed"); ok {
		t.Error("a changed secret finds the old key")
	}
}

func TestRefusedRequestsAreNotCached(t *testing.T) {
	t.Parallel()
	c, err := Parse(oddRequests()["json"].signed(t))
	if err != nil {
		t.Fatal(err)
	}
	verifier := NewVerifier(10)
	if err := verifier.Verify(c, [32]byte{}, suiteSecret, signTime); kindOf(err) != Mismatch {
		t.Fatal(err)
	}
	if len(verifier.keys.younger) != 0 {
		t.Error("a refused request filled the cache")
	}
}

func TestVerifierConcurrently(t *testing.T) {
	t.Parallel()
	verifier := NewVerifier(1)
	var group sync.WaitGroup
	for _, w := range oddRequests() {
		r, body := w.signed(t), sha256.Sum256([]byte(w.body))
		group.Go(func() {
			for range 20 {
				c, err := Parse(r)
				if err == nil {
					err = verifier.Verify(c, body, suiteSecret, signTime)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
}
