package main

import (
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

// browser is one without a window: it keeps cookies, follows redirects except
// to the application, and fills the login page.
type browser struct {
	client http.Client
	forms  int // that it has sent
}

// page is where a journey of the browser ended: an address of the application,
// or a page of the server.
type page struct {
	address *url.URL
	status  int
	text    string // "" at the application
}

const application = "http://localhost:3000/"

func newBrowser() (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &browser{client: http.Client{Jar: jar, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), application) {
			return http.ErrUseLastResponse
		}
		if len(via) > 10 {
			return errors.New("too many redirects")
		}
		return nil
	}}}, nil
}

func (b *browser) open(address string) (*page, error) {
	response, err := b.client.Get(address)
	if err != nil {
		return nil, err
	}
	return arrive(response)
}

func arrive(response *http.Response) (*page, error) {
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if to, err := response.Location(); err == nil {
		return &page{address: to, status: response.StatusCode}, nil
	}
	return &page{address: response.Request.URL, status: response.StatusCode, text: string(text)}, nil
}

var (
	loginForm = regexp.MustCompile(`(?s)<form[^>]*name="cognitoSignInForm"[^>]*action="([^"]*)".*?</form>`)
	hidden    = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

func (p *page) asksForPassword() bool { return loginForm.MatchString(p.text) }

func (b *browser) signIn(p *page, user, password string) (*page, error) {
	form := loginForm.FindStringSubmatch(p.text)
	if form == nil {
		return nil, check(false, "the login page is shown: %d %s", p.status, p.address)
	}
	values := url.Values{"username": {user}, "password": {password}}
	for _, field := range hidden.FindAllStringSubmatch(form[0], -1) {
		values.Set(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	action, err := p.address.Parse(html.UnescapeString(form[1]))
	if err != nil {
		return nil, err
	}
	b.forms++
	response, err := b.client.PostForm(action.String(), values)
	if err != nil {
		return nil, err
	}
	return arrive(response)
}

// through opens an address and signs in where that is asked for.
func (b *browser) through(address string) (url.Values, error) {
	p, err := b.open(address)
	if err == nil && p.asksForPassword() {
		p, err = b.signIn(p, userName, password)
	}
	if err != nil {
		return nil, err
	}
	return p.address.Query(), check(p.text == "", "the browser is back: %d %s", p.status, p.address)
}
