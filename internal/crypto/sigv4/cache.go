package sigv4

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"
)

// keyCache remembers signing keys in two generations: when the younger one is
// full it becomes the older one, and the older one is forgotten.
type keyCache struct {
	mu             sync.Mutex
	limit          int
	younger, older map[cacheKey][32]byte
}

// cacheKey is a hash over secret and scope, so that a changed secret misses
// and the map holds no secret of its own.
type cacheKey [32]byte

func newKeyCache(limit int) *keyCache {
	return &keyCache{limit: limit, younger: map[cacheKey][32]byte{}}
}

func keyFor(c *Credential, secret string) cacheKey {
	b := make([]byte, 0, 192)
	for _, part := range []string{secret, c.Date.Format(dayLayout), c.Region, c.Service} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return sha256.Sum256(b)
}

func (k *keyCache) get(c *Credential, secret string) (key [32]byte, ok bool) {
	if k.limit == 0 {
		return key, false
	}
	id := keyFor(c, secret)
	k.mu.Lock()
	defer k.mu.Unlock()
	if key, ok = k.younger[id]; ok {
		return key, true
	}
	if key, ok = k.older[id]; ok {
		k.add(id, key)
	}
	return key, ok
}

func (k *keyCache) put(c *Credential, secret string, key [32]byte) {
	if k.limit == 0 {
		return
	}
	id := keyFor(c, secret)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.add(id, key)
}

func (k *keyCache) add(id cacheKey, key [32]byte) {
	if len(k.younger) >= k.limit {
		k.older, k.younger = k.younger, map[cacheKey][32]byte{}
	}
	k.younger[id] = key
}
