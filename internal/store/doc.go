// Package store keeps everything Cognate remembers in SQLite or PostgreSQL.
//
// It owns the tables, their row types, the transactions and what is sealed at
// rest. It decides no rule of a user pool: it answers with the nouns of
// internal/userpool and with ErrNotFound, ErrExists and ErrConflict of that
// package. One file per noun; what differs between the engines is in sqlite.go,
// postgres.go and schema/.
//
// Invariants: a user and its names appear and disappear together; a name leads
// to one user; what a caller was told is committed survives the loss of power;
// no secret, code or address of a message lies in the clear.
package store
