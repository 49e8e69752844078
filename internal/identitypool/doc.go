// Package identitypool is the other half of Cognito: pools whose identities
// stand for the same person across logins, and get AWS credentials.
//
// It owns pools, identities and what happens to logins: linking, merging,
// upgrading guests, unlinking; the choice of the role; and the claims of the
// OpenID token that names an identity. It verifies no signature and mints no
// credentials: what knows the providers' keys and the roles is given to New.
//
// Invariant: in one pool a login, which is a provider and a subject, leads to
// one identity, which the store referees; and an identity that ever had a login
// is never a guest again.
package identitypool
