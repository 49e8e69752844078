// Package worker runs Lambda functions as local programs. It is the server
// side of the Lambda Runtime API (version 2018-06-01), so that programs made
// for Lambda run unchanged, and ships small bootstraps that load handlers
// written for Node.js and Python.
//
// It owns processes: when one starts, serves, is replaced and is killed. What
// the events mean and how often to try is internal/trigger's.
//
// Invariants: a process handles one event at a time; one that has not answered
// when the time is up is killed with its whole process group; each process has
// a listener of its own, on loopback, so that no process sees the events of
// another.
package worker
