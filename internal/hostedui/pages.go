package hostedui

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/ui"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/branding"
	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/userpool/profile"
	"github.com/cognate-id/cognate/internal/userpool/recovery"
	"github.com/cognate-id/cognate/internal/userpool/session"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/userpool/signup"
	"github.com/cognate-id/cognate/internal/userpool/sso"
	"github.com/cognate-id/cognate/internal/userpool/terms"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

//go:embed pages
var files embed.FS

// Deps are what Pages need.
type Deps struct {
	Grants   *grant.Service
	SSO      *sso.Service
	SignIn   *signin.Service
	Signup   *signup.Service
	Recovery *recovery.Service
	Branding *branding.Service
	Terms    *terms.Service
	Client   func(context.Context, userpool.PoolID, userpool.ClientID) (*userpool.Client, *userpool.Pool, error)
	Account  Account
	Opaque   token.Opaque
	Now      func() time.Time
	// SourceIP is the client's address, of which a request alone knows too little.
	SourceIP func(*http.Request) string
	// Trace gives the id of the request, by which an operator finds it in the log.
	Trace func(context.Context) string
	// Observe is told the page of a request, the code of one that fails, and its
	// cause for the log.
	Observe func(ctx context.Context, page, code string, cause error)
}

// Account is what the account page does for a signed-in user. Its services
// take the bearer of Browsers for an access token.
type Account struct {
	Profile  *profile.Service
	Factors  *enrol.Service
	Devices  *device.Service
	Sessions *session.Service
}

// Pages are those of all pools. They are safe for concurrent use.
type Pages struct {
	deps   Deps
	parts  func() *parts
	routes map[string]route
}

// parts are the templates, assets and catalogues that are part of the program.
type parts struct {
	views     *ui.Views
	assets    *ui.Assets
	languages *ui.Languages
}

// sharedParts reads the parts when the first page is asked for: a server that
// serves the API alone starts faster and smaller without them. That they can be
// read is what tests show; a program for which it is not so cannot go on.
var sharedParts = sync.OnceValue(func() *parts {
	p := &parts{}
	var views, assets, languages error
	p.views, views = ui.NewViews(files)
	p.assets, assets = ui.NewAssets(files)
	p.languages, languages = ui.LoadLanguages()
	if err := errors.Join(views, assets, languages); err != nil {
		panic("hostedui: " + err.Error())
	}
	return p
})

// route is one page. Where admit is set, its query is an authorize request
// that package grant admits before the handler runs. A missing handler means
// that the page does not have the method.
type route struct {
	name      string
	admit     bool
	get, post func(*visit) error
}

// New makes Pages.
func New(deps Deps) *Pages {
	p := &Pages{deps: deps, parts: sharedParts}
	// Keys are in lower case: Cognito's own documents spell some of them in
	// two ways.
	p.routes = map[string]route{
		"/oauth2/authorize":      {"authorize", true, (*visit).authorize, nil},
		"/login":                 {"login", true, (*visit).login, (*visit).signIn},
		"/login/challenge":       {"challenge", true, (*visit).restart, (*visit).answer},
		"/login/account":         {"account_chooser", true, (*visit).chooseAccount, (*visit).chosenAccount},
		"/signup":                {"signup", true, (*visit).signUp, (*visit).signUpForm},
		"/confirm":               {"confirm", true, (*visit).restart, (*visit).confirmForm},
		"/resendcode":            {"resendcode", true, (*visit).restart, (*visit).resendForm},
		"/confirmuser":           {"confirmuser", false, (*visit).confirmUser, nil},
		"/forgotpassword":        {"forgotpassword", true, (*visit).forgot, (*visit).forgotForm},
		"/confirmforgotpassword": {"confirmforgotpassword", true, (*visit).restartForgot, (*visit).resetForm},
		"/passkeys/add":          {"passkeys", true, (*visit).offerPasskey, (*visit).addPasskey},
		"/logout":                {"logout", false, (*visit).logout, nil},
		"/error":                 {"error", false, (*visit).errorPage, nil},
		"/account":               {"account", false, (*visit).account, (*visit).accountForm},
	}
	return p
}

// maxForm bounds the body of a form, in bytes.
const maxForm = 256 << 10

// Serve answers a request that has arrived at a site.
func (p *Pages) Serve(w http.ResponseWriter, r *http.Request, site *domain.Site) {
	if strings.HasPrefix(site.Path, ui.AssetPath) || strings.HasPrefix(site.Path, "/assets/") {
		p.asset(w, r, site)
		return
	}
	path := strings.ToLower(site.Path)
	if path == "/confirmuser/" { // messages have had it both ways
		path = "/confirmuser"
	}
	v := p.visit(w, r, site)
	at, ok := p.routes[path]
	if !ok {
		p.deps.Observe(r.Context(), "none", "", nil)
		v.fail(http.StatusNotFound, v.Text("error_missing"), "")
		return
	}
	p.deps.Observe(r.Context(), at.name, "", nil)
	handle := at.get
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		handle = at.post
	default:
		handle = nil
	}
	if handle == nil {
		w.Header().Set("Allow", at.methods())
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	v.run(at, handle)
}

func (t route) methods() string {
	switch {
	case t.post == nil:
		return "GET, HEAD"
	case t.get == nil:
		return "POST"
	}
	return "GET, HEAD, POST"
}

// run does what every page needs before its handler, and answers its error.
func (v *visit) run(at route, handle func(*visit) error) {
	if v.r.Method == http.MethodPost {
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
		if err := v.r.ParseForm(); err != nil {
			v.fail(http.StatusBadRequest, v.Text("error_form"), "")
			return
		}
		if ui.Forged(v.r) {
			v.pages.deps.Observe(v.ctx(), at.name, "csrf", nil)
			v.fail(http.StatusForbidden, v.Text("error_form"), "")
			return
		}
	}
	if err := v.admit(at); err != nil {
		v.refuse(err)
		return
	}
	if err := handle(v); err != nil {
		v.refuse(err)
	}
}

// admit reads the authorize request in the query.
func (v *visit) admit(at route) (err error) {
	if !at.admit {
		return nil
	}
	v.auth, err = v.pages.deps.Grants.Admit(v.ctx(), v.site.Domain, grant.Parse(v.query))
	if err != nil {
		return err
	}
	return v.dress(v.auth.Pool, v.auth.Client)
}

// link is the address of another page with the same authorize request.
func (v *visit) link(path string) string {
	q := url.Values{}
	if v.auth != nil {
		q = v.auth.Request.Query()
	}
	if v.query.Get(toParameter) == toAccount {
		q.Set(toParameter, toAccount)
	}
	if len(q) == 0 {
		return v.site.Mount + path
	}
	return v.site.Mount + path + "?" + q.Encode()
}

// toParameter says that a sign-in leads to our own account page and not back
// to the application.
const (
	toParameter = "to"
	toAccount   = "account"
)
