// Package matrix signs in in every way that there is, through the AWS SDK for
// Go: each flow, for users with each second factor, in pools that demand none,
// some or all of it, from clients with and without secret, from devices that
// are remembered or not. rules_test.go works out from the rules alone, not
// from the program, which challenges each cell must meet; a cell that meets
// others fails.
//
// The same server then runs real Lambda functions in Go, JavaScript and Python
// behind every trigger, and passkeys of a browser.
//
// make matrix runs it; without COGNATE_TEST_MATRIX=1 the tests are skipped.
package matrix
