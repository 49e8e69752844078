package principal

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/cognate-id/cognate/internal/access"
)

// The content of a session token: a version byte, the seed, two times in
// seconds, kind and flags, then the fields in order. A text is its length and
// its bytes, a list is its length and its entries. Tokens live for hours only,
// so that a new version needs no reader for the old one beyond a day.

const sessionVersion = 1

var errContent = errors.New("principal: malformed session content")

func encodeSession(s *Session, seed [seedSize]byte) []byte {
	e := encoder{sessionVersion}
	e = append(e, seed[:]...)
	e = binary.AppendVarint(e, s.IssuedAt.Unix())
	e = binary.AppendVarint(e, s.ExpiresAt.Unix())
	e = append(e, byte(s.Kind), flag(s.MFA))
	for _, t := range []string{s.Account, s.PrincipalID, s.PrincipalARN, s.Name, s.FederatedProvider, s.SourceIdentity} {
		e.text(t)
	}
	e.texts(s.Policies)
	e.texts(s.PolicyARNs)
	e.texts(s.Transitive)
	e.size(len(s.Tags))
	for _, t := range s.Tags {
		e.text(t.Key)
		e.text(t.Value)
	}
	e.size(len(s.Keys))
	for _, key := range slices.Sorted(maps.Keys(s.Keys)) {
		e.text(key)
		e.texts(s.Keys[key])
	}
	return e
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

type encoder []byte

func (e *encoder) size(n int) { *e = binary.AppendUvarint(*e, uint64(n)) }

func (e *encoder) text(s string) {
	e.size(len(s))
	*e = append(*e, s...)
}

func (e *encoder) texts(list []string) {
	e.size(len(list))
	for _, s := range list {
		e.text(s)
	}
}

func decodeSession(plain []byte) (s Session, seed [seedSize]byte, err error) {
	d := decoder{rest: plain}
	if d.byte() != sessionVersion {
		return s, seed, errContent
	}
	copy(seed[:], d.bytes(seedSize))
	s.IssuedAt, s.ExpiresAt = d.time(), d.time()
	s.Kind = access.CallerKind(d.byte())
	s.MFA = d.byte() == 1
	for _, field := range []*string{&s.Account, &s.PrincipalID, &s.PrincipalARN, &s.Name, &s.FederatedProvider, &s.SourceIdentity} {
		*field = d.text()
	}
	s.Policies, s.PolicyARNs, s.Transitive = d.texts(), d.texts(), d.texts()
	for range d.size() {
		s.Tags = append(s.Tags, access.Tag{Key: d.text(), Value: d.text()})
	}
	if n := d.size(); n > 0 {
		s.Keys = make(map[string][]string, n)
		for range n {
			key := d.text()
			s.Keys[key] = d.texts()
		}
	}
	if d.failed || len(d.rest) > 0 || !sessionKind(s.Kind) {
		return Session{}, seed, errContent
	}
	return s, seed, nil
}

// sessionKind reports whether callers of that kind have sessions.
func sessionKind(k access.CallerKind) bool {
	return k == access.Root || k == access.User || k == access.AssumedRole || k == access.FederatedUser
}

// A decoder reads fields; after the first one that is not there it only gives
// zero values.
type decoder struct {
	rest   []byte
	failed bool
}

func (d *decoder) bytes(n int) []byte {
	if n > len(d.rest) {
		d.failed, d.rest = true, nil
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) byte() byte {
	if b := d.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) time() time.Time {
	seconds, n := binary.Varint(d.rest)
	if n <= 0 {
		d.failed, d.rest = true, nil
		return time.Time{}
	}
	d.rest = d.rest[n:]
	return time.Unix(seconds, 0).UTC()
}

// size reads the length of a text or list, which cannot be greater than what
// is left: every entry takes a byte at least.
func (d *decoder) size() int {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 || v > uint64(len(d.rest)) {
		d.failed, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[n:]
	return int(v)
}

func (d *decoder) text() string { return string(d.bytes(d.size())) }

func (d *decoder) texts() []string {
	var list []string
	for range d.size() {
		list = append(list, d.text())
	}
	return list
}
