// Package social asks Facebook, Amazon and Twitter about access tokens: which
// app a token was issued to, and which user it stands for.
//
// It owns what is asked and how. Whether that app is one that counts is for
// callers to decide, and they must: a token for somebody else's app proves
// nothing here.
//
// Invariant: what a provider answers is bounded in size and time, no token
// follows a redirect, and none is in a URL or an error unless the provider
// takes it nowhere else.
package social

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	// Remember is how long an accepted token is not asked about again.
	Remember = 30 * time.Second

	timeout    = 5 * time.Second
	maxAnswer  = 64 << 10
	maxToken   = 16 << 10
	maxEntries = 4096
)

// Errors of Verify. Their causes are for the log and name no token.
var (
	ErrUnknown     = errors.New("social: no provider with access tokens has this domain")
	ErrRefused     = errors.New("social: the provider does not accept the token")
	ErrUnreachable = errors.New("social: the provider does not answer")
)

// The domains by which identity pools name the providers.
const (
	Facebook = "graph.facebook.com"
	Amazon   = "www.amazon.com"
	Twitter  = "api.twitter.com"
)

// Addresses are the base URLs of the providers; an empty one is the provider's
// own.
type Addresses struct{ Facebook, Amazon, Twitter string }

// A User is whom a token stands for.
type User struct {
	App     string // the app that the token was issued to
	Subject string // the user's id at the provider
}

// Deps are what a Client needs.
type Deps struct {
	Now func() time.Time
	// Nonce draws a text that is never drawn again.
	Nonce func() string
	At    Addresses
}

// A Client is safe for concurrent use.
type Client struct {
	deps Deps
	http *http.Client

	mu    sync.Mutex
	known map[[sha256.Size]byte]known
}

type known struct {
	user  User
	until time.Time
}

// New makes a Client.
func New(deps Deps) *Client {
	own := func(at *string, url string) {
		if *at == "" {
			*at = url
		}
	}
	own(&deps.At.Facebook, "https://graph.facebook.com")
	own(&deps.At.Amazon, "https://api.amazon.com")
	own(&deps.At.Twitter, "https://api.twitter.com")
	return &Client{deps: deps, known: map[[sha256.Size]byte]known{}, http: &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Verify asks the provider of a domain about a token. App is what the identity
// pool knows the app by, which Twitter needs to be asked at all: its consumer
// key and secret, with a semicolon between.
func (c *Client) Verify(ctx context.Context, domain, app, token string) (User, error) {
	ask, ok := map[string]func(context.Context, string, string) (User, time.Duration, error){
		Facebook: c.facebook, Amazon: c.amazon, Twitter: c.twitter,
	}[domain]
	if !ok {
		return User{}, ErrUnknown
	}
	if token == "" || len(token) > maxToken {
		return User{}, ErrRefused
	}
	key := sha256.Sum256([]byte(domain + "\x00" + app + "\x00" + token))
	if user, ok := c.recall(key); ok {
		return user, nil
	}
	user, lasts, err := ask(ctx, app, token)
	if err != nil {
		return User{}, err
	}
	if user.App == "" || user.Subject == "" {
		return User{}, errors.Join(ErrRefused, errors.New("the answer names no app or no user"))
	}
	c.remember(key, user, min(lasts, Remember))
	return user, nil
}

func (c *Client) recall(key [sha256.Size]byte) (User, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.known[key]
	return k.user, ok && c.deps.Now().Before(k.until)
}

func (c *Client) remember(key [sha256.Size]byte, user User, lasts time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= maxEntries {
		clear(c.known)
	}
	c.known[key] = known{user, c.deps.Now().Add(lasts)}
}

// get reads a JSON document. An answer from 400 to 499 is a refusal, except
// that too many requests say nothing of the token.
func (c *Client) get(ctx context.Context, url, authorization string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return errors.Join(ErrUnreachable, errors.New("the address is no URL"))
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	r.Header.Set("Accept", "application/json")
	answer, err := c.http.Do(r)
	if err != nil {
		// The client's own error repeats the URL.
		return errors.Join(ErrUnreachable, errors.Unwrap(err))
	}
	defer answer.Body.Close()
	switch status := answer.StatusCode; {
	case status == http.StatusTooManyRequests, status < 200, status >= 300 && status < 400, status >= 500:
		return errors.Join(ErrUnreachable, fmt.Errorf("status %d", status))
	case status >= 400:
		return errors.Join(ErrRefused, fmt.Errorf("status %d", status))
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil || len(text) > maxAnswer {
		return errors.Join(ErrUnreachable, errors.New("the answer breaks off or is too long"))
	}
	if err := json.Unmarshal(text, into); err != nil {
		return errors.Join(ErrUnreachable, errors.New("the answer is not the JSON that was asked for"))
	}
	return nil
}
