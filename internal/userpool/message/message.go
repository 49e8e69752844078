// Package message decides what is said to users: which template, which words,
// which sender.
//
// It owns texts, placeholders and the part that the CustomMessage and custom
// sender functions have in them. Carrying a message is internal/delivery's;
// which channel a code takes is its caller's.
package message

import (
	"context"
	"html"
	"io"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/syntax/pattern"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// The placeholders of templates.
const (
	CodePlaceholder = "{####}"
	UserPlaceholder = "{username}"
)

// DefaultFrom is the sender of pools that name none.
const DefaultFrom = "no-reply@verificationemail.com"

// Store keeps the outbox.
type Store interface {
	InsertMessage(userpool.Message) error
}

// DB opens write transactions.
type DB interface {
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Mailer needs.
type Deps struct {
	DB    DB
	Hooks hook.Hooks
	Now   func() time.Time
	Rand  io.Reader
	// ConfirmURL is where a confirmation link leads; ok is false when the pool
	// has no domain.
	ConfirmURL func(ctx context.Context, p *userpool.Pool, c userpool.ClientID, u userpool.Username, code string) (url string, ok bool)
	// Carried says whether anything carries messages of a medium; those of the
	// others are kept in the outbox. nil means that everything is carried.
	Carried func(userpool.Medium) bool
}

// Mailer writes messages into the outbox.
type Mailer struct{ deps Deps }

// New makes a Mailer.
func New(deps Deps) *Mailer { return &Mailer{deps: deps} }

// Request is a message to send: a code (or temporary password) of one user to
// one address.
type Request struct {
	Pool     *userpool.Pool
	User     *userpool.User
	Client   userpool.ClientID // hook.NoClient when no client asked
	Kind     userpool.MessageKind
	Medium   userpool.Medium
	To       string
	Code     string
	Metadata map[string]string // clientMetadata of the request
	// Name is the sign-in name to show in invitations; "" means the username.
	Name string
	// NoPassword marks the invitation of a user who has no password.
	NoPassword bool
}

// Draft composes a message that depends on the pool's templates alone, for the
// caller to store in the transaction that creates what it speaks of. It gives
// nil when one of the pool's functions has a say: then the caller sends with
// Send after its own transaction.
func (m *Mailer) Draft(ctx context.Context, r Request) (*userpool.Message, error) {
	if hasFunction(r.Pool, r.Medium) {
		return nil, nil
	}
	return m.compose(ctx, r, hook.MessageResult{})
}

func hasFunction(p *userpool.Pool, medium userpool.Medium) bool {
	return p.Lambda.CustomMessage != "" || customSender(p, medium) != ""
}

func customSender(p *userpool.Pool, medium userpool.Medium) string {
	if medium == userpool.MediumSMS {
		return p.Lambda.CustomSMSSender
	}
	return p.Lambda.CustomEmailSender
}

// Send calls the pool's functions and stores the message, or leaves it to the
// custom sender. A failing CustomMessage function fails the call; what the
// caller wrote before stays.
func (m *Mailer) Send(ctx context.Context, r Request) error {
	ev := hook.Event{Pool: r.Pool, Client: r.Client, User: r.User, Source: hook.Source(r.Kind),
		UserName: string(r.User.Username), Metadata: r.Metadata}
	if customSender(r.Pool, r.Medium) != "" {
		handled, err := m.deps.Hooks.CustomSender(ctx, hook.SenderEvent{Event: ev, Kind: r.Kind, Medium: r.Medium, Code: r.Code})
		if handled || err != nil {
			return err
		}
	}
	byLink := m.byLink(r)
	words, err := m.deps.Hooks.CustomMessage(ctx, hook.MessageEvent{Event: ev, Kind: r.Kind, ByLink: byLink,
		UsernamePlaceholder: r.Kind == userpool.MessageAdminCreateUser})
	if err != nil {
		return err
	}
	msg, err := m.compose(ctx, r, words)
	if err != nil {
		return err
	}
	return m.deps.DB.Update(ctx, func(s Store) error { return s.InsertMessage(*msg) })
}

func (m *Mailer) byLink(r Request) bool {
	return r.Pool.Verification.ByLink && r.Medium == userpool.MediumEmail &&
		(r.Kind == userpool.MessageSignUp || r.Kind == userpool.MessageResendCode)
}

func (m *Mailer) compose(ctx context.Context, r Request, words hook.MessageResult) (*userpool.Message, error) {
	id, err := codes.UUID(m.deps.Rand)
	if err != nil {
		return nil, err
	}
	msg := &userpool.Message{
		ID: id, Pool: r.Pool.ID, Sub: r.User.Sub, Kind: r.Kind, Medium: r.Medium, To: r.To, Code: r.Code,
		Created: m.deps.Now(), NextTry: m.deps.Now(), State: userpool.MessagePending,
	}
	if m.deps.Carried != nil && !m.deps.Carried(r.Medium) {
		msg.State = userpool.MessageKept
	}
	name := r.Name
	if name == "" {
		name = string(r.User.Username)
	}
	if r.Medium == userpool.MediumSMS {
		msg.Text = fill(pick(words.SMS, smsTemplate(r)), name, r.Code)
		return msg, nil
	}
	if m.byLink(r) {
		url, ok := m.deps.ConfirmURL(ctx, r.Pool, r.Client, r.User.Username, r.Code)
		if !ok {
			return nil, userpool.Errorf(userpool.InvalidParameter,
				"Cannot perform specific action because there does not exist a valid use pool domain associated with the user pool")
		}
		msg.Link = url
	}
	subject, body := emailTemplate(r, msg.Link != "")
	subject, body = pick(words.EmailSubject, subject), pick(words.Email, body)
	msg.From, msg.ReplyTo = pick(r.Pool.Email.From, DefaultFrom), r.Pool.Email.ReplyTo
	msg.Subject = oneLine(fill(subject, name, r.Code))
	msg.HTML = fillLink(fill(body, html.EscapeString(name), html.EscapeString(r.Code)), msg.Link)
	msg.Text = plain(fillLink(fill(body, name, r.Code), msg.Link))
	return msg, nil
}

func pick(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func fill(template, name, code string) string {
	return strings.NewReplacer(CodePlaceholder, code, UserPlaceholder, name).Replace(template)
}

// oneLine keeps a user's name from adding headers to a mail.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

var linkPlaceholder = pattern.Lazy(`\{##([^#]*)##\}`)

func fillLink(body, url string) string {
	if url == "" {
		return body
	}
	return linkPlaceholder().ReplaceAllStringFunc(body, func(m string) string {
		return `<a href="` + html.EscapeString(url) + `">` + linkPlaceholder().FindStringSubmatch(m)[1] + `</a>`
	})
}

var (
	anchor     = pattern.Lazy(`(?is)<a\s[^>]*href="([^"]*)"[^>]*>(.*?)</a>`)
	lineBreaks = pattern.Lazy(`(?i)<(br|/p|/div|/tr|/h[1-6])\s*/?>`)
	invisible  = pattern.Lazy(`(?is)<(style|script|head)\b.*?</(style|script|head)>`)
	tags       = pattern.Lazy(`(?s)<[^>]*>`)
)

// plain makes the text alternative of an HTML body: links keep their address.
func plain(body string) string {
	body = anchor().ReplaceAllString(invisible().ReplaceAllString(body, ""), "$2 ($1)")
	body = tags().ReplaceAllString(lineBreaks().ReplaceAllString(body, "\n"), "")
	return strings.TrimSpace(html.UnescapeString(body))
}
