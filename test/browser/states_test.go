package browser

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// state is one thing that a user can get to see on a page. The walks must show
// all of them in every mode.
type state struct {
	page, name string
	// what the page has to say at the top: what went wrong, or well
	problem, notice bool
	script          bool // there is no such state without JavaScript
}

func (s state) key() string { return s.page + "/" + s.name }

const (
	problem = 1 << iota
	notice
	script
)

func on(page string, name string, is ...int) state {
	s := state{page: page, name: name}
	for _, i := range is {
		s.problem, s.notice, s.script = s.problem || i&problem != 0, s.notice || i&notice != 0, s.script || i&script != 0
	}
	return s
}

// states are the pages and their states. A page without one fails
// TestEveryPageHasStates, a state that no walk shows fails TestWalks.
var states = []state{
	on("login", "first"), on("login", "empty", problem), on("login", "wrong", problem), on("login", "locked", problem),
	on("login", "disabled", problem), on("login", "expired-password", problem), on("login", "session-over", problem),
	on("login", "closed", problem), on("login", "waiting", notice), on("login", "password-changed", notice),
	on("login", "name-first"), on("login", "custom"), on("login", "custom-refused", problem),
	on("login", "classic"), on("login", "classic-wrong", problem), on("login", "classic-customized"),
	on("login", "branded-defaults"), on("login", "branded"), on("login", "branded-wrong", problem),
	on("signup", "first"), on("signup", "weak", problem), on("signup", "taken", problem), on("signup", "attributes"),
	on("signup", "attributes-missing", problem), on("signup", "passwordless"), on("signup", "classic-customized"), on("signup", "branded"),
	on("confirm", "sent"), on("confirm", "empty", problem), on("confirm", "wrong", problem), on("confirm", "resent", notice),
	on("confirm", "at-sign-in", notice), on("confirm", "expired", problem), on("confirm", "sms"), on("confirm", "classic-customized"),
	on("forgot", "first"), on("forgot", "empty", problem), on("forgot", "refused", problem), on("forgot", "limit", problem), on("forgot", "classic-customized"),
	on("reset", "sent"), on("reset", "wrong", problem), on("reset", "mismatch", problem), on("reset", "weak", problem), on("reset", "required", notice),
	on("newpassword", "first"), on("newpassword", "mismatch", problem), on("newpassword", "weak", problem), on("newpassword", "attributes"),
	on("choose", "set-up"), on("choose", "second-factor"), on("choose", "first-factor"),
	on("totp", "first"), on("totp", "wrong", problem), on("totp", "classic-customized"),
	on("contact", "email"), on("contact", "phone"), on("contact", "phone-refused", problem),
	on("code_app", "first"), on("code_app", "wrong", problem), on("code_app", "used", problem),
	on("code_email", "second-factor"), on("code_email", "wrong", problem), on("code_email", "resent", notice), on("code_email", "set-up"),
	on("code_email", "first-factor"), on("code_email", "first-factor-resent", notice),
	on("code_sms", "second-factor"), on("code_sms", "wrong", problem), on("code_sms", "set-up"), on("code_sms", "first-factor"),
	on("password", "first"), on("password", "wrong", problem),
	on("passkey", "first"), on("passkey", "failed", problem, script), on("passkeys", "offer"), on("passkeys", "failed", problem, script),
	on("custom", "question"), on("custom", "again"),
	on("accounts", "choice"),
	on("account", "plain"), on("account", "full"), on("account", "saved", notice), on("account", "wrong", problem),
	on("account", "app"), on("account", "app-wrong", problem), on("account", "everywhere", notice), on("account", "branded"),
	on("result", "confirmed"), on("result", "failed"), on("result", "signed-out"),
	on("error", "client"), on("error", "missing"), on("error", "form"), on("error", "code"), on("error", "signed-out"), on("error", "classic"),
}

var stateOf = sync.OnceValue(func() map[string]state {
	all := map[string]state{}
	for _, s := range states {
		all[s.key()] = s
	}
	return all
})

// A new page needs a state, and so a walk.
func TestEveryPageHasStates(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("../../internal/hostedui/pages/*/*.tmpl")
	if err != nil || len(folders) == 0 {
		t.Fatal(err, len(folders))
	}
	pages := map[string]bool{}
	for _, f := range folders {
		pages[filepath.Base(filepath.Dir(f))] = false
	}
	for _, s := range states {
		if _, ok := pages[s.page]; !ok {
			t.Errorf("%s: there is no such page", s.key())
		}
		pages[s.page] = true
	}
	for page, has := range pages {
		if !has {
			t.Errorf("the page %s has no state", page)
		}
	}
	if len(stateOf()) != len(states) {
		t.Error("a state stands twice in the table")
	}
}

// mode is how a walk is seen. Together they have each language with and without
// JavaScript, and in light and in dark.
type mode struct {
	name, lang string
	plain      bool // JavaScript is switched off
	dark       bool
}

func (m mode) rightToLeft() bool { return m.lang != "en" }

var modes = []mode{
	{name: "en-script-light", lang: "en"}, {name: "en-plain-dark", lang: "en", plain: true, dark: true},
	{name: "ar-script-dark", lang: "ar", dark: true}, {name: "he-plain-light", lang: "he", plain: true},
}

// walked are the states that were shown, by mode.
type walked struct {
	mu    sync.Mutex
	shown map[string]map[string]bool
	walks int
}

func (w *walked) show(m mode, s state) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.shown[m.name] == nil {
		w.shown[m.name] = map[string]bool{}
	}
	w.shown[m.name][s.key()] = true
}

func (w *walked) done() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.walks++
}

// chosenModes are all modes, or those that COGNATE_TEST_MODES names: each takes
// minutes.
func chosenModes(t *testing.T) []mode {
	names := os.Getenv("COGNATE_TEST_MODES")
	if names == "" {
		return modes
	}
	var chosen []mode
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(modes, func(m mode) bool { return m.name == name })
		if i < 0 {
			t.Fatalf("COGNATE_TEST_MODES: there is no mode %q", name)
		}
		chosen = append(chosen, modes[i])
	}
	return chosen
}

// TestWalks takes every walk in every mode, and fails for each state that none
// has shown.
func TestWalks(t *testing.T) {
	if os.Getenv("COGNATE_TEST_CHROMIUM") == "" {
		t.Skip("COGNATE_TEST_CHROMIUM is not set")
	}
	modes := chosenModes(t)
	seen := &walked{shown: map[string]map[string]bool{}}
	t.Run("all", func(t *testing.T) {
		for _, one := range walks {
			for _, m := range modes {
				t.Run(one.name+"/"+m.name, func(t *testing.T) {
					t.Parallel()
					w := open(t, one, m)
					w.seen = seen
					one.steps(w)
					seen.done()
				})
			}
		}
	})
	if seen.walks < len(walks)*len(modes) {
		return // some were left out, or have failed already
	}
	for _, m := range modes {
		var missing []string
		for _, s := range states {
			if !seen.shown[m.name][s.key()] && !(m.plain && s.script) {
				missing = append(missing, s.key())
			}
		}
		if len(missing) > 0 {
			t.Errorf("%s: no walk shows %s", m.name, strings.Join(missing, " "))
		}
	}
}
