package session

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
	"github.com/cognate-id/cognate/internal/userpool"
)

// MaxPage is the size of a page: the most token sessions and SSO sessions that
// a user can have together.
const MaxPage = 125

// The values of SessionType.
const (
	TypeToken = "TOKEN"
	TypeSSO   = "SSO"
)

// Session is one place where a user is signed in.
type Session struct {
	ID         string // `tkn…` or `sso…`
	Type       string
	Client     userpool.ClientID
	Created    time.Time
	LastActive time.Time
	Device     string // see Device
	IP         string
	Origin     string // the SSO session that a token session came through
	Current    bool   // the caller's own token belongs to it

	family string // of a token session
}

// Page is one page of sessions; Next is "" on the last one.
type Page struct {
	Sessions []Session
	Next     string
}

// List gives the live sessions of the owner, the one used last first, and goes
// on where next says.
func (s *Service) List(ctx context.Context, o Owner, next string) (page Page, err error) {
	list := []string{"sessions", string(o.pool.ID), string(o.user.Sub)}
	after, err := cursor.Parse(next, list...)
	if err != nil {
		return page, userpool.Errorf(userpool.InvalidParameter, "Invalid pagination token given.")
	}
	now := s.deps.Now()
	var all []Session
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		all, err = live(st, o, now)
		return err
	})
	if err != nil {
		return page, err
	}
	slices.SortFunc(all, func(a, b Session) int { return strings.Compare(b.rank(), a.rank()) })
	page.Sessions = slices.DeleteFunc(all, func(x Session) bool { return after != "" && x.rank() >= after })
	if len(page.Sessions) > MaxPage {
		page.Sessions = page.Sessions[:MaxPage]
		page.Next = cursor.Print(page.Sessions[MaxPage-1].rank(), list...)
	}
	return page, nil
}

// rank orders sessions by last use, and those of one instant by id.
func (x Session) rank() string { return fmt.Sprintf("%020d %s", x.LastActive.UnixMilli(), x.ID) }

// live reads the sessions of the owner that have not ended. A user who is
// disabled is signed in nowhere.
func live(st Store, o Owner, now time.Time) ([]Session, error) {
	families, err := st.FamiliesOf(o.pool.ID, o.user.Sub)
	if err != nil {
		return nil, err
	}
	browsers, err := st.SSOSessionsOf(o.pool.ID, o.user.Sub)
	if err != nil || !o.user.Enabled {
		return nil, err
	}
	var out []Session
	for _, f := range families {
		// A family without an id is from before the pool tracked sessions.
		if f.SessionID == "" || f.Revoked || f.Epoch != o.user.TokenEpoch || !now.Before(f.Expires) {
			continue
		}
		out = append(out, Session{ID: f.SessionID, Type: TypeToken, Client: f.Client, Created: f.Created,
			LastActive: later(f.LastActive, f.Created), Device: Device(f.Agent), IP: f.IP, Origin: f.Origin,
			Current: f.ID == o.family, family: f.ID})
	}
	for _, b := range browsers {
		if b.Revoked || !now.Before(b.Expires) {
			continue
		}
		out = append(out, Session{ID: b.ID, Type: TypeSSO, Client: b.Client, Created: b.Created,
			LastActive: later(b.LastActive, cmp.Or(b.FreshAuth, b.Created)), Device: Device(b.Agent), IP: b.IP})
	}
	return out, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
