package oidc

import (
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// browser keeps cookies, follows redirects as far as the provider goes, and sends forms as they stand on the page.
type browser struct {
	http   *http.Client
	origin string
}

// page is where a browser has come to.
type page struct {
	status  int
	header  http.Header
	address string
	away    string // where the provider sends the browser, if that is elsewhere
	body    string
	doc     *html.Node
}

func (w *world) browser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	check(t, err)
	return &browser{http: &http.Client{Transport: w.http.Transport, Jar: jar, CheckRedirect: stay}, origin: w.server.URL}
}

const maxRedirects = 5

func (b *browser) open(t *testing.T, address string) page {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	check(t, err)
	return b.do(t, q)
}

// do goes where the request leads. After a redirect it goes on by GET.
func (b *browser) do(t *testing.T, q *http.Request) page {
	t.Helper()
	for range maxRedirects {
		response, err := b.http.Do(q)
		check(t, err)
		text, err := io.ReadAll(response.Body)
		check(t, err)
		check(t, response.Body.Close())
		p := page{status: response.StatusCode, header: response.Header, address: q.URL.String(), body: string(text)}
		if response.StatusCode/100 != 3 {
			p.doc, err = html.Parse(bytes.NewReader(text))
			check(t, err)
			return p
		}
		to := response.Header.Get("Location") // parsed by nobody before it is compared
		if strings.HasPrefix(to, "/") {
			to = b.origin + to
		}
		if !strings.HasPrefix(to, b.origin+"/") {
			p.away = to
			return p
		}
		q, err = http.NewRequestWithContext(t.Context(), http.MethodGet, to, nil)
		check(t, err)
	}
	t.Fatalf("redirects without end at %s", q.URL)
	return page{}
}

// signIn fills the login page.
func (b *browser) signIn(t *testing.T, p page) page {
	t.Helper()
	form := find(p.doc, func(n *html.Node) bool { return n.Data == "form" && strings.Contains(attribute(n, "action"), "/login") })
	values := url.Values{}
	walk(form, func(n *html.Node) {
		if n.Data == "input" && attribute(n, "name") != "" {
			values.Set(attribute(n, "name"), attribute(n, "value"))
		}
	})
	values.Set("username", username)
	values.Set("password", password)
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.origin+attribute(form, "action"), strings.NewReader(values.Encode()))
	check(t, err)
	q.Header.Set("Content-Type", formType)
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(t, q)
}

// asks reports whether the page is the one where users sign in.
func (p page) asks() bool { return p.input("username") != nil && p.input("password") != nil }

func (p page) input(name string) *html.Node {
	return find(p.doc, func(n *html.Node) bool { return n.Data == "input" && attribute(n, "name") == name })
}

func walk(n *html.Node, visit func(*html.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func find(n *html.Node, is func(*html.Node) bool) (found *html.Node) {
	walk(n, func(n *html.Node) {
		if found == nil && n.Type == html.ElementNode && is(n) {
			found = n
		}
	})
	return found
}

func attribute(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
