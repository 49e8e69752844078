package cognatetest

import (
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/server"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Outbox holds what the server has said to users.
type Outbox struct {
	t      testing.TB
	server *server.Server
}

// Message is one e-mail or SMS.
type Message struct {
	To      string
	Medium  string // "EMAIL" or "SMS"
	Kind    string // as in trigger sources: "SignUp", "ForgotPassword", …
	Pool    string // user pool id
	Subject string // e-mail only
	Text    string
	HTML    string // e-mail only
	Code    string // the code or temporary password inside
	Link    string // the confirmation link inside, if any
	Created time.Time
}

// maxMessages bounds what Messages returns.
const maxMessages = 1000

// Messages are those to an address ("" for all), oldest first, at most 1000.
func (o *Outbox) Messages(to string) []Message {
	o.t.Helper()
	found, err := o.server.Messages(o.t.Context(), userpool.MessageQuery{To: to, Limit: maxMessages})
	if err != nil {
		o.t.Fatalf("cognatetest: read the outbox: %v", err)
	}
	out := make([]Message, len(found))
	for i, m := range found {
		out[i] = Message{
			To: m.To, Medium: string(m.Medium), Kind: string(m.Kind), Pool: string(m.Pool), Subject: m.Subject,
			Text: m.Text, HTML: m.HTML, Code: m.Code, Link: m.Link, Created: m.Created,
		}
	}
	return out
}

// LastCode is the code in the newest message to an address. It fails the test
// when there is none.
func (o *Outbox) LastCode(to string) string {
	o.t.Helper()
	found, err := o.server.Messages(o.t.Context(), userpool.MessageQuery{To: to, Limit: 1, NewestFirst: true})
	if err != nil {
		o.t.Fatalf("cognatetest: read the outbox: %v", err)
	}
	if len(found) == 0 || found[0].Code == "" {
		o.t.Fatalf("cognatetest: no code was sent to %s", to)
	}
	return found[0].Code
}
