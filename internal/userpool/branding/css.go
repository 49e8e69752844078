package branding

import (
	"strings"
)

// classes are what the classic pages let be changed: selectors and their
// properties.
var classes = map[string]string{
	".background-customizable":             "background-color",
	".banner-customizable":                 "padding background-color",
	".errorMessage-customizable":           "margin padding font-size width background border color box-sizing",
	".idpButton-customizable":              "height width text-align margin-bottom color background-color border-color",
	".idpButton-customizable:hover":        "color background-color",
	".idpDescription-customizable":         "padding-top padding-bottom display font-size color",
	".inputField-customizable":             "width height color background-color border",
	".inputField-customizable:focus":       "border-color outline",
	".label-customizable":                  "font-weight color",
	".legalText-customizable":              "color font-size",
	".logo-customizable":                   "max-width max-height background-color",
	".passwordCheck-valid-customizable":    "color",
	".passwordCheck-notValid-customizable": "color",
	".redirect-customizable":               "text-align",
	".socialButton-customizable":           "height text-align width margin-bottom",
	".submitButton-customizable":           "font-size font-weight margin width height color background-color",
	".submitButton-customizable:hover":     "color background-color",
	".textDescription-customizable":        "padding-top padding-bottom display font-size color",
}

// Rule is one rule of a style sheet that ParseCSS has accepted.
type Rule struct {
	Selector     string
	Declarations []Declaration
}

// Declaration sets a property.
type Declaration struct{ Property, Value string }

// ParseCSS reads a style sheet of the classic pages. Only known classes with
// their properties pass, and only values that can neither fetch anything nor
// end the sheet.
func ParseCSS(text string) ([]Rule, error) {
	text, err := withoutComments(text)
	if err != nil {
		return nil, err
	}
	var rules []Rule
	for strings.TrimSpace(text) != "" {
		head, rest, ok := strings.Cut(text, "{")
		if !ok {
			return nil, badCSS()
		}
		body, after, ok := strings.Cut(rest, "}")
		if !ok || strings.Contains(body, "{") {
			return nil, badCSS()
		}
		for _, selector := range strings.Split(head, ",") {
			r := Rule{Selector: strings.TrimSpace(selector)}
			if classes[r.Selector] == "" {
				return nil, invalid("The CSS class %s is not in the list of allowed classes.", r.Selector)
			}
			if r.Declarations, err = declarations(r.Selector, body); err != nil {
				return nil, err
			}
			rules = append(rules, r)
		}
		text = after
	}
	return rules, nil
}

func withoutComments(text string) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "/*")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		_, after, closed := strings.Cut(rest, "*/")
		if !closed {
			return "", badCSS()
		}
		b.WriteByte(' ')
		text = after
	}
}

func declarations(selector, body string) ([]Declaration, error) {
	var list []Declaration
	for _, part := range strings.Split(body, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		property, value, ok := strings.Cut(part, ":")
		d := Declaration{strings.ToLower(strings.TrimSpace(property)), strings.TrimSpace(value)}
		if !ok || d.Value == "" {
			return nil, badCSS()
		}
		if !contains(classes[selector], d.Property) {
			return nil, invalid("The CSS property %s is not allowed for the class %s.", d.Property, selector)
		}
		if !isPlain(d.Value) {
			return nil, invalid("The value of the CSS property %s is not allowed.", d.Property)
		}
		list = append(list, d)
	}
	return list, nil
}

// isPlain reports whether a value is of words, numbers, colours and their
// functions only. Quotes, backslashes and angle brackets could leave the style
// sheet, url() would tell another server who looks at the page.
func isPlain(value string) bool {
	for _, c := range value {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.ContainsRune(" \t\r\n#%.,()!-", c):
		default:
			return false
		}
	}
	v := strings.ToLower(value)
	return !strings.Contains(v, "url") && !strings.Contains(v, "expression") && !strings.Contains(v, "image")
}

func badCSS() error { return invalid("Invalid CSS.") }
