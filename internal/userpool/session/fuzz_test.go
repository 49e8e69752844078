package session_test

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/userpool/session"
)

func FuzzDevice(f *testing.F) {
	f.Add("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/125.0.0.0")
	f.Add("Windows NT ...___Chrome/.9")
	f.Fuzz(func(t *testing.T, agent string) {
		got := session.Device(agent)
		if got == "" || len(got) > 1024 || strings.TrimSpace(got) != got {
			t.Errorf("Device(%q) = %q", agent, got)
		}
	})
}
