package hostedui

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/pattern"
	"github.com/cognate-id/cognate/internal/ui"
)

// settings reads the document of a managed-login branding (hosted pages know
// it by the paths that Cognito documents).
type settings struct{ root map[string]any }

// at follows a path with dots, nil where it ends early.
func (s settings) at(path string) any {
	var value any = s.root
	for _, name := range strings.Split(path, ".") {
		m, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = m[name]
	}
	return value
}

func (s settings) text(path string) string { t, _ := s.at(path).(string); return t }
func (s settings) on(path string) bool     { b, _ := s.at(path).(bool); return b }

// dark reports whether the branding is dark only.
func (s settings) dark() bool { return s.text("categories.global.colorSchemeMode") == "DARK" }

// colours maps our tokens to the documents' colours: {mode} is lightMode or
// darkMode.
var colours = [][2]string{
	{"page", "components.pageBackground.{mode}.color"},
	{"surface", "components.form.{mode}.backgroundColor"},
	{"surface-border", "components.form.{mode}.borderColor"},
	{"heading", "components.pageText.{mode}.headingColor"},
	{"text", "components.pageText.{mode}.bodyColor"},
	{"muted", "components.pageText.{mode}.descriptionColor"},
	{"label", "componentClasses.inputLabel.{mode}.textColor"},
	{"link", "componentClasses.link.{mode}.defaults.textColor"},
	{"link-hover", "componentClasses.link.{mode}.hover.textColor"},
	{"focus", "componentClasses.focusState.{mode}.borderColor"},
	{"divider", "componentClasses.divider.{mode}.borderColor"},
	{"primary", "components.primaryButton.{mode}.defaults.backgroundColor"},
	{"primary-text", "components.primaryButton.{mode}.defaults.textColor"},
	{"primary-hover", "components.primaryButton.{mode}.hover.backgroundColor"},
	{"primary-hover-text", "components.primaryButton.{mode}.hover.textColor"},
	{"primary-active", "components.primaryButton.{mode}.active.backgroundColor"},
	{"primary-active-text", "components.primaryButton.{mode}.active.textColor"},
	{"secondary", "components.secondaryButton.{mode}.defaults.backgroundColor"},
	{"secondary-text", "components.secondaryButton.{mode}.defaults.textColor"},
	{"secondary-border", "components.secondaryButton.{mode}.defaults.borderColor"},
	{"secondary-hover", "components.secondaryButton.{mode}.hover.backgroundColor"},
	{"secondary-hover-text", "components.secondaryButton.{mode}.hover.textColor"},
	{"secondary-hover-border", "components.secondaryButton.{mode}.hover.borderColor"},
	{"idp", "components.idpButton.standard.{mode}.defaults.backgroundColor"},
	{"idp-text", "components.idpButton.standard.{mode}.defaults.textColor"},
	{"idp-border", "components.idpButton.standard.{mode}.defaults.borderColor"},
	{"idp-hover", "components.idpButton.standard.{mode}.hover.backgroundColor"},
	{"idp-hover-text", "components.idpButton.standard.{mode}.hover.textColor"},
	{"idp-hover-border", "components.idpButton.standard.{mode}.hover.borderColor"},
	{"input", "componentClasses.input.{mode}.defaults.backgroundColor"},
	{"input-border", "componentClasses.input.{mode}.defaults.borderColor"},
	{"input-text", "components.pageText.{mode}.headingColor"},
	{"placeholder", "componentClasses.input.{mode}.placeholderColor"},
	{"option", "componentClasses.optionControls.{mode}.defaults.backgroundColor"},
	{"option-border", "componentClasses.optionControls.{mode}.defaults.borderColor"},
	{"option-selected", "componentClasses.optionControls.{mode}.selected.backgroundColor"},
	{"error", "componentClasses.statusIndicator.{mode}.error.indicatorColor"},
	{"error-back", "components.alert.{mode}.error.backgroundColor"},
	{"error-border", "components.alert.{mode}.error.borderColor"},
	{"success", "componentClasses.statusIndicator.{mode}.success.indicatorColor"},
	{"success-back", "componentClasses.statusIndicator.{mode}.success.backgroundColor"},
	{"success-border", "componentClasses.statusIndicator.{mode}.success.borderColor"},
	{"tint", "components.idpButton.standard.{mode}.hover.backgroundColor"},
	{"tint-text", "componentClasses.link.{mode}.defaults.textColor"},
	{"header", "components.pageHeader.{mode}.background.color"},
	{"header-border", "components.pageHeader.{mode}.borderColor"},
	{"footer", "components.pageFooter.{mode}.background.color"},
	{"footer-border", "components.pageFooter.{mode}.borderColor"},
}

// radii maps our tokens to the documents' radii, in pixels.
var radii = [][2]string{
	{"radius-button", "componentClasses.buttons.borderRadius"},
	{"radius-input", "componentClasses.input.borderRadius"},
	{"radius-form", "components.form.borderRadius"},
	{"radius-alert", "components.alert.borderRadius"},
}

// rgba is the form of colours in the document.
var rgba = pattern.Lazy(`^[0-9a-fA-F]{8}$`)

// apply turns the document into a look. image gives the address of an asset by
// its category, "" without one.
func (s settings) apply(l *look, image func(string) string) {
	l.style = s.style()
	classes := []string{"plain"}
	if s.text("categories.global.spacingDensity") == "COMPACT" {
		classes = append(classes, "compact")
	}
	switch s.text("categories.form.location.horizontal") {
	case "START":
		classes = append(classes, "at-start")
	case "END":
		classes = append(classes, "at-end")
	}
	switch s.text("categories.form.location.vertical") {
	case "START":
		classes = append(classes, "at-top")
	case "END":
		classes = append(classes, "at-bottom")
	}
	l.class = strings.Join(classes, " ")
	l.noGraphics = !s.on("categories.form.displayGraphics")
	l.graphics = map[string]string{}
	for _, category := range graphicOf {
		l.graphics[category] = image(category)
	}
	if s.on("components.pageBackground.image.enabled") {
		l.background = image("PAGE_BACKGROUND")
	}
	if s.on("components.form.backgroundImage.enabled") {
		l.formBackground = image("FORM_BACKGROUND")
	}
	if s.on("components.form.logo.enabled") {
		l.logo = image("FORM_LOGO")
		l.logoAbove = s.text("components.form.logo.formInclusion") == "OUT"
	}
	if l.icon = image("FAVICON_SVG"); l.icon == "" {
		l.icon = image("FAVICON_ICO")
	}
	l.header, l.footer = s.band("pageHeader", "PAGE_HEADER", image), s.band("pageFooter", "PAGE_FOOTER", image)
}

func (s settings) band(name, category string, image func(string) string) *ui.Band {
	if !s.on("categories.global." + name + ".enabled") {
		return nil
	}
	b := &ui.Band{Place: strings.ToLower(s.text("components." + name + ".logo.location"))}
	switch b.Place {
	case "start", "center", "end":
	default:
		b.Place = "start"
	}
	if s.on("components." + name + ".logo.enabled") {
		b.Logo = image(category + "_LOGO")
	}
	if s.on("components." + name + ".backgroundImage.enabled") {
		b.Background = image(category + "_BACKGROUND")
	}
	return b
}

// style writes the tokens of the document's colour scheme: light, dark, or
// what the browser prefers.
func (s settings) style() template.CSS {
	var b strings.Builder
	b.WriteString(":root{")
	for _, r := range radii {
		if n, ok := s.at(r[1]).(float64); ok && n >= 0 && n <= 100 {
			b.WriteString("--" + r[0] + ":" + strconv.FormatFloat(n, 'f', -1, 64) + "px;")
		}
	}
	b.WriteString("--surface-shadow:none}")
	light, dark := s.tokens("lightMode"), s.tokens("darkMode")
	switch s.text("categories.global.colorSchemeMode") {
	case "DARK":
		b.WriteString(":root:root{color-scheme:dark;" + dark + "}")
	case "DYNAMIC":
		b.WriteString(":root:root{color-scheme:light;" + light + "}@media(prefers-color-scheme:dark){:root:root{color-scheme:dark;" + dark + "}}")
	default:
		b.WriteString(":root:root{color-scheme:light;" + light + "}")
	}
	b.WriteString("header.band{--band:var(--header);--band-border:var(--header-border)}" +
		"footer.band{--band:var(--footer);--band-border:var(--footer-border)}")
	return template.CSS(b.String())
}

func (s settings) tokens(mode string) string {
	var b strings.Builder
	for _, c := range colours {
		if v := s.text(strings.ReplaceAll(c[1], "{mode}", mode)); rgba().MatchString(v) {
			b.WriteString("--" + c[0] + ":#" + v + ";")
		}
	}
	return b.String()
}
