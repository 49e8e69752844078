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
	"github.com/chromedp/chromedp"

	"github.com/cognate-id/cognate/cognatetest"
)

const password = "Correct-horse-7"

// world is a pool with a domain and a browser before it.
type world struct {
	t      *testing.T
	server *cognatetest.Server
	app    *httptest.Server // the application: it shows what it was given
	pool   string
	client string
	base   string // of the domain
	ctx    context.Context
	set    string // of screenshots
	plain  bool   // JavaScript is switched off
}

// scripts switches JavaScript on or off.
func (w *world) scripts(on bool) {
	w.t.Helper()
	order(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// open starts a server with a pool that change has altered, and a browser.
func open(t *testing.T, set string, pool, client map[string]any, domain map[string]any) *world {
	t.Helper()
	path := os.Getenv("COGNATE_TEST_CHROMIUM")
	if path == "" {
		t.Skip("COGNATE_TEST_CHROMIUM is not set")
	}
	w := &world{t: t, server: cognatetest.Start(t), set: set}
	w.app = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(rw, "<!doctype html><title>app</title><h1>app</h1>")
	}))
	t.Cleanup(w.app.Close)
	in := map[string]any{"PoolName": "Acme", "AutoVerifiedAttributes": []string{"email"},
		"Policies": map[string]any{"PasswordPolicy": map[string]any{"MinimumLength": 8, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true, "RequireSymbols": true}}}
	merge(in, pool)
	w.pool = w.call("CreateUserPool", in)["UserPool"].(map[string]any)["Id"].(string)
	in = map[string]any{"UserPoolId": w.pool, "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true,
		"AllowedOAuthFlows": []string{"code"}, "AllowedOAuthScopes": []string{"openid", "email", "profile"},
		"CallbackURLs": []string{w.app.URL + "/cb"}, "LogoutURLs": []string{w.app.URL + "/bye"},
		"ReadAttributes":  []string{"email", "email_verified", "name", "phone_number", "phone_number_verified"},
		"WriteAttributes": []string{"email", "name", "phone_number"}}
	merge(in, client)
	w.client = w.call("CreateUserPoolClient", in)["UserPoolClient"].(map[string]any)["ClientId"].(string)
	in = map[string]any{"UserPoolId": w.pool, "Domain": "acme", "ManagedLoginVersion": 2}
	merge(in, domain)
	w.call("CreateUserPoolDomain", in)
	u, err := url.Parse(w.server.URL)
	w.check(err)
	w.base = "http://acme.auth." + w.server.Region + ".localhost:" + u.Port()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "en-US"))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(stop)
	w.ctx = ctx
	w.check(chromedp.Do(ctx)) // starts the browser, which lives as long as the context of this call
	return w
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
	text, err := io.ReadAll(response.Body)
	w.check(err)
	if response.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %s %s", operation, response.Status, text)
	}
	out := map[string]any{}
	w.check(json.Unmarshal(text, &out))
	return out
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
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, command, params)
	w.done(err)
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
	w.sound()
}

// fill types into fields and sends the form by its first button, or the one
// that the selector names.
func (w *world) fill(fields map[string]string, button string) {
	w.t.Helper()
	for name, value := range fields {
		if !ask[bool](w, fmt.Sprintf(`(() => { const i = document.querySelector('[name="%s"]'); if (i) i.value = %q; return !!i })()`, name, value)) {
			w.t.Fatalf("no field %s at %s\n%s", name, ask[string](w, "location.href"), ask[string](w, "document.body.innerText"))
		}
	}
	if button == "" {
		button = "main form button[type=submit]"
	}
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(button)))
	w.done(err)
	w.sound()
}

// sound fails the test if the page is wider than the window, has fields
// without a label, or more or less than one heading.
func (w *world) sound() {
	w.t.Helper()
	faults := ask[[]string](w, `(() => {
		const faults = [];
		if (document.title === "app") return faults;
		if (document.documentElement.scrollWidth > innerWidth + 1) faults.push("wider than the window: " + document.documentElement.scrollWidth);
		for (const i of document.querySelectorAll("input:not([type=hidden]):not([aria-hidden])")) if (!i.labels.length && !i.getAttribute("aria-label")) faults.push("no label: " + i.name);
		if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
		if (!document.documentElement.lang || !document.documentElement.dir) faults.push("no lang or dir");
		for (const e of document.querySelectorAll("[src],link[href]")) { const u = new URL(e.src || e.href); if (u.origin !== location.origin) faults.push("fetches " + u); }
		return faults;
	})()`)
	if len(faults) > 0 {
		w.t.Errorf("%s: %v", ask[string](w, "location.href"), faults)
	}
}

// axe is the accessibility checker; npm ci in this folder fetches it.
var axe = sync.OnceValues(func() ([]byte, error) { return os.ReadFile("node_modules/axe-core/axe.min.js") })

// accessible fails the test for every serious finding of axe by the rules of
// WCAG 2.2 AA.
func (w *world) accessible(name string) {
	w.t.Helper()
	script, err := axe()
	w.check(err)
	if w.plain { // the page has none of its own; the checker does not run without
		w.scripts(true)
		defer w.scripts(false)
	}
	ask[chromedp.Void](w, string(script))
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(
		(r) => r.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id + ": " + v.help + ": " + v.nodes.map((n) => n.html + " " + n.failureSummary).join(" | ")))`,
		chromedp.EvalAwaitPromise))
	w.done(err)
	for _, f := range found {
		w.t.Errorf("%s: %s", name, f)
	}
}

// shot leaves screenshots of the page at both widths.
func (w *world) shot(name string) {
	w.t.Helper()
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"320", 320, 640}, {"1280", 1280, 860}} {
		order(w, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: size.width, Height: size.height, DeviceScaleFactor: 1})
		w.sound()
		w.accessible(name + " at " + size.name)
		height := max(size.height, ask[int64](w, "document.documentElement.scrollHeight"))
		order(w, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: size.width, Height: height, DeviceScaleFactor: 1})
		ctx, cancel := context.WithTimeout(w.ctx, patience)
		b, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		cancel()
		w.done(err)
		dir := filepath.Join("..", "output", w.set)
		w.check(os.MkdirAll(dir, 0o755))
		w.check(os.WriteFile(filepath.Join(dir, name+"-"+size.name+".png"), b, 0o644))
	}
	order(w, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 1280, Height: 860, DeviceScaleFactor: 1})
}

// arrived fails the test unless the browser is back at the application with a
// code.
func (w *world) arrived() {
	w.t.Helper()
	if at := ask[string](w, "location.href"); !strings.HasPrefix(at, w.app.URL+"/cb?code=") {
		w.t.Fatalf("not back at the application but at %s\n%s", at, ask[string](w, "document.body.innerText"))
	}
}
