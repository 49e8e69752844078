// Package wire is the home of the generated packages, one per AWS service: idp (user pools), identity (identity pools),
// sync, sts and iam. Each comes from its description in api and is never edited by hand; "make generate" writes them
// anew. This package itself has only the tests that they share.
package wire
