package grant

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// matches compares byte by byte (RFC 9700 2.1): whatever else two spellings
// may have in common, a parser somewhere tells them apart.
func matches(registered []string, uri string) bool {
	return uri != "" && slices.Contains(registered, uri)
}

// param is one parameter of a redirect. Order matters to nobody but readers
// of logs, who know Cognito's.
type param struct{ name, value string }

// withQuery appends the parameters that are not "" to a registered URI and
// leaves its own text as it is.
func withQuery(uri string, params ...param) string {
	sep := "?"
	if strings.Contains(uri, "?") {
		sep = "&"
	}
	return location(uri, sep, params)
}

// withFragment puts the parameters that are not "" behind a registered URI,
// which has no fragment of its own.
func withFragment(uri string, params ...param) string { return location(uri, "#", params) }

func location(uri, sep string, params []param) string {
	var b strings.Builder
	escapeText(&b, uri)
	for _, p := range params {
		if p.value == "" {
			continue
		}
		b.WriteString(sep)
		b.WriteString(p.name)
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(p.value))
		sep = "&"
	}
	return b.String()
}

// escapeText writes a URI for a Location header: bytes that no header may or
// should hold are percent-encoded, all others are kept.
func escapeText(b *strings.Builder, uri string) {
	for i := range len(uri) {
		if c := uri[i]; c <= ' ' || c >= 0x7f {
			fmt.Fprintf(b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
}
