// Package domain owns the addresses of pools: which names a domain may have,
// who has it, and which pool and base URL a request is for.
//
// It does not serve them: internal/oauth and internal/hostedui do, on what
// Resolver finds.
package domain
