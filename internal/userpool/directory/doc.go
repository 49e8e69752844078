// Package directory administers the users of a pool: reads, lists, changes,
// disables, signs out and deletes them on an administrator's word.
//
// It owns what administrators may do that users may not, and the listing with
// its filter. Creating users is signup's, resetting passwords recovery's,
// groups are group's.
package directory
