// Package principal holds the nouns of IAM and STS: the account, users with
// their access keys, roles, managed policies with their versions, identity
// providers, and the sessions whose credentials are temporary. With them go the
// rules that need no store: quotas, names that must be unique, tags, session
// lengths, and the sealed token by which any node knows a session.
//
// It does not decide requests, which is package access, nor does it restate
// the lengths and patterns that the API descriptions put on parameters.
//
// Invariant: a session token opens only with the key that sealed it, says
// itself until when it counts, and carries everything about the session but the
// policies of its role, which are always the role's current ones.
package principal
