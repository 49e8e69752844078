// Package seed fills a server with the pools, clients, groups and users that a
// YAML file names, so that tests and demonstrations start from the same state.
//
// It owns the form of the file. Everything is made through the operations of
// the API, so that every rule holds. What is there already stays as it is:
// applying a file twice changes nothing the second time.
package seed
