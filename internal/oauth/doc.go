// Package oauth is the back channel of a pool: the documents and endpoints
// that programs fetch without a browser.
//
// It owns their paths, forms and JSON. Which keys sign and what a pool allows
// is decided below userpool/.
package oauth
