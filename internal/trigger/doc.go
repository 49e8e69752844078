// Package trigger calls the Lambda functions that a pool names: it implements
// hook.Hooks.
//
// It owns Cognito's events and answers, one file for each trigger, the rules
// of calling (five seconds, three attempts, which failure becomes which
// exception), the configuration that maps function ARNs to targets, and the
// queue of the custom senders. The carriers below it reach a function: worker
// runs programs, webhook and lambda speak HTTP. When a trigger is called, and
// what its answer changes, is decided by the journeys.
//
// Invariants: a function that a pool names is called, or its failure is
// reported; events and answers, which hold passwords and codes, are never
// logged.
package trigger
