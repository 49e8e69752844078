// Package userpool holds the nouns of a user pool (pools, app clients, users,
// groups, codes, token families, devices, messages) and the pure rules that
// concern one of them alone.
//
// It owns names, defaults and invariants. It knows no HTTP, no SQL, no JSON
// and no clock: callers pass the time, and the packages below userpool/
// (blocks such as token, journeys such as signin) decide what happens when.
package userpool
