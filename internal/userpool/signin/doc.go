// Package signin is the machine by which users of a pool sign in.
//
// An attempt records facts: who, through which client, what is proved so far.
// One place (engine.go, next) derives from the facts which challenge is posed
// next; none left means tokens. A flow (flow_*.go) says how an attempt begins,
// a challenge (challenge_*.go) how one question is put and answered; neither
// names another challenge and neither mints tokens.
//
// Between two requests the facts travel in the Session, sealed. A Session is
// bound to pool, client, user, flow and step, and is spent by the answer that
// moves it on, in the same transaction that stores what the answer changed.
//
// Invariant: tokens imply every fact that the pool, the client and the user's
// settings demand (fuzz_test.go walks the machine at random to break it).
package signin
