package hostedui

import (
	"encoding/json"
	"html/template"
	"net/url"
	"sort"
	"strings"

	"github.com/cognate-id/cognate/internal/ui"
	"github.com/cognate-id/cognate/internal/userpool"
)

// option is one button of a choice.
type option struct{ Value, Symbol, Label, Detail string }

// choosePage asks for one of several ways.
type choosePage struct {
	Lead, Who string
	Options   []option
	Back      string // address of the login page
}

func chooseFactor(v *visit, s state) (string, any, error) {
	b := choosePage{Who: s.Name, Back: v.link("/login")}
	for _, o := range s.Options {
		switch o {
		case askPassword:
			b.Options = append(b.Options, option{o, "lock", v.Text("way_password"), ""})
		case askPasskey:
			b.Options = append(b.Options, option{o, "passkey", v.Text("way_passkey"), v.Text("way_passkey_hint")})
		case askEmailOTP:
			b.Options = append(b.Options, option{o, "mail", v.Text("way_email"), ""})
		case askSMSOTP:
			b.Options = append(b.Options, option{o, "chat", v.Text("way_sms"), ""})
		}
	}
	return v.Text("choose_title"), b, nil
}

func (v *visit) secondFactors(names []string) []option {
	var list []option
	for _, o := range names {
		switch userpool.Factor(o) {
		case userpool.FactorSoftwareToken:
			list = append(list, option{o, "phone", v.Text("way_app"), v.Text("way_app_hint")})
		case userpool.FactorSMSMFA:
			list = append(list, option{o, "chat", v.Text("way_sms"), ""})
		case userpool.FactorEmailOTP:
			list = append(list, option{o, "mail", v.Text("way_email"), ""})
		}
	}
	return list
}

func chooseMFA(v *visit, s state) (string, any, error) {
	return v.Text("mfa_title"), choosePage{Lead: v.Text("mfa_choose_lead"), Options: v.secondFactors(s.Options), Back: v.link("/login")}, nil
}

func chooseSetup(v *visit, s state) (string, any, error) {
	return v.Text("setup_title"), choosePage{Lead: v.Text("setup_lead"), Options: v.secondFactors(s.Options), Back: v.link("/login")}, nil
}

// passwordPage asks for the password of a name that is known.
type passwordPage struct {
	Who          string
	Forgot, Back string
	Others       bool // there are other ways
}

func passwordBody(v *visit, s state) (string, any, error) {
	b := passwordPage{Who: s.Name, Back: v.link("/login"), Others: s.Choice}
	if v.recovers() {
		b.Forgot = v.link("/forgotPassword")
	}
	return v.Text("password_title"), b, nil
}

// codePage asks for a code that was sent, or that an app shows.
type codePage struct {
	Symbol         string
	Before, After  string // the sentence around To
	To             string // masked
	Digits         int
	Resend, Others bool
	Back           string
}

// around splits a sentence at its placeholder, so that what stands there can be
// kept apart from the direction of the text.
func (v *visit) around(key string) (before, after string) {
	before, after, _ = strings.Cut(v.Text(key), "{0}")
	return before, after
}

func codeBody(v *visit, s state) (string, any, error) {
	b := codePage{Symbol: "mail", To: s.Params["CODE_DELIVERY_DESTINATION"], Digits: 6, Back: v.link("/login"),
		Resend: true, Others: s.isFirst()}
	key := "code_email_lead"
	if s.Params["CODE_DELIVERY_DELIVERY_MEDIUM"] == string(userpool.MediumSMS) {
		b.Symbol, key = "chat", "code_sms_lead"
	}
	if b.Others {
		b.Digits = 8
	}
	b.Before, b.After = v.around(key)
	return v.Text("code_title"), b, nil
}

func appCodeBody(v *visit, s state) (string, any, error) {
	b := codePage{Symbol: "phone", Digits: 6, Back: v.link("/login"), Before: v.Text("app_lead"), To: s.Params["FRIENDLY_DEVICE_NAME"]}
	return v.Text("code_title"), b, nil
}

// passkeyPage runs the ceremony of a passkey; Options are its parameters.
type passkeyPage struct {
	Options template.JSStr
	Who     string
	Others  bool
	Back    string
}

func passkeyBody(v *visit, s state) (string, any, error) {
	return v.Text("passkey_title"), passkeyPage{Who: s.Name, Others: s.Choice, Back: v.link("/login"),
		Options: template.JSStr(s.Params["CREDENTIAL_REQUEST_OPTIONS"])}, nil
}

// customPage puts the question of the pool's own functions.
type customPage struct {
	Parameters []parameter
	Back       string
}

type parameter struct{ Name, Value string }

func customBody(v *visit, s state) (string, any, error) {
	b := customPage{Back: v.link("/login")}
	for k, value := range s.Params {
		if k != "USERNAME" {
			b.Parameters = append(b.Parameters, parameter{k, value})
		}
	}
	sort.Slice(b.Parameters, func(i, j int) bool { return b.Parameters[i].Name < b.Parameters[j].Name })
	return v.Text("custom_title"), b, nil
}

// newPasswordPage asks for a password in place of a temporary one, and for the
// attributes that are missing.
type newPasswordPage struct {
	Fields []field
	Rules  []rule
	Back   string
}

const attributePrefix = "userAttributes."

func newPasswordBody(v *visit, s state) (string, any, error) {
	b := newPasswordPage{Rules: v.rules(), Back: v.link("/login")}
	for _, n := range list(s.Params["requiredAttributes"]) {
		name := userpool.AttributeName(strings.TrimPrefix(n, attributePrefix))
		b.Fields = append(b.Fields, v.field(name, v.value("attr."+string(name)), true))
	}
	return v.Text("new_password_title"), b, nil
}

func (v *visit) newPassword(s state) (map[string]string, string) {
	password := v.value("new_password")
	if password == "" {
		return nil, v.Text("err_required")
	}
	if password != v.value("confirm_password") {
		return nil, v.Text("err_mismatch")
	}
	answers := map[string]string{"NEW_PASSWORD": password}
	for _, n := range list(s.Params["requiredAttributes"]) {
		name := userpool.AttributeName(strings.TrimPrefix(n, attributePrefix))
		value := v.attribute(name)
		if value == "" {
			return nil, v.Text("err_required")
		}
		answers[n] = value
	}
	return answers, ""
}

// totpPage shows the seed for an authenticator app.
type totpPage struct {
	QR   template.HTML
	Key  string // in groups of four
	Link template.URL
	Back string
}

func totpBody(v *visit, s state) (string, any, error) {
	return v.totpPage(s.Seed, s.Name, v.link("/login"))
}

func (v *visit) totpPage(seed, account, back string) (string, any, error) {
	issuer := v.pool.Name
	link := "otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(account) +
		"?secret=" + seed + "&issuer=" + url.QueryEscape(issuer)
	code, err := ui.QR(link, v.Text("qr_label"))
	if err != nil {
		return "", nil, err
	}
	var key strings.Builder
	for i, c := range seed {
		if i > 0 && i%4 == 0 {
			key.WriteByte(' ')
		}
		key.WriteRune(c)
	}
	return v.Text("totp_title"), totpPage{QR: code, Key: key.String(), Link: template.URL(link), Back: back}, nil
}

// contactPage asks for the address to which codes go from now on.
type contactPage struct {
	Field field
	Back  string
}

func contactBody(v *visit, s state) (string, any, error) {
	name := userpool.AttrEmail
	if s.Step == stepPhone {
		name = userpool.AttrPhone
	}
	b := contactPage{Field: v.field(name, v.value(string(name)), true), Back: v.link("/login")}
	b.Field.Name = string(name)
	return v.Text("setup_title"), b, nil
}

// chooseSetup goes on with the second factor that the user wants to set up.
func (v *visit) chooseSetup(s state, choice string) error {
	switch userpool.Factor(choice) {
	case userpool.FactorEmailOTP:
		s.Step = stepEmail
	case userpool.FactorSMSMFA:
		s.Step = stepPhone
	case userpool.FactorSoftwareToken:
		seed, next, err := v.pages.deps.SignIn.AssociateSoftwareToken(v.ctx(), s.Session)
		if err != nil {
			return v.notStarted(s.Name, err)
		}
		s.Step, s.Seed, s.Session = stepTOTP, seed, next
	default:
		return v.pose(s, v.Text("err_required"))
	}
	return v.pose(s, "")
}

// verifyApp takes the first code of an authenticator app.
func (v *visit) verifyApp(s state) error {
	next, err := v.pages.deps.SignIn.VerifySoftwareToken(v.ctx(), s.Session, v.code(), deviceName(v.typed("device")))
	if err == nil {
		s.Step, s.Session = askSetup, next
		return v.respond(s, map[string]string{})
	}
	if code := userpool.CodeOf(err); code == userpool.EnableSoftwareTokenMFA || code == userpool.CodeMismatch {
		return v.pose(s, v.Text("err_code"))
	}
	return v.notStarted(s.Name, err)
}

// maxDeviceName is the limit of FriendlyDeviceName, in bytes.
const maxDeviceName = 256

func deviceName(s string) string {
	if len(s) > maxDeviceName {
		return strings.ToValidUTF8(s[:maxDeviceName], "")
	}
	return s
}

// isJSON reports whether a credential that a browser sends is JSON at all.
func isJSON(s string) bool { return s != "" && json.Valid([]byte(s)) }
