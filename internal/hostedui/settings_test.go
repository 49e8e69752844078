package hostedui

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/branding"
)

func lookOf(t *testing.T, document string) look {
	t.Helper()
	text, err := branding.Effective(&userpool.Branding{Settings: []byte(document)})
	if err != nil {
		t.Fatal(err)
	}
	var s settings
	if err := json.Unmarshal(text, &s.root); err != nil {
		t.Fatal(err)
	}
	var l look
	s.apply(&l, func(category string) string { return "/" + category })
	return l
}

func TestSettings(t *testing.T) {
	t.Parallel()
	l := lookOf(t, `{}`)
	for _, want := range []string{"--primary:#0972d3ff;", "--primary-hover:#033160ff;", "--radius-button:8px;", "color-scheme:light;"} {
		if !strings.Contains(string(l.style), want) {
			t.Errorf("the defaults lack %s:\n%s", want, l.style)
		}
	}
	if strings.Contains(string(l.style), "prefers-color-scheme") || l.logo != "" || l.header != nil || l.noGraphics {
		t.Errorf("the defaults: %+v", l)
	}
	// Every token that a branding is to set has a colour in the defaults.
	for _, c := range colours {
		if !strings.Contains(string(l.style), "--"+c[0]+":#") {
			t.Errorf("no default for %s (%s)", c[0], c[1])
		}
	}
	l = lookOf(t, `{"categories":{"global":{"colorSchemeMode":"DYNAMIC","pageHeader":{"enabled":true},"spacingDensity":"COMPACT"},
		"form":{"displayGraphics":false,"location":{"horizontal":"END","vertical":"START"}}},
		"components":{"form":{"logo":{"enabled":true,"formInclusion":"OUT"},"backgroundImage":{"enabled":true}},"pageHeader":{"logo":{"enabled":true,"location":"END"}},
		"primaryButton":{"lightMode":{"defaults":{"backgroundColor":"12345678"}},"darkMode":{"defaults":{"backgroundColor":"red;}"}}}}}`)
	if !strings.Contains(string(l.style), "--primary:#12345678;") || !strings.Contains(string(l.style), "prefers-color-scheme:dark") ||
		strings.Contains(string(l.style), "red") {
		t.Errorf("style: %s", l.style)
	}
	if l.class != "plain compact at-end at-top" || !l.noGraphics || l.logo != "/FORM_LOGO" || !l.logoAbove || l.formBackground != "/FORM_BACKGROUND" ||
		l.header == nil || l.header.Place != "end" || l.header.Logo != "/PAGE_HEADER_LOGO" {
		t.Errorf("look: %+v", l)
	}
	if l := lookOf(t, `{"categories":{"global":{"colorSchemeMode":"DARK"}}}`); !strings.Contains(string(l.style), "color-scheme:dark;") {
		t.Errorf("dark: %s", l.style)
	}
}

func TestCustomStyle(t *testing.T) {
	t.Parallel()
	style, err := customStyle(".logo-customizable{max-width:60%}.submitButton-customizable:hover{color:red !important}")
	if err != nil || string(style) != "html .logo-customizable{max-width:60% !important;}\nhtml .submitButton-customizable:hover{color:red !important;}\n" {
		t.Errorf("%v %q", err, style)
	}
	if _, err := customStyle("body{color:red}"); err == nil {
		t.Error("a selector of no class passed")
	}
}
