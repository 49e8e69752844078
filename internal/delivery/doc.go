// Package delivery takes messages out of the outbox and carries them to users.
//
// It owns carriers (SMTP for e-mail; SMS has none yet, so its messages stay in
// the outbox), retries and their pace. What a message says is decided before
// it gets here. A message is carried at least once: it goes out again only
// when the process died, or the connection broke, before the carrier's answer
// was known; its Message-ID stays the same, so that the receiver can tell.
package delivery
