package hostedui

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/ui"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/grant"
)

// visit is one request of a browser.
type visit struct {
	*ui.Language
	pages *Pages
	w     http.ResponseWriter
	r     *http.Request
	site  *domain.Site
	query url.Values
	auth  *grant.Authorization // nil on pages that do without
	look  look
	token string // CSRF
	// pool is known on pages without an authorize request too, once dressed.
	pool *userpool.Pool
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// visit begins to answer a request: the language, the CSRF token.
func (p *Pages) visit(w http.ResponseWriter, r *http.Request, site *domain.Site) *visit {
	v := &visit{pages: p, w: w, r: r, site: site, query: r.URL.Query(), look: plainLook(site.Domain)}
	asked := v.query.Get("lang")
	v.Language = p.parts().languages.Match(asked, v.query.Get("ui_locales"), cookieValue(r, langCookie), r.Header.Get("Accept-Language"))
	if asked != "" && v.Tag != cookieValue(r, langCookie) {
		v.setCookie(langCookie, v.Tag, p.deps.Now().AddDate(1, 0, 0))
	}
	var fresh bool
	if v.token, fresh = ui.Token(r); fresh {
		v.setCookie(ui.TokenCookie, v.token, time.Time{})
	}
	return v
}

// The cookies beside the CSRF token.
const (
	sessionCookie = "cognito"
	langCookie    = "lang"
)

func (v *visit) secure() bool { return strings.HasPrefix(v.site.Base, "https:") }

// sessionName is the cookie of the browser session. With the prefix a browser
// takes it from this host alone, never from a neighbour below the same domain.
func (v *visit) sessionName() string {
	if v.secure() && v.site.Mount == "" {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

// setCookie sets a cookie of the site; a zero end means that of the browser.
func (v *visit) setCookie(name, value string, expires time.Time) {
	http.SetCookie(v.w, &http.Cookie{Name: name, Value: value, Path: v.site.Mount + "/", Expires: expires,
		HttpOnly: true, Secure: v.secure(), SameSite: http.SameSiteLaxMode})
}

func cookieValue(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// session is the live session of the browser, nil without one.
func (v *visit) session() (*userpool.SSOSession, *userpool.User, error) {
	return v.pages.deps.SSO.Find(v.ctx(), v.site.Domain.Pool, cookieValue(v.r, v.sessionName()))
}

// redirect sends the browser on. After a form it goes by GET.
func (v *visit) redirect(location string) error {
	h := v.w.Header()
	ui.Protect(h, "", "")
	h.Set("Location", location)
	v.w.WriteHeader(http.StatusFound)
	return nil
}

// page fills the frame. heading is also the title.
func (v *visit) page(name, action string) frame {
	nonce := ui.Nonce()
	f := frame{
		Language: v.Language, Name: name, Class: v.look.class, Nonce: nonce, Style: v.look.style,
		StyleSheet: v.static("pages.css"), Script: v.static("pages.js"), Icon: v.static("icon.svg"),
		Background: v.look.background, FormBackground: v.look.formBackground, Header: v.look.header, Footer: v.look.footer, Logo: v.look.logo,
		LogoAbove: v.look.logoAbove, NoGraphics: v.look.noGraphics, Graphic: v.look.graphics[graphicOf[name]],
		Form: ui.Form{Token: v.token, TokenField: v.look.tokenField},
	}
	if v.look.icon != "" {
		f.Icon = v.look.icon
	}
	if action != "" {
		f.Form.Action = v.link(action)
	}
	if v.r.Method != http.MethodPost && v.auth != nil {
		f.Choices = v.choices()
	}
	return f
}

// frame is what the pages have in common, before their own part.
type frame = ui.Page[any]

func (v *visit) static(name string) string { return v.site.Mount + v.pages.parts().assets.Path(name) }

// choices are the languages that a page which was asked for by GET can be
// shown in; what a form has led to cannot be asked for again.
func (v *visit) choices() []ui.Choice {
	var list []ui.Choice
	for _, l := range v.pages.parts().languages.All() {
		q := v.r.URL.Query()
		q.Set("lang", l.Tag)
		list = append(list, ui.Choice{Tag: l.Tag, Name: l.Name, Address: v.site.Mount + v.site.Path + "?" + q.Encode(), Current: l == v.Language})
	}
	return list
}

// show sends a page. target is where a form of it may lead by way of a
// redirect.
func (v *visit) show(status int, f frame, title string, body any) error {
	f.Title, f.Body = title, body
	text, err := v.pages.parts().views.Render(f.Name, f)
	if err != nil {
		return err
	}
	target := ""
	if v.auth != nil {
		target = v.auth.RedirectURI
	}
	h := v.w.Header()
	ui.Protect(h, f.Nonce, target)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.Tag)
	v.w.WriteHeader(status)
	_, _ = v.w.Write(text) // a browser that has gone away needs no answer
	return nil
}

// refuse answers an error: where the application learns of it, or a page.
func (v *visit) refuse(err error) {
	observe := func(code string, cause error) { v.pages.deps.Observe(v.ctx(), "", code, cause) }
	var refusal *grant.Refusal
	var public *userpool.Error
	switch {
	case errors.As(err, &refusal) && refusal.Redirect != "":
		observe(refusal.Code, nil)
		_ = v.redirect(refusal.Redirect)
	case errors.As(err, &refusal):
		observe(refusal.Code, nil)
		v.showError(http.StatusBadRequest, failure{Code: refusal.Code, Technical: refusal.Description})
	case errors.As(err, &public):
		observe(string(public.Code), err)
		v.fail(http.StatusBadRequest, v.explain(public), "")
	default:
		observe(grant.ServerError, err)
		v.fail(http.StatusInternalServerError, v.Text("error_internal"), "")
	}
}

// failure is the error page: what happened and by which id it is in the log.
// Technical is OAuth's word for it, for developers and in English.
type failure struct{ Detail, Code, Technical, Trace string }

// fail sends the error page.
func (v *visit) fail(status int, detail, code string) {
	v.showError(status, failure{Detail: detail, Code: code})
}

// showError needs nothing that could fail again.
func (v *visit) showError(status int, what failure) {
	what.Trace = v.pages.deps.Trace(v.ctx())
	f := v.page("error", "")
	if v.show(status, f, v.Text("error_title"), what) != nil {
		http.Error(v.w, "internal error", http.StatusInternalServerError)
	}
}

// peer is where the request came from.
func (v *visit) peer() (ip, agent string) {
	agent = v.r.UserAgent()
	if len(agent) > 512 {
		agent = agent[:512]
	}
	return v.pages.deps.SourceIP(v.r), agent
}

// value is a field of the form.
func (v *visit) value(name string) string { return v.r.PostForm.Get(name) }

// typed is a field of the form without the blanks around it.
func (v *visit) typed(name string) string { return strings.TrimSpace(v.value(name)) }
