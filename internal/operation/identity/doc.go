// Package identity answers the operations of Amazon Cognito identity pools: one
// file for each, named after it, that translates the request, calls one method
// of the domain and translates what comes back.
//
// It holds no rules. Constraints of single members are checked before it is
// called (wire/identity), everything else by identitypool.
package identity
