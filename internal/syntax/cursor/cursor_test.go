package cursor_test

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
)

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"a", "us-east-1_AbCdEf123", "grüppe \x00 with spaces", strings.Repeat("k", cursor.MaxKey)} {
		got, err := cursor.Parse(cursor.Print(key, "groups", "p"), "groups", "p")
		if err != nil || got != key {
			t.Errorf("Parse(Print(%q)) = %q, %v", key, got, err)
		}
	}
}

func TestStartAndEnd(t *testing.T) {
	t.Parallel()
	if got := cursor.Print("", "groups"); got != "" {
		t.Errorf("no key prints %q, want no token", got)
	}
	if got, err := cursor.Parse("", "groups"); got != "" || err != nil {
		t.Errorf("no token parses to %q, %v", got, err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	token := cursor.Print("key", "groups", "pool-a")
	tests := map[string]string{
		"other list":     cursor.Print("key", "groups", "pool-b"),
		"joined list":    cursor.Print("key", "groupspool-a"),
		"plain text":     "key",
		"padding":        token + "=",
		"truncated":      token[:8],
		"no key":         token[:12],
		"other alphabet": strings.Repeat("+/", 8),
		"too long":       cursor.Print(strings.Repeat("k", cursor.MaxKey+1), "groups", "pool-a"),
	}
	for name, bad := range tests {
		if key, err := cursor.Parse(bad, "groups", "pool-a"); err == nil {
			t.Errorf("%s: %q parses to %q", name, bad, key)
		}
	}
}
