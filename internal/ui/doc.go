// Package ui is the design system of the pages: tokens and components, the
// frame that every page has, languages, and what keeps a page safe in a browser
// (headers, Content-Security-Policy, CSRF tokens).
//
// It knows no pools and no users. Handlers bring a named struct each, which a
// page's template shows through Page; texts come from the catalogues in
// messages/, one file for each language.
//
// Invariant: a page fetches nothing from elsewhere, runs no script that is not
// one of our files, and works without any (passkeys excepted).
package ui
