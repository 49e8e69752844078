// Package appclient makes, changes and deletes app clients.
//
// It owns the rules of every client setting: token lifetimes, sign-in flows,
// attribute permissions, OAuth flows, scopes and redirect URIs, and the
// client's secrets. What a client may do at sign-in is read from
// userpool.Client by the packages that sign users in.
package appclient
