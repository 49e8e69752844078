package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/cognate-id/cognate/cognatetest"
)

const password = "Correct-horse-7"

// walk is a way through pages of one pool: what differs from the usual pool,
// client and domain, and the steps.
type walk struct {
	name                 string
	pool, client, domain map[string]any
	options              func(*testing.T) []cognatetest.Option
	steps                func(*world)
}

// world is a pool with a domain and a tab of the browser before it.
type world struct {
	t      *testing.T
	mode   mode
	seen   *walked
	server *cognatetest.Server
	app    *httptest.Server // the application: it shows what it was given
	pool   string
	client string
	base   string // of the domain
	ctx    context.Context
}

// scripts switches JavaScript on or off.
func (w *world) scripts(on bool) {
	w.t.Helper()
	order(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// chromium is the one browser of all walks; each has a profile of its own in it.
var chromium = sync.OnceValues(func() (context.Context, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(os.Getenv("COGNATE_TEST_CHROMIUM")), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "en-US"))
	allocator, closeAll := chromedp.NewExecAllocator(context.Background(), options...)
	stopChromium = closeAll
	ctx, _ := chromedp.NewContext(allocator)
	return ctx, chromedp.Do(ctx) // starts the browser, which lives as long as the context of this call
})

var stopChromium = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	stopChromium()
	os.Exit(code)
}

// open starts a server with the pool of a walk, and a tab.
func open(t *testing.T, of walk, m mode) *world {
	t.Helper()
	w := &world{t: t, mode: m}
	var options []cognatetest.Option
	if of.options != nil {
		options = of.options(t)
	}
	w.server = cognatetest.Start(t, options...)
	w.app = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(rw, "<!doctype html><title>app</title><h1>app</h1>")
	}))
	t.Cleanup(w.app.Close)
	w.setUp(of)
	root, err := chromium()
	w.check(err)
	ctx, stop := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	w.ctx = ctx
	w.check(chromedp.Do(ctx))
	scheme := "light"
	if m.dark {
		scheme = "dark"
	}
	order(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	checker, err := axe()
	w.check(err)
	// Once for the tab: it is too long to be sent for every page.
	order(w, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: string(checker)})
	w.scripts(!m.plain)
	w.resize(1280, 860)
	w.visit(w.page("/login", "lang", m.lang)) // from now on a cookie says so
	return w
}

func (w *world) setUp(of walk) {
	w.t.Helper()
	in := map[string]any{"PoolName": "Acme", "AutoVerifiedAttributes": []string{"email"},
		"Policies": map[string]any{"PasswordPolicy": map[string]any{"MinimumLength": 8, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true, "RequireSymbols": true}}}
	merge(in, of.pool)
	w.pool = w.call("CreateUserPool", in)["UserPool"].(map[string]any)["Id"].(string)
	in = map[string]any{"UserPoolId": w.pool, "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true,
		"AllowedOAuthFlows": []string{"code"}, "AllowedOAuthScopes": []string{"openid", "email", "profile"},
		"CallbackURLs": []string{w.app.URL + "/cb"}, "LogoutURLs": []string{w.app.URL + "/bye"}, "PreventUserExistenceErrors": "ENABLED"}
	merge(in, of.client)
	w.client = w.call("CreateUserPoolClient", in)["UserPoolClient"].(map[string]any)["ClientId"].(string)
	in = map[string]any{"UserPoolId": w.pool, "Domain": "acme", "ManagedLoginVersion": 2}
	merge(in, of.domain)
	w.call("CreateUserPoolDomain", in)
	u, err := url.Parse(w.server.URL)
	w.check(err)
	w.base = "http://acme.auth." + w.server.Region + ".localhost:" + u.Port()
}

func merge(into, from map[string]any) {
	for k, v := range from {
		into[k] = v
	}
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// call runs an operation of the API.
func (w *world) call(operation string, in map[string]any) map[string]any {
	w.t.Helper()
	status, text := w.send(operation, in)
	if status != http.StatusOK {
		w.t.Fatalf("%s: %d %s", operation, status, text)
	}
	out := map[string]any{}
	w.check(json.Unmarshal(text, &out))
	return out
}

// accepts reports whether an operation succeeds.
func (w *world) accepts(operation string, in map[string]any) bool {
	w.t.Helper()
	status, _ := w.send(operation, in)
	return status == http.StatusOK
}

func (w *world) send(operation string, in map[string]any) (status int, text []byte) {
	w.t.Helper()
	body, err := json.Marshal(in)
	w.check(err)
	r, err := http.NewRequest(http.MethodPost, w.server.URL, bytes.NewReader(body))
	w.check(err)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+w.server.AccessKey+"/20260101/"+w.server.Region+
		"/cognito-idp/aws4_request, SignedHeaders=host, Signature=x")
	response, err := http.DefaultClient.Do(r)
	w.check(err)
	defer response.Body.Close()
	text, err = io.ReadAll(response.Body)
	w.check(err)
	return response.StatusCode, text
}

// addUser makes a user with the password; permanent is false for a temporary one.
func (w *world) addUser(name string, permanent bool, attributes map[string]string) {
	w.t.Helper()
	var list []map[string]string
	for k, v := range attributes {
		list = append(list, map[string]string{"Name": k, "Value": v})
	}
	w.call("AdminCreateUser", map[string]any{"UserPoolId": w.pool, "Username": name, "MessageAction": "SUPPRESS",
		"TemporaryPassword": password, "UserAttributes": list})
	if permanent {
		w.call("AdminSetUserPassword", map[string]any{"UserPoolId": w.pool, "Username": name, "Password": password, "Permanent": true})
	}
}

// authorize is the address that an application sends its users to.
func (w *world) authorize(extra ...string) string {
	q := url.Values{"client_id": {w.client}, "response_type": {"code"}, "redirect_uri": {w.app.URL + "/cb"}, "scope": {"openid"}, "state": {"s1"}}
	for i := 0; i+1 < len(extra); i += 2 {
		q.Set(extra[i], extra[i+1])
	}
	return w.base + "/oauth2/authorize?" + q.Encode()
}

// page is the address of another page with the same request.
func (w *world) page(path string, extra ...string) string {
	return strings.Replace(w.authorize(extra...), "/oauth2/authorize", path, 1)
}

// patience bounds a step; a busy machine is slow.
const patience = 40 * time.Second

func (w *world) run(actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	w.done(chromedp.Do(ctx, actions...))
}

// ask evaluates an expression in the page.
func ask[T any](w *world, expression string) T {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	w.done(err)
	return v
}

// order sends a command of the protocol.
func order[P, R any](w *world, command cdp.Command[P, R], params P) {
	w.t.Helper()
	ordered(w, command, params)
}

// ordered is order for a command that has an answer.
func ordered[P, R any](w *world, command cdp.Command[P, R], params P) R {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	answer, err := chromedp.Call(ctx, command, params)
	w.done(err)
	return answer
}

func (w *world) done(err error) {
	w.t.Helper()
	if err == nil {
		return
	}
	at, _ := chromedp.Run(w.ctx, chromedp.Location())
	text, _ := chromedp.Run(w.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	w.t.Fatalf("%v\nat %s\n%s", err, at, text)
}

func (w *world) visit(address string) {
	w.t.Helper()
	w.run(chromedp.Navigate(address))
}

// fill types into fields and sends the form by the first button of the page, or
// the one that the selector names.
func (w *world) fill(fields map[string]string, button string) {
	w.t.Helper()
	w.fillIn("", fields, button)
}

// fillIn is fill in the form that has what the selector finds.
func (w *world) fillIn(within string, fields map[string]string, button string) {
	w.t.Helper()
	if button == "" {
		button = "main form button[type=submit]"
	}
	if within != "" {
		button = "main form:has(" + within + ") button[type=submit]"
	}
	for name, value := range fields {
		if !ask[bool](w, fmt.Sprintf(`(() => { const i = (%q ? document.querySelector(%[1]q).form : document).querySelector('[name="%[2]s"]'); if (i) i.value = %[3]q; return !!i })()`, within, name, value)) {
			w.t.Fatalf("no field %s at %s\n%s", name, ask[string](w, "location.href"), ask[string](w, "document.body.innerText"))
		}
	}
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(button)))
	w.done(err)
}

// sound fails the test if the page is wider than the window, clips a text, has
// fields without a label, more or less than one heading, no language or one that
// is not the walk's, or addresses and codes that run from right to left.
func (w *world) sound() {
	w.t.Helper()
	faults := ask[[]string](w, `(() => {
		const faults = [];
		if (document.title === "app") return faults;
		const shown = (e) => e.getClientRects().length > 0 && !e.closest(".off,[hidden]");
		if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the window: " + document.documentElement.scrollWidth);
		for (const e of document.querySelectorAll("main *")) if (shown(e) && !e.closest("svg") && !e.closest(".who") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== "inline" && !e.matches("input")) faults.push("clipped: " + e.outerHTML.slice(0, 120));
		for (const i of document.querySelectorAll("input:not([type=hidden]):not([aria-hidden])")) {
			if (!i.labels.length && !i.getAttribute("aria-label")) faults.push("no label: " + i.name);
			if (/^(email|tel|url|password)$/.test(i.type) || i.autocomplete === "one-time-code") if (getComputedStyle(i).direction !== "ltr") faults.push("runs from right to left: " + i.name);
		}
		if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
		for (const h of document.querySelectorAll("h1,h2,label,button,summary")) if (!h.textContent.trim() && !h.getAttribute("aria-label")) faults.push("empty: " + h.outerHTML);
		if (!document.documentElement.dir) faults.push("no dir");
		for (const e of document.querySelectorAll("[src],link[href]")) { const u = new URL(e.src || e.href); if (u.origin !== location.origin) faults.push("fetches " + u); }
		return faults;
	})()`)
	if len(faults) > 0 {
		w.t.Errorf("%s: %v", ask[string](w, "location.href"), faults)
	}
}

// spoken fails the test if the page is not in the language of the walk, or a
// text of it is not.
func (w *world) spoken(s state) {
	w.t.Helper()
	direction := "ltr"
	if w.mode.rightToLeft() {
		direction = "rtl"
	}
	if got := ask[string](w, `document.documentElement.lang + " " + document.documentElement.dir`); got != w.mode.lang+" "+direction {
		w.t.Errorf("%s: the page is in %s", s.key(), got)
	}
	if !w.mode.rightToLeft() {
		return
	}
	foreign := ask[[]string](w, `[...document.querySelectorAll("main :is(h1,h2,label,button,a,summary,.alert,.lead,.note,.hint,.rules li)")]
		.filter((e) => !e.querySelector("label,button,a,bdi") && !e.closest("bdi") && e.textContent.trim() && !/[\u0590-\u06ff]/.test(e.textContent)).map((e) => e.outerHTML)`)
	if len(foreign) > 0 {
		w.t.Errorf("%s: not translated: %v", s.key(), foreign)
	}
}

// axe is the accessibility checker; npm ci in this folder fetches it.
var axe = sync.OnceValues(func() ([]byte, error) { return os.ReadFile("node_modules/axe-core/axe.min.js") })

// accessible fails the test for every serious finding of axe by the rules of
// WCAG 2.2 AA.
func (w *world) accessible(name string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`axe.run({resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(
		(r) => r.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id + ": " + v.help + ": " + v.nodes.map((n) => n.html + " " + n.failureSummary).join(" | ")))`,
		chromedp.EvalAwaitPromise))
	w.done(err)
	for _, f := range found {
		w.t.Errorf("%s: %s", name, f)
	}
}

func (w *world) resize(width, height int64) {
	w.t.Helper()
	order(w, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// shot says that the page is in the state, checks it at both widths and leaves a
// screenshot of each.
func (w *world) shot(on, name string) {
	w.t.Helper()
	s, ok := stateOf()[on+"/"+name]
	if !ok {
		w.t.Fatalf("%s/%s is not in the table of states", on, name)
	}
	got := ask[glance](w, `({Page: document.body.className, Problem: !!document.querySelector(".alert.problem:not([hidden])") && !document.querySelector("noscript .alert"), Notice: !!document.querySelector(".alert.notice")})`)
	if !strings.HasSuffix(got.Page, " page-"+on) || got.Problem != s.problem || got.Notice != s.notice {
		w.t.Fatalf("not %s but %+v\n%s", s.key(), got, ask[string](w, "document.body.innerText"))
	}
	w.seen.show(w.mode, s)
	w.spoken(s)
	if w.mode.plain { // the page has none of its own; the checker does not run without
		w.scripts(true)
		defer w.scripts(false)
	}
	dir := filepath.Join("..", "output", w.mode.name)
	w.check(os.MkdirAll(dir, 0o755))
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"320", 320, 640}, {"1280", 1280, 860}} {
		w.resize(size.width, size.height)
		w.sound()
		if !w.mode.plain || size.width == 320 { // what is left of a page without JavaScript is the same at each width
			w.accessible(s.key() + " at " + size.name)
		}
		w.check(os.WriteFile(filepath.Join(dir, on+"-"+name+"-"+size.name+".png"), w.picture(size.width, size.height), 0o644))
	}
}

// picture is a PNG of the whole page, in a window that is as high as it.
func (w *world) picture(width, height int64) []byte {
	w.t.Helper()
	w.resize(width, max(height, ask[int64](w, "document.documentElement.scrollHeight")))
	fast := true
	return ordered(w, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, OptimizeForSpeed: &fast}).Data
}

// glance is what a page shows of its state.
type glance struct {
	Page            string
	Problem, Notice bool
}

// arrived fails the test unless the browser is back at the application with a
// code.
func (w *world) arrived() {
	w.t.Helper()
	if at := ask[string](w, "location.href"); !strings.HasPrefix(at, w.app.URL+"/cb?code=") {
		w.t.Fatalf("not back at the application but at %s\n%s", at, ask[string](w, "document.body.innerText"))
	}
}
