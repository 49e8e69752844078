package main

import (
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The examples of docs/oauth-clients.md are the files that the journeys run.
func TestOAuthClientsShowsTheExamples(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/oauth-clients.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)<!-- (test/[^ ]*) -->\n```[a-z]*\n(.*?)```\n").FindAllStringSubmatch(string(page), -1)
	if len(shown) != 6 {
		t.Errorf("%d examples", len(shown))
	}
	for _, s := range shown {
		file, err := os.ReadFile("../../" + s[1])
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(string(file), s[2]); diff != "" {
			t.Errorf("docs/oauth-clients.md and %s differ (-file +page):\n%s", s[1], diff)
		}
	}
}
