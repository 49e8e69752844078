// Package identity gets credentials from identity pools with the AWS SDK for
// Go and uses them, as a module of its own: what it needs is no dependency of
// Cognate. make identity-journey runs it against a freshly built server.
package identity
