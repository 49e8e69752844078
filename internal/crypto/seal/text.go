package seal

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

const (
	textHeader = "cognate-keyring-v1"
	// maxText bounds a keyring's text, read from outside.
	maxText = 64 << 10
)

// FormatError tells what is wrong with a keyring's text. It holds no key.
type FormatError struct {
	Line   int // from 1; 0 when the text as a whole is meant
	Reason string
}

func (e *FormatError) Error() string {
	if e.Line == 0 {
		return "seal: keyring: " + e.Reason
	}
	return fmt.Sprintf("seal: keyring line %d: %s", e.Line, e.Reason)
}

// Marshal writes the keyring as text, secrets in the clear:
//
//	cognate-keyring-v1
//	# id, created, key; the first key seals, all open
//	9f0c2a61d3b0e47a 2026-01-05T03:04:05Z <base64 of 32 bytes>
func (r *Keyring) Marshal() []byte {
	var b strings.Builder
	b.WriteString(textHeader + "\n# id, created, key; the first key seals, all open\n")
	for _, k := range *r.keys.Load() {
		fmt.Fprintf(&b, "%s %s %s\n", k.id, k.created.Format(time.RFC3339), base64.StdEncoding.EncodeToString(k.secret[:]))
	}
	return []byte(b.String())
}

// ParseKeyring reads what Marshal wrote. Empty lines and lines that start with
// "#" are skipped. The error is a *FormatError, or that of NewKeyring.
func ParseKeyring(text []byte) (*Keyring, error) {
	if len(text) > maxText {
		return nil, &FormatError{Reason: "too long"}
	}
	header, body, _ := strings.Cut(string(text), "\n")
	if strings.TrimSpace(header) != textHeader {
		return nil, &FormatError{Line: 1, Reason: "does not say " + textHeader}
	}
	var keys []*Key
	number := 1
	for line := range strings.Lines(body) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, reason := parseKey(line)
		if reason != "" {
			return nil, &FormatError{Line: number, Reason: reason}
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, &FormatError{Reason: "holds no key"}
	}
	return NewKeyring(keys[0], keys[1:]...)
}

func parseKey(line string) (key *Key, reason string) {
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return nil, "is not: id, created, key"
	}
	created, err := time.Parse(time.RFC3339, fields[1])
	if err != nil {
		return nil, "created is not a date such as 2026-01-05T03:04:05Z"
	}
	secret, reason := parseSecret(fields[2])
	if reason != "" {
		return nil, reason
	}
	key = keyOf(secret, created)
	if key.id.String() != fields[0] {
		return nil, "the key does not belong to the id: one of them was changed"
	}
	return key, ""
}

func parseSecret(text string) (secret [keySize]byte, reason string) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != keySize {
		return secret, "key is not the base64 of 32 bytes"
	}
	return [keySize]byte(raw), ""
}
