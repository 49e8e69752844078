package store

import (
	"context"
	"sync"
)

// sqlitePool lends connections, the one used last first: its cache is warm.
type sqlitePool struct {
	free chan struct{} // one token for each idle connection
	mu   sync.Mutex
	idle []*sqliteConn
}

func newSQLitePool(conns ...*sqliteConn) *sqlitePool {
	p := &sqlitePool{free: make(chan struct{}, len(conns))}
	for _, c := range conns {
		p.put(c)
	}
	return p
}

// get waits for a connection until the context ends or closing is closed.
func (p *sqlitePool) get(ctx context.Context, closing <-chan struct{}) (*sqliteConn, error) {
	select {
	case <-p.free:
		return p.take(), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-closing:
		return nil, errClosed
	}
}

// wait waits for a connection, however long.
func (p *sqlitePool) wait() *sqliteConn {
	<-p.free
	return p.take()
}

func (p *sqlitePool) take() *sqliteConn {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	c := p.idle[last]
	p.idle = p.idle[:last]
	return c
}

func (p *sqlitePool) put(c *sqliteConn) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	p.free <- struct{}{}
}

// drain waits until every connection has been given back.
func (p *sqlitePool) drain() {
	for range cap(p.free) {
		<-p.free
	}
}
