package store

import "github.com/cognate-id/cognate/internal/userpool"

const countMessages = `SELECT count(*) FROM messages WHERE state = $1`

// CountMessages counts the messages in one state.
func (tx *Tx) CountMessages(state userpool.MessageState) (n int, err error) {
	var count int64
	err = tx.one(func(r rows) error { return r.Scan(&count) }, countMessages, string(state))
	return int(count), err
}
