// Package apidesc reads and writes api/*.api, the descriptions of AWS services: operations, shapes, limits and declared
// errors as compact text.
//
// It owns the format and its overlays. It neither reads AWS's own models nor writes Go (cmd/wiregen does both), nor does
// it check values against limits (internal/awsproto does).
package apidesc
