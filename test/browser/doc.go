// Package browser holds the tests of the pages in a real browser: every page at
// the widths of a phone and of a desk, with and without JavaScript, left to
// right and right to left. They run when COGNATE_TEST_CHROMIUM names a Chromium;
// screenshots are left in test/output. COGNATE_TEST_MODES takes the names of modes,
// with commas between, instead of all four.
package browser
