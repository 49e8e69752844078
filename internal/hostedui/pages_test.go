package hostedui

import (
	"html/template"
	"slices"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/ui"
)

// bodies are the parts of all pages, with nothing and with everything in them.
var bodies = map[string][2]any{
	"login": {loginPage{}, loginPage{Local: true, NameLabel: "n", NameValue: "v", Password: true, Forgot: "/f", SignUp: "/s",
		Providers: []provider{{"Continue", "/p", "/icon"}}}},
	"choose":      {choosePage{}, choosePage{Lead: "l", Who: "w", Back: "/", Options: []option{{"V", "lock", "l", "d"}}}},
	"password":    {passwordPage{}, passwordPage{Who: "w", Forgot: "/", Back: "/", Others: true}},
	"code_email":  {codePage{}, fullCode},
	"code_sms":    {codePage{}, fullCode},
	"code_app":    {codePage{}, fullCode},
	"passkey":     {passkeyPage{}, passkeyPage{Options: `{"challenge":"x"}`, Who: "w", Others: true, Back: "/"}},
	"passkeys":    {offerPage{}, offerPage{Options: `{}`}},
	"custom":      {customPage{}, customPage{Parameters: []parameter{{"q", "v"}}, Back: "/"}},
	"newpassword": {newPasswordPage{}, newPasswordPage{Fields: []field{fullField}, Rules: fullRules, Back: "/"}},
	"totp":        {totpPage{}, totpPage{QR: "<svg></svg>", Key: "AAAA", Link: "otpauth://x", Back: "/"}},
	"contact":     {contactPage{}, contactPage{Field: fullField, Back: "/"}},
	"signup": {signUpPage{}, signUpPage{Name: &fullField, Fields: []field{fullField}, Rules: fullRules, PasswordOptional: true, SignIn: "/",
		Terms: "https://a", Privacy: "https://b"}},
	"confirm":  {confirmPage{}, confirmPage{Before: "b", After: "a", To: "t", Symbol: "mail", Resend: "/", SignIn: "/"}},
	"forgot":   {forgotPage{}, forgotPage{"l", "n", "/"}},
	"reset":    {resetPage{}, resetPage{Before: "b", After: "a", To: "t", Rules: fullRules, Code: "1", SignIn: "/"}},
	"result":   {resultPage{}, resultPage{true, "t"}},
	"error":    {failure{}, failure{"d", "c", "o", "t"}},
	"accounts": {accountChoice{}, accountChoice{"n", "d", "/"}},
	"account": {accountPage{}, accountPage{Name: "n", Detail: "d", Return: "/", Fields: []field{fullField}, Facts: []fact{{"l", "v"}},
		Verify: []address{{"email", "l", "v"}}, HasPassword: true, Rules: fullRules, App: &totpPage{QR: "<svg></svg>", Key: "A", Link: "otpauth://x"},
		Factors:  []factorRow{{"SOFTWARE_TOKEN_MFA", "phone", "l", true, true, false}, {"EMAIL_OTP", "mail", "l", true, false, false}},
		Passkeys: fullRows, AddPasskey: `{}`, Devices: fullRows, Sessions: fullRows, Identities: fullRows}},
}

var (
	fullCode  = codePage{Symbol: "mail", Before: "b", After: "a", To: "t", Digits: 6, Resend: true, Others: true, Back: "/"}
	fullField = field{Name: "attr.email", Label: "l", Type: "email", Value: "v", Autocomplete: "email", Hint: "h", InputMode: "email", Dir: "ltr", Required: true}
	fullRules = []rule{{"length", "t", 8}}
	fullRows  = []row{{"i", "l", "d", true}, {"j", "l", "d", false}}
)

// Every page renders, whatever of it is there, and leaves nothing untranslated.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	views, err := ui.NewViews(files)
	if err != nil {
		t.Fatal(err)
	}
	languages, err := ui.LoadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range views.Names() {
		if _, ok := bodies[name]; !ok {
			t.Errorf("page %s is not tested", name)
		}
	}
	for name, pair := range bodies {
		for i, body := range pair {
			for _, l := range []*ui.Language{languages.Match("en"), languages.Match("ar")} {
				p := ui.Page[any]{Language: l, Title: "Title", Name: name, Body: body}
				if i == 1 {
					p.Problem, p.Notice, p.Logo, p.Style = "p", "n", "/logo", template.CSS(".x{}")
					p.Header, p.Footer = &ui.Band{Logo: "/l", Background: "/b", Place: "start"}, &ui.Band{}
					p.Choices = []ui.Choice{{Tag: "de", Name: "Deutsch", Address: "/"}}
					p.Form = ui.Form{Action: "/a", TokenField: "csrf", Token: "t", State: "s"}
				}
				text, err := views.Render(name, p)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				if strings.Contains(string(text), "ZgotmplZ") || strings.Contains(string(text), "no value") || strings.Contains(string(text), " style=") {
					t.Errorf("%s: something did not get through:\n%s", name, text)
				}
			}
		}
	}
}

// Every key that the code and the templates name is in the catalogue, and the
// catalogue has none that nobody names.
func TestKeys(t *testing.T) {
	t.Parallel()
	languages, err := ui.LoadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	named := namedKeys(t, languages.All()[0].Has)
	for _, k := range languages.All()[0].Keys() {
		if !slices.Contains(named, k) && !strings.HasPrefix(k, "attr_") && !strings.HasPrefix(k, "rule_") {
			t.Errorf("nobody shows %s", k)
		}
	}
	for _, k := range named {
		if strings.HasPrefix(k, "err_") && k != "err_" && !languages.All()[0].Has(k) {
			t.Errorf("there is no message %s", k)
		}
	}
	for key := range inputs {
		if !languages.All()[0].Has("attr_" + string(key)) {
			t.Errorf("the attribute %s has no name", key)
		}
	}
}

func BenchmarkLoginPage(b *testing.B) {
	views, err := ui.NewViews(files)
	if err != nil {
		b.Fatal(err)
	}
	languages, err := ui.LoadLanguages()
	if err != nil {
		b.Fatal(err)
	}
	p := ui.Page[any]{Language: languages.Match("de"), Title: "t", Name: "login", Body: bodies["login"][1]}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := views.Render("login", p); err != nil {
			b.Fatal(err)
		}
	}
}
