// Package idp answers the operations of Amazon Cognito user pools: one file
// for each, named after it, that translates the request, calls one method of
// the domain and translates what comes back.
//
// It holds no rules. Constraints of single members are checked before it is
// called (wire/idp), everything else by the packages below userpool/; an
// operation without a file here is not implemented and says so.
package idp
