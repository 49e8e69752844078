// Package races lets many callers ask for the same thing at the same time, on one server and on two that share a
// PostgreSQL database, and expects what one caller after the other would see.
//
// go test runs it on SQLite, and on PostgreSQL too when COGNATE_TEST_POSTGRES is set.
package races
