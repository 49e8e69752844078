// Package keytest has RSA keys for tests. It makes a few once per process and
// gives them out again and again, because making keys is most of what a test
// with a pool of its own would do.
//
// It owns nothing else, and no program imports it: a test in internal/archtest
// watches over that. Keys of different pools may be the same here, so tests that
// are about the keys themselves do without.
package keytest

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"sync"
)

// size is how many keys there are, and bits how long they are.
const (
	size = 6
	bits = 2048
)

var shared set

// set makes its keys as they are asked for.
type set struct {
	mu   sync.Mutex
	keys []*rsa.PrivateKey
	next int
}

// Keys gives n different keys, others than the call before where n allows.
func Keys(n int) ([]*rsa.PrivateKey, error) { return shared.take(n) }

func (s *set) take(n int) ([]*rsa.PrivateKey, error) {
	if n > size {
		return nil, fmt.Errorf("keytest: there are only %d keys", size)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*rsa.PrivateKey
	for range n {
		if s.next == len(s.keys) {
			key, err := rsa.GenerateKey(rand.Reader, bits)
			if err != nil {
				return nil, err
			}
			s.keys = append(s.keys, key)
		}
		out = append(out, s.keys[s.next])
		s.next = (s.next + 1) % size
	}
	return out, nil
}
