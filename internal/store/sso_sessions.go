package store

import (
	"fmt"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	ssoColumns       = `id, hash, sub, revoked, expires, last_active, ip, agent, detail`
	selectSSOSession = `SELECT ` + ssoColumns + ` FROM sso_sessions WHERE pool = $1 AND id = $2`
	selectSSOByKey   = `SELECT ` + ssoColumns + ` FROM sso_sessions WHERE pool = $1 AND hash = $2`
	listSSOSessions  = `SELECT ` + ssoColumns + ` FROM sso_sessions WHERE pool = $1 AND sub = $2 ORDER BY id`
	putSSOSession    = `INSERT INTO sso_sessions (pool, id, hash, sub, revoked, expires, last_active, ip, agent, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (pool, id) DO UPDATE
SET hash = excluded.hash, sub = excluded.sub, revoked = excluded.revoked, expires = excluded.expires,
    last_active = excluded.last_active, ip = excluded.ip, agent = excluded.agent, detail = excluded.detail`
	touchSSOSession  = `UPDATE sso_sessions SET last_active = $3 WHERE pool = $1 AND id = $2 AND last_active < $3`
	revokeSSOSession = `UPDATE sso_sessions SET revoked = TRUE WHERE pool = $1 AND id = $2`
	deleteSSOSession = `DELETE FROM sso_sessions WHERE pool = $1 AND id = $2`
)

// ssoRow is the document of an SSO session: what no statement looks at.
type ssoRow struct {
	Client    userpool.ClientID `json:"client"`
	Provider  string            `json:"provider,omitzero"`
	Created   int64             `json:"created"`
	FreshAuth int64             `json:"fresh_auth"`
	AMR       []string          `json:"amr,omitzero"`
	ACR       string            `json:"acr,omitzero"`
}

// SSOSession reads an SSO session by its public id, ended ones too, or ErrNotFound.
func (tx *Tx) SSOSession(pool userpool.PoolID, id string) (*userpool.SSOSession, error) {
	return tx.ssoSession(pool, selectSSOSession, string(pool), id)
}

// SSOSessionByKey reads an SSO session by the hash of its secret, ended ones
// too, or ErrNotFound.
func (tx *Tx) SSOSessionByKey(pool userpool.PoolID, hash []byte) (*userpool.SSOSession, error) {
	return tx.ssoSession(pool, selectSSOByKey, string(pool), hash)
}

// SSOSessionsOf lists the SSO sessions of a user by id, ended ones too.
func (tx *Tx) SSOSessionsOf(pool userpool.PoolID, sub userpool.Sub) ([]userpool.SSOSession, error) {
	var sessions []userpool.SSOSession
	err := tx.each(func(r rows) error {
		s, err := scanSSOSession(pool, r)
		if err == nil {
			sessions = append(sessions, *s)
		}
		return err
	}, listSSOSessions, string(pool), []byte(sub))
	return sessions, err
}

// PutSSOSession adds an SSO session or writes it over.
func (tx *Tx) PutSSOSession(s userpool.SSOSession) error {
	detail, err := document(ssoRow{Client: s.Client, Provider: s.Provider, Created: millis(s.Created),
		FreshAuth: millis(s.FreshAuth), AMR: s.AMR, ACR: s.ACR})
	if err != nil {
		return err
	}
	_, err = tx.exec(putSSOSession, string(s.Pool), s.ID, s.Key, []byte(s.Sub), s.Revoked, millis(s.Expires),
		millis(s.LastActive), s.IP, []byte(s.Agent), detail)
	return err
}

// TouchSSOSession notes a use of the session, if it is there.
func (tx *Tx) TouchSSOSession(pool userpool.PoolID, id string, at time.Time) error {
	_, err := tx.exec(touchSSOSession, string(pool), id, millis(at))
	return err
}

// RevokeSSOSession ends an SSO session, or answers ErrNotFound.
func (tx *Tx) RevokeSSOSession(pool userpool.PoolID, id string) error {
	return tx.must(userpool.ErrNotFound, revokeSSOSession, string(pool), id)
}

// DeleteSSOSession deletes an SSO session, if it is there.
func (tx *Tx) DeleteSSOSession(pool userpool.PoolID, id string) error {
	_, err := tx.exec(deleteSSOSession, string(pool), id)
	return err
}

func (tx *Tx) ssoSession(pool userpool.PoolID, statement string, args ...any) (*userpool.SSOSession, error) {
	var s *userpool.SSOSession
	err := tx.one(func(r rows) (err error) {
		s, err = scanSSOSession(pool, r)
		return err
	}, statement, args...)
	return s, err
}

func scanSSOSession(pool userpool.PoolID, r rows) (*userpool.SSOSession, error) {
	s := &userpool.SSOSession{Pool: pool}
	var sub, agent []byte
	var expires, active int64
	var detail string
	if err := r.Scan(&s.ID, &s.Key, &sub, &s.Revoked, &expires, &active, &s.IP, &agent, &detail); err != nil {
		return nil, err
	}
	var row ssoRow
	if err := readDocument(detail, &row); err != nil {
		return nil, fmt.Errorf("SSO session %s: %w", s.ID, err)
	}
	s.Sub, s.Agent, s.Expires, s.LastActive = userpool.Sub(sub), string(agent), instant(expires), instant(active)
	s.Client, s.Provider, s.Created, s.FreshAuth = row.Client, row.Provider, instant(row.Created), instant(row.FreshAuth)
	s.AMR, s.ACR = row.AMR, row.ACR
	return s, nil
}
