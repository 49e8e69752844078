// Package inbox shows the messages to users on a page, for development: codes
// and invitations without a mail server.
//
// It reads the outbox and changes nothing. It is for loopback only and
// refuses requests that name another host, so that a foreign page cannot read
// it through a host name that it controls.
package inbox
