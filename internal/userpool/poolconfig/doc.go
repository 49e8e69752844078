// Package poolconfig makes, changes and deletes user pools.
//
// It owns the rules of every pool setting: what it defaults to, what a caller
// may combine, which tier it needs, what UpdateUserPool resets and what it
// keeps. A pool that this package has stored is consistent; other packages
// read its members without checking them again.
//
// App clients are made by the package appclient, groups by the package group.
// Requirements that exist only because of AWS's own wiring (SNS roles, SES
// identities, Lambda regions) are demanded only with Deps.StrictAWS.
package poolconfig
