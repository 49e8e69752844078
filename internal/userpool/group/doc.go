// Package group keeps the groups of a pool and who is in them.
//
// It owns their rules and limits. What groups mean in tokens (order of the
// claim, roles, the preferred role) is the token package's.
package group
