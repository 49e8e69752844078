// Package iam administers the account: roles, users with their access keys,
// managed and inline policies, identity providers, tags, and the simulation of
// policies.
//
// It owns what happens to these nouns and when a change is refused. Rules that
// need no store are the nouns' own (package principal); decisions about
// requests are package access's; lengths and patterns of parameters are checked
// before it is called.
//
// Invariant: a policy that is in use cannot be deleted, and neither can a role
// or user that still has policies or keys. So no unique id ever has rights that
// were not given to it.
package iam
