package cognatetest

import (
	"sync"
	"time"
)

// Clock is the server's clock. It runs with the real one and can be put
// forward, for codes, tokens and lockouts that end. It is safe for concurrent
// use.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func newClock() *Clock { return &Clock{} }

// Now is the server's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// Advance puts the clock forward by d, which must not be negative.
func (c *Clock) Advance(d time.Duration) {
	if d < 0 {
		panic("cognatetest: a clock does not run backwards")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}
