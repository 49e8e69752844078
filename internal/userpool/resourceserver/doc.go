// Package resourceserver keeps the resource servers of a pool and answers
// which scopes exist. Who gets a scope is decided by package grant.
package resourceserver
