package store

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	messageColumns = `id, pool, created, state, attempts, next_try, detail, content`
	insertMessage  = `INSERT INTO messages (id, pool, created, state, attempts, next_try, recipient, detail, content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	// The conditions stand in the outer statement too: a row that another node
	// has claimed since it was selected is not claimed again.
	claimMessages = `UPDATE messages SET attempts = attempts + 1, next_try = $1
WHERE id IN (SELECT id FROM messages WHERE state = $2 AND next_try <= $3 ORDER BY next_try LIMIT $4)
    AND state = $2 AND next_try <= $3
RETURNING ` + messageColumns
	finishMessage = `UPDATE messages SET state = $2, next_try = $3, content = $4
WHERE id = $1 AND state = $5 AND (attempts = $6 OR $2 = $7)`
	selectMessage = `SELECT ` + messageColumns + ` FROM messages WHERE id = $1`
)

// messageRow is what may be seen of a message, messageContent what may not.
type messageRow struct {
	Kind   userpool.MessageKind `json:"kind"`
	Medium userpool.Medium      `json:"medium"`
}

type messageContent struct {
	Sub     userpool.Sub `json:"sub,omitzero"`
	To      string       `json:"to"`
	From    string       `json:"from,omitzero"`
	ReplyTo string       `json:"reply_to,omitzero"`
	Subject string       `json:"subject,omitzero"`
	Text    string       `json:"text,omitzero"`
	HTML    string       `json:"html,omitzero"`
	Code    string       `json:"code,omitzero"`
	Link    string       `json:"link,omitzero"`
	Failure string       `json:"failure,omitzero"`
}

func contentOf(m *userpool.Message) messageContent {
	return messageContent{
		Sub: m.Sub, To: m.To, From: m.From, ReplyTo: m.ReplyTo, Subject: m.Subject,
		Text: m.Text, HTML: m.HTML, Code: m.Code, Link: m.Link, Failure: m.Failure,
	}
}

func (c *messageContent) addTo(m *userpool.Message) {
	m.Sub, m.To, m.From, m.ReplyTo, m.Subject = c.Sub, c.To, c.From, c.ReplyTo, c.Subject
	m.Text, m.HTML, m.Code, m.Link, m.Failure = c.Text, c.HTML, c.Code, c.Link, c.Failure
}

func messageContentAt(id string) place { return place{"messages", id, "content"} }

// recipient is the keyed hash by which the messages to an address are found.
func (db *DB) recipient(to string) []byte {
	h := hmac.New(sha256.New, db.tagKey)
	h.Write([]byte(strings.ToLower(to)))
	return h.Sum(nil)
}

// InsertMessage adds a message to the outbox. Its id is drawn, so one that is
// taken is no answer: the transaction fails.
func (tx *Tx) InsertMessage(m userpool.Message) error {
	detail, err := document(messageRow{Kind: m.Kind, Medium: m.Medium})
	if err != nil {
		return err
	}
	content, err := tx.sealJSON(contentOf(&m), messageContentAt(m.ID))
	if err != nil {
		return err
	}
	return tx.later(insertMessage, m.ID, string(m.Pool), millis(m.Created), string(m.State),
		m.Attempts, millis(m.NextTry), tx.db.recipient(m.To), detail, content)
}

// ClaimMessages takes up to limit pending messages that are due, oldest first,
// for the caller to send until now+lease. It counts the attempt. Nobody else
// gets them before the lease ends, and nobody at all once they are finished.
func (tx *Tx) ClaimMessages(now time.Time, lease time.Duration, limit int) ([]userpool.Message, error) {
	if tx.readOnly {
		return nil, errReadOnly
	}
	messages, err := tx.messages(claimMessages, millis(now.Add(lease)), string(userpool.MessagePending), millis(now), limit)
	slices.SortFunc(messages, func(a, b userpool.Message) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return messages, err
}

// FinishMessage notes how a claimed message fared: State, NextTry and Failure.
// ErrConflict if it is finished already, or if it failed after the lease when
// somebody else has claimed it; a message that was sent is noted as sent in any
// case.
func (tx *Tx) FinishMessage(m userpool.Message) error {
	content, err := tx.sealJSON(contentOf(&m), messageContentAt(m.ID))
	if err != nil {
		return err
	}
	n, err := tx.exec(finishMessage, m.ID, string(m.State), millis(m.NextTry), content,
		string(userpool.MessagePending), m.Attempts, string(userpool.MessageSent))
	if err == nil && n == 0 {
		return tx.stale(selectMessage, m.ID)
	}
	return err
}

// Messages reads one page of the outbox in the order of creation.
func (tx *Tx) Messages(q userpool.MessageQuery) ([]userpool.Message, error) {
	compare, order := ">", "ASC"
	after := userpool.Message{}
	created := int64(-1)
	if q.NewestFirst {
		compare, order = "<", "DESC"
		created = 1<<63 - 1
	}
	if q.After != nil {
		after, created = *q.After, millis(q.After.Created)
	}
	by, args := "", []any{created, after.ID, q.Limit}
	switch {
	case q.To != "" && q.Pool != "":
		by, args = "recipient = $4 AND pool = $5 AND", append(args, tx.db.recipient(q.To), string(q.Pool))
	case q.To != "":
		by, args = "recipient = $4 AND", append(args, tx.db.recipient(q.To))
	case q.Pool != "":
		by, args = "pool = $4 AND", append(args, string(q.Pool))
	}
	return tx.messages(fmt.Sprintf(listMessages, by, compare, order), args...)
}

// listMessages has gaps for a condition, a comparison and a direction.
const listMessages = `SELECT ` + messageColumns + ` FROM messages
WHERE %[1]s (created, id) %[2]s ($1, $2) ORDER BY created %[3]s, id %[3]s LIMIT $3`

func (tx *Tx) messages(statement string, args ...any) ([]userpool.Message, error) {
	var messages []userpool.Message
	err := tx.each(func(r rows) error {
		m, err := tx.scanMessage(r)
		messages = append(messages, m)
		return err
	}, statement, args...)
	return messages, err
}

func (tx *Tx) scanMessage(r rows) (userpool.Message, error) {
	var m userpool.Message
	var pool, state, detail string
	var created, attempts, next int64
	var sealed []byte
	if err := r.Scan(&m.ID, &pool, &created, &state, &attempts, &next, &detail, &sealed); err != nil {
		return m, err
	}
	m.Pool, m.State, m.Attempts = userpool.PoolID(pool), userpool.MessageState(state), int(attempts)
	m.Created, m.NextTry = instant(created), instant(next)
	var row messageRow
	if err := readDocument(detail, &row); err != nil {
		return m, err
	}
	m.Kind, m.Medium = row.Kind, row.Medium
	var content messageContent
	if err := tx.openJSON(sealed, messageContentAt(m.ID), &content); err != nil {
		return m, err
	}
	content.addTo(&m)
	return m, nil
}
