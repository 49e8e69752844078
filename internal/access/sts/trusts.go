package sts

import (
	"strings"
	"sync"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

// maxTrusts bounds the trust policies kept compiled.
const maxTrusts = 1000

// trusts remembers compiled trust policies by all that they are made from, so
// that what is remembered is never out of date. Reading the text costs more
// than deciding by it.
type trusts struct {
	mu    sync.Mutex
	known map[string]*access.Policy
}

func (t *trusts) of(role *principal.Role, arn string) (*access.Policy, error) {
	key := trustKey(role, arn)
	t.mu.Lock()
	p := t.known[key]
	t.mu.Unlock()
	if p != nil {
		return p, nil
	}
	doc, err := role.TrustDocument()
	if err != nil {
		return nil, err
	}
	p = access.Compile(arn, doc)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil || len(t.known) >= maxTrusts {
		t.known = map[string]*access.Policy{}
	}
	t.known[key] = p
	return p, nil
}

// trustKey joins with a byte that none of the parts can have.
func trustKey(role *principal.Role, arn string) string {
	parts := []string{arn, role.Trust}
	for _, t := range role.Trusted {
		parts = append(parts, t.ARN, t.ID)
	}
	return strings.Join(parts, "\x00")
}
