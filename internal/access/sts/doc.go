// Package sts gives out temporary credentials: for a role, to a signed caller
// or to the bearer of an identity provider's token or assertion, and for the
// caller itself.
//
// It owns who may assume what, which is the role's trust policy, and what a
// session then carries. Tokens and assertions are verified before they come
// here; the credentials themselves are made by package principal.
//
// Invariant: whether a role is missing, trusts somebody else or does not let
// its sessions be tagged, a stranger hears the same refusal.
package sts
