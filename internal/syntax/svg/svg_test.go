package svg

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	in := func(body string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">` + body + `</svg>`
	}
	for _, sound := range []string{
		in(``), `<?xml version="1.0"?>` + in(`<g fill="#fff"><path d="M0 0"/></g>`),
		in(`<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)" style="fill:url('#a')"/>`),
		in(`<style>.a{fill:red}</style><text class="a">on javascript</text>`), in(`<pattern xlink:href="#a"/>`),
	} {
		if err := Check([]byte(sound)); err != nil {
			t.Errorf("%s: %v", sound, err)
		}
	}
	for _, bad := range []string{
		``, `text`, `<html/>`, in(``) + in(``), `<svg>`, `<svg></g>`,
		in(`<script>x</script>`), in(`<SCRIPT/>`), in(`<foreignObject/>`), in(`<use href="#a"/>`), in(`<image href="data:,"/>`), in(`<a/>`), in(`<set/>`),
		in(`<animate/>`), in(`<g onload="x"/>`), in(`<g ONCLICK="x"/>`), in(`<pattern href="https://evil.example/x"/>`), in(`<pattern xlink:href="data:,x"/>`),
		in(`<g style="background:url(https://evil.example)"/>`), in(`<g fill="u rl(x)url( //evil.example)"/>`), in(`<style>@import "x"</style>`),
		in(`<style>a{b:\75rl(x)}</style>`), in(`<style>a{b:url("https://x")}</style>`),
		`<!DOCTYPE svg [<!ENTITY x "y">]>` + in(`&x;`), `<?xml-stylesheet href="x"?>` + in(``), in(strings.Repeat("<g>", 200) + strings.Repeat("</g>", 200)),
	} {
		if Check([]byte(bad)) == nil {
			t.Errorf("%s passes", bad)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte(`<svg><g fill="url(#a)"/></svg>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if Check(text) == nil && strings.Contains(strings.ToLower(string(text)), "<script") && !strings.Contains(string(text), "<!--") {
			// Character data cannot hold a raw "<", so a script can only hide in a comment or CDATA.
			if !strings.Contains(string(text), "<![CDATA[") && !strings.Contains(string(text), "<?xml") {
				t.Errorf("%q passes", text)
			}
		}
	})
}
