package hostedui

import (
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/userpool/session"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// accountPage is what signed-in users see and change of their own account.
type accountPage struct {
	Name, Detail string
	Return       string  // address back to the application, "" if it is not known
	Fields       []field // what the user may write
	Facts        []fact  // what the user may only read
	Verify       []address
	HasPassword  bool
	Rules        []rule
	Factors      []factorRow
	App          *totpPage // while an authenticator app is being set up
	Passkeys     []row
	AddPasskey   template.JSStr // creation options, "" where the pool has no passkeys
	Devices      []row
	Sessions     []row
	Identities   []row
}

type fact struct{ Label, Value string }

// address is one that waits to be verified.
type address struct {
	Name, Label, Value string
}

// factorRow is a second factor of the pool.
type factorRow struct {
	Value, Symbol, Label   string
	Set, Enabled, Favoured bool
}

// row is a thing that a user can remove.
type row struct {
	ID, Label, Detail string
	Current           bool
}

// opened gives the browser's session and dresses the page for the client that
// it began with. Without a session the browser goes to sign in, if the query
// says through which application.
func (v *visit) opened() (s *userpool.SSOSession, u *userpool.User, ok bool, err error) {
	if s, u, err = v.session(); err != nil {
		return nil, nil, false, err
	}
	if v.query.Get("client_id") != "" {
		if v.auth, err = v.pages.deps.Grants.Admit(v.ctx(), v.site.Domain, grant.Parse(v.query)); err != nil {
			return nil, nil, false, err
		}
	}
	var client *userpool.Client
	var pool *userpool.Pool
	if s != nil {
		if client, pool, err = v.pages.deps.Client(v.ctx(), s.Pool, s.Client); err != nil {
			return nil, nil, false, err
		}
	}
	if s == nil || !s.ReusableBy(client, pool, v.pages.deps.Now()) {
		if v.auth == nil {
			v.fail(http.StatusUnauthorized, v.Text("account_signed_out"), "")
			return nil, nil, false, nil
		}
		v.query.Set(toParameter, toAccount)
		return nil, nil, false, v.redirect(v.link("/login"))
	}
	return s, u, true, v.dress(pool, client)
}

// account is the account page.
func (v *visit) account() error {
	s, _, ok, err := v.opened()
	if !ok {
		return err
	}
	return v.showAccount(s, "", "", nil)
}

func (v *visit) showAccount(s *userpool.SSOSession, problem, notice string, app *totpPage) error {
	client, _, err := v.pages.deps.Client(v.ctx(), s.Pool, s.Client)
	if err != nil {
		return err
	}
	u, readable, err := v.pages.deps.Account.Profile.Get(v.ctx(), v.bearer())
	if err != nil {
		return err
	}
	b := accountPage{Name: displayName(u), Detail: detailOf(u), HasPassword: u.HasPassword(), Rules: v.rules(), App: app}
	if v.auth != nil {
		b.Return = v.link("/oauth2/authorize")
	}
	v.fillProfile(&b, client, u, readable)
	if err := v.fillFactors(&b, u); err != nil {
		return err
	}
	if err := v.fillPlaces(&b, s); err != nil {
		return err
	}
	for _, i := range u.Identities {
		b.Identities = append(b.Identities, row{Label: providerName(i.Provider), Detail: i.UserID})
	}
	f := v.page("account", "/account")
	f.Problem, f.Notice, f.Choices = problem, notice, nil
	if v.r.Method != http.MethodPost {
		f.Choices = v.choices()
	}
	return v.show(http.StatusOK, f, v.Text("account_title"), b)
}

// fillProfile sorts the attributes into those to change and those to see.
func (v *visit) fillProfile(b *accountPage, c *userpool.Client, u *userpool.User, readable []account.Attribute) {
	values := map[userpool.AttributeName]string{}
	for _, a := range readable {
		values[a.Name] = a.Value
	}
	for _, s := range v.pool.Schema {
		value, has := values[s.Name]
		switch {
		case s.Name == userpool.AttrSub, s.Name == userpool.AttrIdentities, s.Name == userpool.AttrEmailVerified,
			s.Name == userpool.AttrPhoneVerified, s.Name == "updated_at":
		case token.ReadableBy(c, s.Name) && s.Mutable && account.CheckWritable(c, []userpool.AttributeName{s.Name}) == nil && (has || shownEmpty(s)):
			b.Fields = append(b.Fields, v.field(s.Name, value, s.Required))
		case value != "":
			b.Facts = append(b.Facts, fact{v.attributeLabel(s.Name), value})
		}
	}
	for _, n := range []userpool.AttributeName{userpool.AttrEmail, userpool.AttrPhone} {
		value := u.Pending[n]
		if value == "" && !u.Attributes.Verified(n) {
			value = u.Attributes[n]
		}
		if value != "" && token.ReadableBy(c, n) && v.pool.AutoVerifies(n) {
			b.Verify = append(b.Verify, address{string(n), v.attributeLabel(n), value})
		}
	}
}

// shownEmpty keeps the page short: of what a user has not said, only the usual
// and the pool's own is asked.
func shownEmpty(s userpool.SchemaAttribute) bool {
	switch s.Name {
	case "name", "given_name", "family_name", userpool.AttrEmail, userpool.AttrPhone:
		return true
	}
	return s.Required || !s.Name.IsStandard()
}

// fillFactors lists second factors and passkeys.
func (v *visit) fillFactors(b *accountPage, u *userpool.User) error {
	for _, f := range v.pool.SecondFactors() {
		r := factorRow{Value: string(f), Favoured: u.MFA.Preferred == f}
		switch f {
		case userpool.FactorSoftwareToken:
			r.Symbol, r.Label, r.Set, r.Enabled = "phone", v.Text("way_app"), u.MFA.TOTPSeed != "", u.MFA.TOTPEnabled
		case userpool.FactorSMSMFA:
			r.Symbol, r.Label, r.Set, r.Enabled = "chat", v.Text("way_sms"), u.Attributes[userpool.AttrPhone] != "", u.MFA.SMSEnabled || u.MFA.LegacySMS
		case userpool.FactorEmailOTP:
			r.Symbol, r.Label, r.Set, r.Enabled = "mail", v.Text("way_email"), u.Attributes[userpool.AttrEmail] != "", u.MFA.EmailEnabled
		}
		b.Factors = append(b.Factors, r)
	}
	if !v.pool.AllowsFirstFactor(userpool.FactorWebAuthn) {
		return nil
	}
	page, err := v.pages.deps.Account.Factors.Passkeys(v.ctx(), v.bearer(), 0, "")
	if err != nil {
		return err
	}
	for _, k := range page.Passkeys {
		b.Passkeys = append(b.Passkeys, row{ID: base64.RawURLEncoding.EncodeToString(k.ID), Label: k.Name, Detail: v.date(k.Created)})
	}
	if len(b.Passkeys) >= enrol.MaxPasskeys {
		return nil
	}
	options, err := v.pages.deps.Account.Factors.StartPasskey(v.ctx(), v.bearer())
	if userpool.CodeOf(err) != "" {
		return nil // without a relying party there is nothing to offer
	}
	b.AddPasskey = template.JSStr(options)
	return err
}

// fillPlaces lists devices and sessions.
func (v *visit) fillPlaces(b *accountPage, own *userpool.SSOSession) error {
	if v.pool.Devices != nil {
		owner, err := v.pages.deps.Account.Devices.Self(v.ctx(), v.bearer())
		if err != nil {
			return err
		}
		page, err := v.pages.deps.Account.Devices.List(v.ctx(), owner, 0, "")
		if err != nil {
			return err
		}
		for _, d := range page.Devices {
			label := d.Name
			if label == "" {
				label = d.Key
			}
			b.Devices = append(b.Devices, row{ID: d.Key, Label: label, Detail: v.date(d.LastAuth)})
		}
	}
	if !v.pool.Sessions.Enabled {
		return nil
	}
	owner, err := v.pages.deps.Account.Sessions.Self(v.ctx(), v.bearer())
	if err != nil {
		return err
	}
	page, err := v.pages.deps.Account.Sessions.List(v.ctx(), owner, "")
	if err != nil {
		return err
	}
	for _, s := range page.Sessions {
		label := s.Device
		if label == session.Unknown {
			label = v.Text("session_app")
		}
		b.Sessions = append(b.Sessions, row{ID: s.ID, Label: label, Detail: s.IP + " · " + v.date(s.LastActive), Current: s.ID == own.ID})
	}
	return nil
}

// date is a day in the form that all languages read.
func (v *visit) date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// accountForm takes one of the forms of the account page.
func (v *visit) accountForm() error {
	s, u, ok, err := v.opened()
	if !ok {
		return err
	}
	if v.value("action") == "sign_out" {
		return v.leave()
	}
	notice, app, err := v.change(s, u)
	var e *userpool.Error
	switch {
	case errors.As(err, &e):
		v.note(e)
		return v.showAccount(s, v.explain(e), "", app)
	case err != nil:
		return err
	}
	return v.showAccount(s, "", notice, app)
}

// leave signs the browser out.
func (v *visit) leave() error {
	name := v.sessionName()
	if err := v.pages.deps.SSO.End(v.ctx(), v.site.Domain.Pool, cookieValue(v.r, name)); err != nil {
		return err
	}
	v.setCookie(name, "", time.Unix(1, 0))
	if v.auth != nil {
		return v.redirect(v.link("/login"))
	}
	f := v.page("result", "")
	return v.show(http.StatusOK, f, v.Text("signed_out"), resultPage{Good: true, Text: v.Text("signed_out_lead")})
}

// change does what a form asks; notice says so.
func (v *visit) change(s *userpool.SSOSession, u *userpool.User) (notice string, app *totpPage, err error) {
	do := v.pages.deps.Account
	switch v.value("action") {
	case "profile":
		err = v.changeProfile(u)
	case "send_code":
		_, err = do.Profile.SendCode(v.ctx(), v.bearer(), userpool.AttributeName(v.value("attribute")), nil)
		return v.Text("code_sent"), nil, err
	case "verify":
		err = do.Profile.Verify(v.ctx(), v.bearer(), userpool.AttributeName(v.value("attribute")), v.code())
	case "password":
		err = v.changePassword(u)
	case "app_start":
		seed, _, err := do.Factors.AssociateSoftwareToken(v.ctx(), enrol.Bearer{AccessToken: v.bearer()})
		if err != nil {
			return "", nil, err
		}
		return v.showApp(seed, u)
	case "app_verify":
		return v.verifyAccountApp(u)
	case "factor_on", "factor_off", "factor_prefer":
		err = do.Factors.Prefer(v.ctx(), v.bearer(), preference(userpool.Factor(v.value("factor")), v.value("action")))
	case "passkey_add":
		if !isJSON(v.value("credential")) {
			return "", nil, userpool.Errorf(userpool.InvalidParameter, "%s", v.Text("err_passkey"))
		}
		err = do.Factors.CompletePasskey(v.ctx(), v.bearer(), []byte(v.value("credential")))
	case "passkey_delete":
		err = do.Factors.DeletePasskey(v.ctx(), v.bearer(), v.value("id"))
	case "device_forget":
		owner, failed := do.Devices.Self(v.ctx(), v.bearer())
		if failed != nil {
			return "", nil, failed
		}
		err = do.Devices.Forget(v.ctx(), owner, v.value("id"))
	case "session_end":
		owner, failed := do.Sessions.Self(v.ctx(), v.bearer())
		if failed != nil {
			return "", nil, failed
		}
		err = do.Sessions.Revoke(v.ctx(), owner, v.value("id"), true)
	case "everywhere":
		if err = do.Profile.SignOutEverywhere(v.ctx(), v.bearer()); err == nil {
			return v.Text("everywhere_done"), nil, nil
		}
	default:
		err = userpool.Errorf(userpool.InvalidParameter, "%s", v.Text("error_form"))
	}
	return v.Text("saved"), nil, err
}

// showApp gives the page that shows the seed; it travels sealed, so that the
// form can show it again after a wrong code.
func (v *visit) showApp(seed string, u *userpool.User) (string, *totpPage, error) {
	_, body, err := v.totpPage(seed, displayName(u), "")
	if err != nil {
		return "", nil, err
	}
	app := body.(totpPage)
	return "", &app, nil
}

// verifyAccountApp takes the first code of an app and switches it on.
func (v *visit) verifyAccountApp(u *userpool.User) (string, *totpPage, error) {
	do := v.pages.deps.Account.Factors
	_, err := do.VerifySoftwareToken(v.ctx(), enrol.Bearer{AccessToken: v.bearer()}, v.code(), deviceName(v.typed("device")))
	if err != nil {
		if userpool.CodeOf(err) == userpool.EnableSoftwareTokenMFA && u.MFA.TOTPPending != "" {
			_, app, failed := v.showApp(u.MFA.TOTPPending, u)
			return "", app, errors.Join(failed, err)
		}
		return "", nil, err
	}
	return v.Text("saved"), nil, do.Prefer(v.ctx(), v.bearer(), preference(userpool.FactorSoftwareToken, "factor_prefer"))
}

// preference is what a button of a second factor asks for.
func preference(f userpool.Factor, action string) enrol.Preference {
	yes := true
	s := &enrol.Switch{Enabled: action != "factor_off"}
	if action == "factor_prefer" {
		s.Preferred = &yes
	}
	switch f {
	case userpool.FactorSoftwareToken:
		return enrol.Preference{SoftwareToken: s}
	case userpool.FactorSMSMFA:
		return enrol.Preference{SMS: s}
	case userpool.FactorEmailOTP:
		return enrol.Preference{Email: s}
	}
	return enrol.Preference{}
}
