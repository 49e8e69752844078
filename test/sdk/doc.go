// Package sdk goes through sign-up and sign-in with the AWS SDK for Go, as a
// module of its own: what it needs is no dependency of Cognate. make journey
// runs it against a freshly built server.
package sdk
