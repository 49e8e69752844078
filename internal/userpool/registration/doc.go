// Package registration is dynamic client registration (RFC 7591): it decides
// which clients may make themselves known to a pool, and what they get.
//
// It owns the translation of client metadata into the settings of an app
// client and the limits on strangers. Making the client is package appclient's,
// with all the rules that every client obeys; the initial access token is
// checked by package grant.
package registration
