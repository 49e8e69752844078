// Package pooltest gives tests of the user pool packages a pool to work on:
// one pool with one client on the real store, the blocks wired as the server
// wires them, a clock that only tests move, and functions that record their
// calls.
//
// It knows the blocks and no journey, so that each journey's tests can build
// their own service on it. Only tests import it.
package pooltest
