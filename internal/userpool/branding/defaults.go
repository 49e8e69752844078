package branding

import _ "embed"

// defaults are the settings of managed login for what a branding leaves out: a
// document of the form of Settings. Colours are RGBA in hexadecimal.
//
//go:embed defaults.json
var defaults []byte
