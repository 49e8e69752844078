package ui

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

var placeholder = regexp.MustCompile(`\{[0-9]\}`)

// Every catalogue has every message of the English one, with its placeholders.
func TestCatalogues(t *testing.T) {
	t.Parallel()
	l, err := LoadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	english, rtl := l.All()[0], 0
	for _, other := range l.All() {
		if other.Name == "" || other.Dir != "ltr" && other.Dir != "rtl" {
			t.Errorf("%s: name %q, direction %q", other.Tag, other.Name, other.Dir)
		}
		if other.Dir == "rtl" {
			rtl++
		}
		if diff := cmp.Diff(english.Keys(), other.Keys()); diff != "" {
			t.Errorf("%s: keys (-English +%s):\n%s", other.Tag, other.Tag, diff)
		}
		for _, k := range english.Keys() {
			if strings.TrimSpace(other.text[k]) == "" {
				t.Errorf("%s: %s is empty", other.Tag, k)
			}
			if diff := cmp.Diff(placeholder.FindAllString(english.text[k], -1), placeholder.FindAllString(other.text[k], -1)); diff != "" {
				t.Errorf("%s: placeholders of %s:\n%s", other.Tag, k, diff)
			}
		}
	}
	if len(l.All()) < 20 || rtl < 2 {
		t.Errorf("%d languages, %d from right to left", len(l.All()), rtl)
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	l, err := LoadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		want        string
		preferences []string
	}{
		{"en", nil}, {"en", []string{"xx"}}, {"en", []string{"\x00;;"}}, {"de", []string{"", "de-AT"}}, {"de", []string{"de", "fr"}},
		{"fr", []string{"tlh fr en"}}, {"zh-TW", []string{"zh-TW"}}, {"zh-CN", []string{"zh-CN"}}, {"zh-TW", []string{"zh-Hant-HK"}},
		{"pt-BR", []string{"pt-BR"}}, {"ja", []string{"xx;q=1, ja;q=0.5"}}, {"en", []string{strings.Repeat("de,", 200)}},
	} {
		if got := l.Match(test.preferences...).Tag; got != test.want {
			t.Errorf("Match(%q) = %s, want %s", test.preferences, got, test.want)
		}
	}
}

func TestForged(t *testing.T) {
	t.Parallel()
	token := strings.Repeat("ab", 16)
	for name, test := range map[string]struct {
		cookie, field, value, site string
		want                       bool
	}{
		"good":           {token, "csrf", token, "same-origin", false},
		"classic":        {token, "_csrf", token, "", false},
		"typed address":  {token, "csrf", token, "none", false},
		"no field":       {token, "x", token, "same-origin", true},
		"no cookie":      {"", "csrf", token, "same-origin", true},
		"empty both":     {"", "csrf", "", "same-origin", true},
		"other token":    {token, "csrf", strings.Repeat("cd", 16), "same-origin", true},
		"foreign cookie": {"short", "csrf", "short", "same-origin", true},
		"cross site":     {token, "csrf", token, "cross-site", true},
		"same site":      {token, "csrf", token, "same-site", true},
	} {
		r := httptest.NewRequest(http.MethodPost, "https://auth.example/login", strings.NewReader(test.field+"="+test.value))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if test.cookie != "" {
			r.AddCookie(&http.Cookie{Name: TokenCookie, Value: test.cookie})
		}
		if test.site != "" {
			r.Header.Set("Sec-Fetch-Site", test.site)
		}
		if err := r.ParseForm(); err != nil {
			t.Fatal(err)
		}
		if got := Forged(r); got != test.want {
			t.Errorf("%s: Forged = %v", name, got)
		}
	}
}

func TestFormAction(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"": "'self' https:", "https://app.example/cb": "'self' https:", "http://localhost:3000/cb": "'self' https: http://localhost:3000",
		"myapp://cb": "'self' https: myapp:", "http://[::1]:3000/cb": "'self' https: http:", "%": "'self' https:",
	} {
		if got := formAction(target); got != want {
			t.Errorf("formAction(%q) = %q, want %q", target, got, want)
		}
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	a, err := NewAssets(fstest.MapFS{"pages/x/x.css": {Data: []byte(".x{}")}})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	a.Serve(w, a.Path("pages.css"))
	if w.Code != http.StatusOK || !bytes.Contains(w.Body.Bytes(), []byte(".x{}")) || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	w = httptest.NewRecorder()
	if a.Serve(w, AssetPath+"pages.css"); w.Code != http.StatusNotFound {
		t.Errorf("without its hash: %d", w.Code)
	}
}

func TestQR(t *testing.T) {
	t.Parallel()
	svg, err := QR("otpauth://totp/Acme:ann?secret=ABC", `a "label"`)
	if err != nil || !strings.Contains(string(svg), `aria-label="a &#34;label&#34;"`) {
		t.Errorf("%v\n%.200s", err, svg)
	}
	if _, err := QR(strings.Repeat("x", 4000), ""); err == nil {
		t.Error("a text that does not fit was drawn")
	}
}
