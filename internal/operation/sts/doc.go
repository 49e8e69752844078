// Package sts answers the operations of the AWS Security Token Service: one
// file for each, named after it, that translates the request, calls one method
// of the domain and translates what comes back.
//
// It holds no rules. Constraints of single members are checked before it is
// called (wire/sts), everything else by access/sts and access/principal.
package sts
