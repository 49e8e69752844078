// Package pattern delays the compilation of regular expressions: a program that
// starts compiles none of those that it may never need.
package pattern

import (
	"regexp"
	"sync"
)

// Lazy returns a function that answers the compiled expr, in the syntax of
// package regexp. Like regexp.MustCompile it panics if expr is wrong, but only
// when it is called: every pattern needs a test that uses it.
func Lazy(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
