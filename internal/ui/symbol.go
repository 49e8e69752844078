package ui

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// QR draws text as a QR code: an SVG that scales, dark on light whatever the
// colours around it, with the quiet zone of four modules that readers need.
// label is what it says to those who cannot see it. Text that does not fit
// (some 2,900 bytes) is an error.
func QR(text, label string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", err
	}
	const quiet = 4
	size := code.Bounds().Dx()
	side := strconv.Itoa(size + 2*quiet)
	var b strings.Builder
	b.WriteString(`<svg class="qr" role="img" viewBox="0 0 ` + side + " " + side + `" aria-label="` +
		template.HTMLEscapeString(label) + `" shape-rendering="crispEdges"><rect width="` + side + `" height="` + side +
		`" fill="#fff"/><path fill="#000" d="`)
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				b.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h1v1h-1z")
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil // safe: numbers and the escaped label only
}
