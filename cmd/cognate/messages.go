package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/server"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

func messagesCommand() command {
	return command{
		name: "messages", summary: "print the messages to users, also beside a running server",
		run: runMessages,
		help: helpWithSettings(`Usage: cognate messages [--to ADDRESS] [--last] [--code] [--json] [--follow] [options]

Prints the messages in the outbox, oldest first.

  --to ADDRESS  only those to this e-mail address or phone number
  --last        only the newest; fails when there is none
  --code        only the code or temporary password inside
  --json        one JSON object a line
  --follow      go on and print new ones as they come

The newest code for a script: cognate messages --to a@example.com --last --code
`, config.Tool),
	}
}

// messageView is what the flags ask to see.
type messageView struct {
	to                       string
	last, code, json, follow bool
}

const (
	messagePage  = 100
	followPeriod = 300 * time.Millisecond
)

func runMessages(ctx context.Context, t terminal, args []string) error {
	var v messageView
	set := newFlags("messages")
	set.StringVar(&v.to, "to", "", "an address")
	set.BoolVar(&v.last, "last", false, "")
	set.BoolVar(&v.code, "code", false, "")
	set.BoolVar(&v.json, "json", false, "")
	set.BoolVar(&v.follow, "follow", false, "")
	return withStorage(ctx, t, set, args, func(s *server.Storage) error {
		switch {
		case set.NArg() > 0:
			return usagef("unexpected argument %q", set.Arg(0))
		case v.code && v.json:
			return usagef("--code and --json exclude each other")
		}
		return v.run(ctx, t.out, s)
	})
}

func (v messageView) run(ctx context.Context, w io.Writer, s *server.Storage) error {
	seen, err := v.first(ctx, w, s)
	if err != nil || !v.follow {
		return err
	}
	tick := time.NewTicker(followPeriod)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if seen, err = v.printAfter(ctx, w, s, seen); err != nil {
			return err
		}
	}
}

// first prints what is there and returns the last message printed.
func (v messageView) first(ctx context.Context, w io.Writer, s *server.Storage) (*userpool.Message, error) {
	if !v.last {
		return v.printAfter(ctx, w, s, nil)
	}
	newest, err := readMessages(ctx, s, userpool.MessageQuery{To: v.to, Limit: 1, NewestFirst: true})
	if err != nil {
		return nil, err
	}
	if len(newest) == 0 {
		if v.follow {
			return nil, nil
		}
		return nil, errors.New("there is no message")
	}
	return &newest[0], v.print(w, newest[0])
}

func (v messageView) printAfter(ctx context.Context, w io.Writer, s *server.Storage, after *userpool.Message) (*userpool.Message, error) {
	for {
		page, err := readMessages(ctx, s, userpool.MessageQuery{To: v.to, After: after, Limit: messagePage})
		if err != nil {
			return after, err
		}
		for _, m := range page {
			if err := v.print(w, m); err != nil {
				return after, err
			}
			after = &m
		}
		if len(page) < messagePage {
			return after, nil
		}
	}
}

func readMessages(ctx context.Context, s *server.Storage, q userpool.MessageQuery) (page []userpool.Message, err error) {
	err = s.View(ctx, func(tx *store.Tx) error {
		page, err = tx.Messages(q)
		return err
	})
	return page, err
}

func (v messageView) print(w io.Writer, m userpool.Message) error {
	switch {
	case v.code:
		_, err := fmt.Fprintln(w, m.Code)
		return err
	case v.json:
		return json.NewEncoder(w).Encode(messageJSON(m))
	}
	_, err := fmt.Fprintf(w, "%s  %s to %s  %s, pool %s, %s\n", m.Created.UTC().Format(time.RFC3339), m.Medium, m.To, m.Kind, m.Pool, m.State)
	if err == nil && m.Subject != "" {
		_, err = fmt.Fprintf(w, "  %s\n", m.Subject)
	}
	if err == nil {
		_, err = fmt.Fprintf(w, "  %s\n\n", strings.ReplaceAll(strings.TrimSpace(m.Text), "\n", "\n  "))
	}
	return err
}

// shownMessage is the JSON form of a message.
type shownMessage struct {
	ID      string    `json:"id"`
	Pool    string    `json:"pool"`
	Sub     string    `json:"sub"`
	Kind    string    `json:"kind"`
	Medium  string    `json:"medium"`
	To      string    `json:"to"`
	From    string    `json:"from,omitempty"`
	Subject string    `json:"subject,omitempty"`
	Text    string    `json:"text"`
	HTML    string    `json:"html,omitempty"`
	Code    string    `json:"code"`
	Link    string    `json:"link,omitempty"`
	Created time.Time `json:"created"`
	State   string    `json:"state"`
	Failure string    `json:"failure,omitempty"`
}

func messageJSON(m userpool.Message) shownMessage {
	return shownMessage{
		ID: m.ID, Pool: string(m.Pool), Sub: string(m.Sub), Kind: string(m.Kind), Medium: string(m.Medium), To: m.To,
		From: m.From, Subject: m.Subject, Text: m.Text, HTML: m.HTML, Code: m.Code, Link: m.Link,
		Created: m.Created.UTC(), State: string(m.State), Failure: m.Failure,
	}
}
