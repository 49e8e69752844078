package delivery

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/message"
)

// Security says how the connection to the mail server is protected.
type Security int

// The ways. StartTLS fails when the server does not offer it; there is no
// falling back to clear text.
const (
	StartTLS Security = iota
	ImplicitTLS
	ClearText
)

// smtpTimeout bounds each step of the exchange. A send that has begun is not
// cut off when the program stops: half of it may be a whole message.
const smtpTimeout = 10 * time.Second

// SMTP carries e-mail through a mail server. Every message has a connection of
// its own.
type SMTP struct {
	Host           string
	Port           int
	Security       Security
	User, Password string // both or none
	From           string // sender of pools that name none
	TLS            *tls.Config
}

// Carry hands over one message. Answers of the 5xx class to the message itself
// are final; everything else, a refused login included, is worth another try,
// because it is for the operator to mend.
func (s *SMTP) Carry(ctx context.Context, m userpool.Message) error {
	msg, err := s.compose(m)
	if err != nil {
		return &Refused{Cause: err}
	}
	var line connection
	// The library leaves the connection open when the greeting, TLS or the
	// login fails.
	defer line.close()
	client, err := s.client(&line)
	if err != nil {
		return fmt.Errorf("smtp settings: %w", err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("smtp connection: %w", err)
	}
	err = client.Send(msg)
	_ = client.Close() // its failure says nothing about the message
	if msg.IsDelivered() {
		return nil // what failed came after the server took the message
	}
	var failed *gomail.SendError
	if errors.As(err, &failed) && failed.ErrorCode() >= 500 {
		return &Refused{Cause: err}
	}
	return err
}

// connection holds on to what was dialled.
type connection struct{ conn net.Conn }

func (c *connection) close() {
	if c.conn != nil {
		_ = c.conn.Close() // it may be closed already
	}
}

// client is made anew for each message: it is not safe for concurrent sends.
func (s *SMTP) client(line *connection) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(smtpTimeout), gomail.WithoutNoop(),
		gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (conn net.Conn, err error) {
			line.conn, err = s.dial(ctx, network, address)
			return line.conn, err
		}),
	}
	switch s.Security {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithTLSConfig(s.tlsConfig()))
	case ImplicitTLS:
		options = append(options, gomail.WithSSL())
	case ClearText:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.User != "" {
		// PLAIN and LOGIN refuse by themselves to go out without TLS.
		options = append(options, gomail.WithUsername(s.User), gomail.WithPassword(s.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return gomail.NewClient(s.Host, options...)
}

func (s *SMTP) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if s.Security == ImplicitTLS {
		return (&tls.Dialer{Config: s.tlsConfig()}).DialContext(ctx, network, address)
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}

func (s *SMTP) tlsConfig() *tls.Config {
	c := s.TLS.Clone()
	if c == nil {
		c = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if c.ServerName == "" {
		c.ServerName = s.Host
	}
	return c
}

func (s *SMTP) compose(m userpool.Message) (*gomail.Msg, error) {
	from := m.From
	if from == "" || from == message.DefaultFrom {
		from = s.From
	}
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	msg := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8))
	msg.FromMailAddress(sender)
	// ToMailAddress would read a display name; an address is all a user has.
	msg.ToMailAddress(&mail.Address{Address: m.To})
	if m.ReplyTo != "" {
		if err := msg.ReplyTo(m.ReplyTo); err != nil {
			return nil, fmt.Errorf("reply-to: %w", err)
		}
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.Created)
	msg.SetMessageIDWithValue(m.ID + "@" + domain(sender.Address))
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

func domain(address string) string {
	for i := len(address) - 1; i >= 0; i-- {
		if address[i] == '@' {
			return address[i+1:]
		}
	}
	return "localhost"
}
