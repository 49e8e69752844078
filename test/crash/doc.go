// Package crash kills the server with SIGKILL at random moments while users sign up, and looks afterwards whether
// everything that was answered is there and nothing is torn.
//
// go test runs a short form on SQLite, and on PostgreSQL too when COGNATE_TEST_POSTGRES is set. make crash builds the
// program and runs the long form: COGNATE_CRASH_BINARY names the program to kill, COGNATE_CRASH_KILLS says how often.
package crash
