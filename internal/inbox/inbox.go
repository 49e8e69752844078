package inbox

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// shown bounds the messages on the page.
const shown = 50

//go:embed page
var page embed.FS

// Reader reads a page of the outbox.
type Reader func(ctx context.Context, q userpool.MessageQuery) ([]userpool.Message, error)

// Inbox serves the page and the three files that it needs, below /inbox.
type Inbox struct {
	read     Reader
	now      func() time.Time
	host     string // the host of the public URL
	template *template.Template
}

// New makes an Inbox. publicURL is the address that clients use; one that is
// no URL leaves the loopback names.
func New(read Reader, now func() time.Time, publicURL string) *Inbox {
	t, err := template.ParseFS(page, "page/*.tmpl")
	if err != nil {
		panic("cognate: internal error: inbox: " + err.Error()) // they are part of the program
	}
	host := ""
	if u, err := url.Parse(publicURL); err == nil {
		host = u.Hostname()
	}
	return &Inbox{read: read, now: now, host: host, template: t}
}

// Paths lists where an Inbox is to be mounted.
func Paths() []string {
	return []string{"/inbox", "/inbox/list", "/inbox/inbox.css", "/inbox/inbox.js"}
}

// ServeHTTP serves GET /inbox, the list alone at /inbox/list for the script
// that keeps the page fresh, and the style and script.
func (i *Inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !i.trusted(r.Host) {
		http.Error(w, "The inbox answers on the server's own address only.", http.StatusForbidden)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "+
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	switch r.URL.Path {
	case "/inbox":
		i.show(w, r, "inbox.tmpl")
	case "/inbox/list":
		i.show(w, r, "list")
	case "/inbox/inbox.css":
		i.file(w, "text/css; charset=utf-8", "page/inbox.css")
	case "/inbox/inbox.js":
		i.file(w, "text/javascript; charset=utf-8", "page/inbox.js")
	default:
		http.NotFound(w, r)
	}
}

// trusted reports whether a request's Host is ours. Loopback names are; others
// could be rebound to us by a page that wants to read the codes.
func (i *Inbox) trusted(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback() || strings.EqualFold(host, "localhost") ||
		host != "" && strings.EqualFold(host, i.host)
}

func (i *Inbox) file(w http.ResponseWriter, contentType, name string) {
	raw, err := page.ReadFile(name)
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(raw) // a browser that has gone away needs no answer
}

// view is what the templates show.
type view struct {
	To       string
	Messages []message
}

type message struct {
	To, Medium, Kind, Pool, State, Subject, Code, Link, Age string
	At                                                      string // RFC 3339
	Text                                                    []part
}

// part is a piece of a message; the code is one of its own, to be highlighted.
type part struct {
	Text string
	Code bool
}

func (i *Inbox) show(w http.ResponseWriter, r *http.Request, name string) {
	to := r.URL.Query().Get("to")
	found, err := i.read(r.Context(), userpool.MessageQuery{To: to, Limit: shown, NewestFirst: true})
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	v := view{To: to}
	for _, m := range found {
		v.Messages = append(v.Messages, i.message(m))
	}
	var out bytes.Buffer // a page that fails half-way must not be sent
	if err := i.template.ExecuteTemplate(&out, name, v); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(out.Bytes()) // a browser that has gone away needs no answer
}

func (i *Inbox) message(m userpool.Message) message {
	out := message{
		To: m.To, Medium: "e-mail", Kind: string(m.Kind), Pool: string(m.Pool), State: string(m.State), Subject: m.Subject,
		Code: m.Code, Age: age(i.now().Sub(m.Created)), At: m.Created.UTC().Format(time.RFC3339), Text: highlight(m.Text, m.Code),
	}
	if m.Medium == userpool.MediumSMS {
		out.Medium = "SMS"
	}
	if strings.HasPrefix(m.Link, "https://") || strings.HasPrefix(m.Link, "http://") {
		out.Link = m.Link
	}
	return out
}

func highlight(text, code string) []part {
	if code == "" {
		return []part{{Text: text}}
	}
	var parts []part
	for n, piece := range strings.Split(text, code) {
		if n > 0 {
			parts = append(parts, part{Text: code, Code: true})
		}
		parts = append(parts, part{Text: piece})
	}
	return parts
}

// age says how long ago in minutes, hours or days. Seconds would change the
// page all the time.
func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return strings.TrimSuffix(d.Truncate(time.Minute).String(), "0s") + " ago"
	case d < 48*time.Hour:
		return strings.TrimSuffix(d.Truncate(time.Hour).String(), "0m0s") + " ago"
	}
	return strconv.Itoa(int(d/(24*time.Hour))) + " days ago"
}
