// Package account decides what may be said about a user's account: how it is
// named, which attributes it may hold and who may write them, which of its
// names are unique, and what is said of accounts that do not exist.
//
// It owns the schema rules, the username models, aliases, SECRET_HASH and the
// simulation of unknown users. It knows no passwords, codes or messages:
// journeys combine it with the blocks beside it.
package account
