// Package iam answers the operations of AWS Identity and Access Management
// that are described here: one file for each, named after it, that translates
// the request, calls one method of the domain and translates what comes back.
//
// It holds no rules. Constraints of single members are checked before it is
// called (wire/iam), everything else by access/iam and access/principal.
package iam
