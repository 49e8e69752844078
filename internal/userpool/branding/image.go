package branding

import (
	"bytes"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/svg"
	"github.com/cognate-id/cognate/internal/userpool"
)

// The formats of images, by the values of Asset.Extension.
const (
	ico  = "ICO"
	jpeg = "JPEG"
	png  = "PNG"
	webp = "WEBP"
	svgX = "SVG"
)

// MediaType is the Content-Type of a format.
func MediaType(extension string) string {
	switch extension {
	case ico:
		return "image/x-icon"
	case svgX:
		return "image/svg+xml"
	}
	return "image/" + strings.ToLower(extension)
}

// FormatOf tells the format of an image by its first bytes, "" for none of ours.
// SVG, which has no such bytes, is recognized by being sound.
func FormatOf(image []byte) string {
	has := func(at int, magic string) bool {
		return len(image) >= at+len(magic) && bytes.Equal(image[at:at+len(magic)], []byte(magic))
	}
	switch {
	case has(0, "\x89PNG\r\n\x1a\n"):
		return png
	case has(0, "\xff\xd8\xff"):
		return jpeg
	case has(0, "\x00\x00\x01\x00"):
		return ico
	case has(0, "RIFF") && has(8, "WEBP"):
		return webp
	case svg.Check(image) == nil:
		return svgX
	}
	return ""
}

// extensions are the formats that each category of assets may have.
var extensions = map[string]string{
	"FAVICON_ICO": ico, "FAVICON_SVG": svgX, "IDP_BUTTON_ICON": ico + " " + svgX,
}

const pictures = png + " " + svgX + " " + jpeg + " " + webp

// checkAssets refuses an asset that is not what it says it is, or of a format
// that its place does not take.
func checkAssets(assets []userpool.Asset) error {
	for _, a := range assets {
		allowed := extensions[a.Category]
		if allowed == "" {
			allowed = pictures
		}
		if !contains(allowed, a.Extension) {
			return invalid("Extension %s is not supported for asset category %s.", a.Extension, a.Category)
		}
		if a.Category == "IDP_BUTTON_ICON" && a.Resource == "" {
			return invalid("ResourceId is required for asset category %s.", a.Category)
		}
		if FormatOf(a.Bytes) != a.Extension {
			return invalid("The content of an asset of category %s is not valid %s.", a.Category, a.Extension)
		}
	}
	return nil
}

func contains(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if w == word {
			return true
		}
	}
	return false
}
