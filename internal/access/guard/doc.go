// Package guard decides the requests of signed callers: it finds the policies
// that apply to a caller, those of its role or user as they are now and those
// that came with its session, and has package access evaluate them.
//
// It owns what a node remembers of roles and users between requests. It changes
// nothing and knows no request but its action, resource and condition keys.
//
// Invariant: what a node remembers is at most a second old, and nothing that it
// changed itself; so a policy that was withdrawn, or a session that was revoked,
// stops counting everywhere within a second.
package guard
