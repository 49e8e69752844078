package delivery

import (
	"crypto/tls"
	"errors"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/message"
)

var sent = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

func example() userpool.Message {
	return userpool.Message{
		ID: "6f1f0e5e-0000-4000-8000-000000000001", Medium: userpool.MediumEmail, To: "alice@example.org",
		From: message.DefaultFrom, ReplyTo: "help@id.example", Subject: "Ihr Code für heute",
		Text: "Your code is 123456.\n.\nEnd", HTML: "<p>Your code is <b>123456</b>.</p>",
		Created: sent, State: userpool.MessagePending,
	}
}

func TestSMTPSecurity(t *testing.T) {
	t.Parallel()
	for name, security := range map[string]Security{"starttls": StartTLS, "implicit": ImplicitTLS, "clear": ClearText} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startMailServer(t, security, nil)
			carrier := server.carrier()
			if security != ClearText {
				carrier.User, carrier.Password = "cognate", "open sesame"
			}
			if err := carrier.Carry(t.Context(), example()); err != nil {
				t.Fatal(err)
			}
			got := server.messages()
			if len(got) != 1 {
				t.Fatalf("%d messages, want 1", len(got))
			}
			m := got[0]
			if m.encrypted != (security != ClearText) {
				t.Errorf("encrypted %v", m.encrypted)
			}
			if security != ClearText && m.login != "\x00cognate\x00open sesame" {
				t.Errorf("login %q", m.login)
			}
			if !strings.HasPrefix(m.from, "FROM:<no-reply@id.example>") || m.to != "TO:<alice@example.org>" {
				t.Errorf("envelope %q → %q", m.from, m.to)
			}
		})
	}
}

func TestSMTPMessage(t *testing.T) {
	t.Parallel()
	server := startMailServer(t, ClearText, nil)
	if err := server.carrier().Carry(t.Context(), example()); err != nil {
		t.Fatal(err)
	}
	got := server.messages()[0]
	for header, want := range map[string]string{
		"From": `"Cognate" <no-reply@id.example>`, "To": "<alice@example.org>", "Reply-To": "<help@id.example>",
		"Message-Id": "<6f1f0e5e-0000-4000-8000-000000000001@id.example>", "Date": sent.Format(time.RFC1123Z),
	} {
		if v := got.message.Header.Get(header); v != want {
			t.Errorf("%s: %q, want %q", header, v, want)
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(got.message.Header.Get("Subject"))
	if err != nil || subject != "Ihr Code für heute" {
		t.Errorf("subject %q, error %v", subject, err)
	}
	for _, want := range []string{"Your code is 123456.", "<b>123456</b>", "text/plain", "text/html"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("body lacks %q:\n%s", want, got.body)
		}
	}
}

// An address or a name must not be able to add headers or recipients.
func TestSMTPInjection(t *testing.T) {
	t.Parallel()
	server := startMailServer(t, ClearText, nil)
	for _, to := range []string{"a@b.example\r\nBcc: c@d.example", "a@b.example>\r\nRCPT TO:<c@d.example", "a@b.example, c@d.example"} {
		m := example()
		m.To = to
		_ = server.carrier().Carry(t.Context(), m)
	}
	m := example()
	m.Subject = "x\r\nBcc: c@d.example"
	if err := server.carrier().Carry(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	for _, got := range server.messages() {
		if got.message.Header.Get("Bcc") != "" || strings.Contains(got.to, "c@d.example>") && !strings.Contains(got.to, `"`) {
			t.Errorf("to %q, headers %v", got.to, got.message.Header)
		}
	}
}

func TestSMTPFailures(t *testing.T) {
	t.Parallel()
	answer := func(prefix, with string) func(string) string {
		return func(line string) string {
			if strings.HasPrefix(line, prefix) {
				return with
			}
			return ""
		}
	}
	tests := []struct {
		name    string
		refuse  func(string) string
		refused bool
	}{
		{"unknown mailbox", answer("RCPT", "550 5.1.1 no such user"), true},
		{"sender refused", answer("MAIL", "553 not you"), true},
		{"content refused", answer("DATA", "554 no"), true},
		{"mailbox busy", answer("RCPT", "450 4.2.0 greylisted"), false},
		{"overloaded", answer("MAIL", "421 later"), false},
		{"login refused", answer("AUTH", "535 5.7.8 wrong"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := startMailServer(t, StartTLS, tt.refuse)
			carrier := server.carrier()
			carrier.User, carrier.Password = "u", "secret-password"
			err := carrier.Carry(t.Context(), example())
			if err == nil {
				t.Fatal("no error")
			}
			var refused *Refused
			if errors.As(err, &refused) != tt.refused {
				t.Errorf("error %v, want final %v", err, tt.refused)
			}
			if strings.Contains(err.Error(), "secret-password") || strings.Contains(err.Error(), "123456") {
				t.Errorf("error %v tells a secret", err)
			}
			if n := len(server.messages()); n != 0 {
				t.Errorf("%d messages went out", n)
			}
		})
	}
}

func TestSMTPNeedsTheTLSItWasTold(t *testing.T) {
	t.Parallel()
	server := startMailServer(t, StartTLS, nil)
	server.config = nil // an attacker who strips the offer
	if err := server.carrier().Carry(t.Context(), example()); err == nil || len(server.messages()) != 0 {
		t.Errorf("error %v, %d messages went out in the clear", err, len(server.messages()))
	}
	other := startMailServer(t, ImplicitTLS, nil)
	carrier := other.carrier()
	carrier.TLS = &tls.Config{MinVersion: tls.VersionTLS12} // does not know the certificate
	if err := carrier.Carry(t.Context(), example()); err == nil || len(other.messages()) != 0 {
		t.Errorf("error %v, %d messages went to a stranger", err, len(other.messages()))
	}
}

// The server's word that it took the message counts, whatever follows.
func TestSMTPTakenIsTaken(t *testing.T) {
	t.Parallel()
	server := startMailServer(t, ClearText, nil)
	server.hangUp = true
	if err := server.carrier().Carry(t.Context(), example()); err != nil || len(server.messages()) != 1 {
		t.Errorf("error %v, %d messages", err, len(server.messages()))
	}
}

func TestSMTPNobodyThere(t *testing.T) {
	t.Parallel()
	carrier := &SMTP{Host: "127.0.0.1", Port: 1, Security: ClearText, From: "a@b.example"}
	err := carrier.Carry(t.Context(), example())
	var refused *Refused
	if err == nil || errors.As(err, &refused) {
		t.Errorf("error %v, want one that is worth another try", err)
	}
}

func TestSMTPSenderOfThePool(t *testing.T) {
	t.Parallel()
	server := startMailServer(t, ClearText, nil)
	m := example()
	m.From, m.HTML = "Shop <shop@shop.example>", ""
	if err := server.carrier().Carry(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	from, err := mail.ParseAddress(server.messages()[0].message.Header.Get("From"))
	if err != nil || from.Name != "Shop" || from.Address != "shop@shop.example" {
		t.Errorf("from %v, error %v", from, err)
	}
	if !strings.Contains(server.messages()[0].message.Header.Get("Content-Type"), "text/plain") {
		t.Error("a message without HTML is not plain text")
	}
}
