// Package access decides whether a signed caller may do what it asks: IAM's
// evaluation of identity policies, permissions boundaries, session policies,
// resource policies and trust policies, and the table that says which action
// and resource each operation is checked against.
//
// It owns the rules only. It verifies no signature, keeps no policy, and reads
// no request: callers bring the caller's identity, the compiled policies and
// the request's context keys, and get a Decision that explains itself.
//
// Invariant: what cannot be evaluated does not allow. A Policy, once compiled,
// is immutable and safe for concurrent use.
package access
