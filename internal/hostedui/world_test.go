package hostedui_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/cognate-id/cognate/cognatetest"
)

const (
	password = "Correct-horse-7"
	callback = "https://app.example/cb"
)

// world is the whole program with a pool that has a domain, and a browser of
// sorts: it keeps cookies and sends forms as they stand on the page.
type world struct {
	t                  *testing.T
	server             *cognatetest.Server
	pool, client, base string
	browser            *http.Client
	at                 answer
}

// answer is what the browser got last.
type answer struct {
	status   int
	header   http.Header
	location string
	body     string
	doc      *html.Node
}

func start(t *testing.T, pool, client, domain map[string]any, options ...cognatetest.Option) *world {
	t.Helper()
	w := &world{t: t, server: cognatetest.Start(t, options...)}
	in := map[string]any{"PoolName": "Acme", "AutoVerifiedAttributes": []string{"email"}}
	w.pool = w.call("CreateUserPool", with(in, pool))["UserPool"].(map[string]any)["Id"].(string)
	in = map[string]any{"UserPoolId": w.pool, "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true,
		"AllowedOAuthFlows": []string{"code"}, "AllowedOAuthScopes": []string{"openid"}, "CallbackURLs": []string{callback},
		"LogoutURLs": []string{"https://app.example/bye"}, "PreventUserExistenceErrors": "ENABLED"}
	w.client = w.call("CreateUserPoolClient", with(in, client))["UserPoolClient"].(map[string]any)["ClientId"].(string)
	w.call("CreateUserPoolDomain", with(map[string]any{"UserPoolId": w.pool, "Domain": "acme", "ManagedLoginVersion": 2}, domain))
	w.base = w.server.URL + "/domain/acme"
	w.fresh()
	return w
}

func with(in, more map[string]any) map[string]any {
	for k, v := range more {
		in[k] = v
	}
	return in
}

// fresh takes another browser.
func (w *world) fresh() {
	jar, err := cookiejar.New(nil)
	w.check(err)
	w.browser = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

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

func (w *world) addUser(name string, permanent bool, attributes ...string) {
	w.t.Helper()
	var list []map[string]string
	for i := 0; i+1 < len(attributes); i += 2 {
		list = append(list, map[string]string{"Name": attributes[i], "Value": attributes[i+1]})
	}
	w.call("AdminCreateUser", map[string]any{"UserPoolId": w.pool, "Username": name, "MessageAction": "SUPPRESS",
		"TemporaryPassword": password, "UserAttributes": list})
	if permanent {
		w.call("AdminSetUserPassword", map[string]any{"UserPoolId": w.pool, "Username": name, "Password": password, "Permanent": true})
	}
}

// address is a page with an authorize request; more changes its parameters, ""
// takes one away.
func (w *world) address(path string, more ...string) string {
	q := url.Values{"client_id": {w.client}, "response_type": {"code"}, "redirect_uri": {callback}, "scope": {"openid"}, "state": {"s 1"}}
	for i := 0; i+1 < len(more); i += 2 {
		if q.Set(more[i], more[i+1]); more[i+1] == "" {
			q.Del(more[i])
		}
	}
	return w.base + path + "?" + q.Encode()
}

func (w *world) do(r *http.Request) answer {
	w.t.Helper()
	response, err := w.browser.Do(r)
	w.check(err)
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	w.check(err)
	w.at = answer{status: response.StatusCode, header: response.Header, location: response.Header.Get("Location"), body: string(b)}
	w.at.doc, err = html.Parse(bytes.NewReader(b))
	w.check(err)
	return w.at
}

// get fetches a page and follows redirects within the domain.
func (w *world) get(address string) answer {
	w.t.Helper()
	for range 5 {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		w.check(err)
		a := w.do(r)
		if a.location == "" || !strings.HasPrefix(a.location, "/") {
			return a
		}
		address = w.server.URL + a.location
	}
	w.t.Fatalf("redirects without end at %s", address)
	return answer{}
}

// send fills the first form of the page, or the one with a field of the name in
// fields that starts with a `#`, and sends it.
func (w *world) send(fields map[string]string) answer {
	w.t.Helper()
	form := find(w.at.doc, func(n *html.Node) bool {
		return n.Data == "form" && (fields["#"] == "" || strings.Contains(attr(n, "action"), fields["#"]))
	})
	if form == nil {
		w.t.Fatalf("no form on the page:\n%s", w.at.body)
	}
	values := url.Values{}
	walk(form, func(n *html.Node) {
		if n.Data == "input" {
			values.Set(attr(n, "name"), attr(n, "value"))
		}
	})
	for k, v := range fields {
		if k != "#" {
			values.Set(k, v)
		}
	}
	r, err := http.NewRequest(http.MethodPost, w.server.URL+attr(form, "action"), strings.NewReader(values.Encode()))
	w.check(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	a := w.do(r)
	if strings.HasPrefix(a.location, "/") {
		return w.get(w.server.URL + a.location)
	}
	return a
}

func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func find(n *html.Node, is func(*html.Node) bool) (found *html.Node) {
	walk(n, func(n *html.Node) {
		if found == nil && n.Type == html.ElementNode && is(n) {
			found = n
		}
	})
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is that of the first element with the class, or of the tag.
func (a answer) text(class string) string {
	n := find(a.doc, func(n *html.Node) bool { return n.Data == class || strings.Contains(attr(n, "class"), class) })
	if n == nil {
		return ""
	}
	var b strings.Builder
	walk(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	})
	return strings.TrimSpace(b.String())
}

// code gives the code with which the application is called back.
func (w *world) code() string {
	w.t.Helper()
	u, err := url.Parse(w.at.location)
	w.check(err)
	if !strings.HasPrefix(w.at.location, callback+"?") || u.Query().Get("code") == "" || u.Query().Get("state") != "s 1" {
		w.t.Fatalf("not back at the application: %d %q\n%s", w.at.status, w.at.location, w.at.text("main"))
	}
	return u.Query().Get("code")
}

func (w *world) heading(want string) {
	w.t.Helper()
	if got := w.at.text("h1"); got != want {
		w.t.Fatalf("heading %q, want %q: %d\n%s", got, want, w.at.status, w.at.text("main"))
	}
}

func (w *world) problem(want string) {
	w.t.Helper()
	if got := w.at.text("problem"); got != want {
		w.t.Fatalf("problem %q, want %q\n%s", got, want, w.at.text("main"))
	}
}
