package hostedui

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/ui"
)

// Whatever a branding says, the style sheet holds colours and numbers only.
func FuzzSettings(f *testing.F) {
	f.Add([]byte(`{"components":{"primaryButton":{"lightMode":{"defaults":{"backgroundColor":"0972d3ff"}}},"form":{"borderRadius":8}}}`))
	f.Add([]byte(`{"categories":{"global":{"colorSchemeMode":"DYNAMIC"}},"componentClasses":{"buttons":{"borderRadius":1e300}}}`))
	f.Fuzz(func(t *testing.T, document []byte) {
		var s settings
		if json.Unmarshal(document, &s.root) != nil {
			return
		}
		var l look
		s.apply(&l, func(string) string { return "" })
		style := string(l.style)
		if strings.ContainsAny(style, "<>\\\"'/") || strings.Count(style, "{") != strings.Count(style, "}") || strings.Contains(style, "url") {
			t.Errorf("style %q", style)
		}
	})
}

// A template shows whatever people type as text.
func FuzzLogin(f *testing.F) {
	views, err := ui.NewViews(files)
	if err != nil {
		f.Fatal(err)
	}
	languages, err := ui.LoadLanguages()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(`"><script>`)
	f.Add("\x00\xff")
	f.Fuzz(func(t *testing.T, name string) {
		page := func(name string) string {
			b, err := views.Render("login", ui.Page[any]{Language: languages.Match("en"), Name: "login", Body: loginPage{Local: true, NameValue: name}})
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		if plain, hostile := page("x"), page("x"+name); strings.Count(plain, "<") != strings.Count(hostile, "<") {
			t.Errorf("%q made an element", name)
		}
	})
}
