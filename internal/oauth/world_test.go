package oauth_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/oauth"
	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/appclient"
	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/userpool/registration"
	"github.com/cognate-id/cognate/internal/userpool/resourceserver"
)

const (
	callback     = "https://app.example/cb"
	confidential = userpool.ClientID("2confidential9abcdefghijkl")
	machine      = userpool.ClientID("3machine9abcdefghijklmnopq")
	other        = userpool.ClientID("4other9abcdefghijklmnopqrs")
	secret       = "s3cret+with.plus"
)

// world is a pool with a domain, four clients and a user at an HTTP server. Its
// authorize endpoint signs the user in without asking, which is the pages' part.
type world struct {
	*pooltest.World
	grants *grant.Service
	user   *userpool.User
	server *httptest.Server
	domain userpool.Domain
}

func start(t testing.TB) *world {
	t.Helper()
	w := &world{World: pooltest.New(t, func(p *userpool.Pool, c *userpool.Client) {
		browser(c)
		c.LogoutURLs = []string{"https://app.example/bye"}
	})}
	w.domain = userpool.Domain{Name: "acme", Pool: pooltest.PoolID, ManagedLogin: userpool.ManagedLogin}
	w.user = w.AddUser("ann", func(u *userpool.User) {
		u.Attributes = userpool.Attributes{"email": "ann@example.com", "email_verified": "true", "name": "Ann", "custom:team": "x"}
	})
	keyed := func(id userpool.ClientID, change func(*userpool.Client)) *userpool.Client {
		c := &userpool.Client{ID: id, Pool: pooltest.PoolID, Name: string(id), TokenRevocation: true,
			Secrets: []userpool.ClientSecret{{ID: "a", Value: "an older one"}, {ID: "b", Value: secret}}}
		browser(c)
		if change != nil {
			change(c)
		}
		return c
	}
	w.Update(func(tx *store.Tx) error {
		return errors.Join(tx.InsertDomain(&w.domain),
			tx.InsertResourceServer(&userpool.ResourceServer{Pool: pooltest.PoolID, Identifier: "https://api.example/v1", Name: "api",
				Scopes: []userpool.ResourceScope{{Name: "read", Description: "r"}, {Name: "write", Description: "w"}}}),
			tx.InsertClient(keyed(confidential, nil)),
			tx.InsertClient(keyed(other, nil)),
			tx.InsertClient(keyed(machine, func(c *userpool.Client) {
				c.OAuthFlows = []string{"client_credentials"}
				c.OAuthScopes = []string{"https://api.example/v1/read", "https://api.example/v1/write", "gone/scope"}
			})))
	})
	opaque, err := seal.Generate(rand.Reader, time.Now())
	w.Check(err)
	w.grants = grant.New(grant.Deps{
		DB: store.Bind(w.DB, func(tx *store.Tx) grant.Store { return tx }), Registry: w.Registry, Tokens: w.Tokens,
		Opaque: opaque, Now: w.Now, Rand: rand.Reader,
	})
	w.serve()
	return w
}

func browser(c *userpool.Client) {
	c.OAuthEnabled = true
	c.OAuthFlows = []string{"code", "implicit"}
	c.OAuthScopes = []string{"openid", "email", "profile", "https://api.example/v1/read"}
	c.CallbackURLs = []string{callback, "https://app.example/cb?x=1", "myapp://cb", "http://localhost:1/cb"}
}

func (w *world) registrar() *registration.Service {
	servers := resourceserver.New(store.Bind(w.DB, func(tx *store.Tx) resourceserver.Store { return tx }))
	clients := appclient.New(appclient.Deps{DB: store.Bind(w.DB, func(tx *store.Tx) appclient.Store { return tx }),
		Cache: w.Registry, Catalog: catalog{servers}, Now: w.Now, Rand: rand.Reader})
	return registration.New(registration.Deps{DB: store.Bind(w.DB, func(tx *store.Tx) registration.Store { return tx }),
		Registry: w.Registry, Now: w.Now, HasScope: servers.HasScope, Create: clients.CreateRegistered})
}

type catalog struct{ *resourceserver.Service }

func (catalog) HasProvider(context.Context, userpool.PoolID, string) (bool, error) { return false, nil }

func (w *world) serve() {
	endpoints := oauth.NewEndpoints(oauth.Deps{Grants: w.grants, Registrar: w.registrar(),
		SourceIP: func(*http.Request) string { return "192.0.2.1" },
		Observe:  func(_ context.Context, code string, cause error) { w.T.Logf("%s: %v", code, cause) }}).Routes()
	at := &domain.Resolver{Registry: w.Registry, Public: func() *url.URL { u, _ := url.Parse(w.server.URL); return u }}
	known := oauth.NewWellKnown(w.Tokens, func(id userpool.PoolID) string { return "https://issuer.example/" + string(id) },
		func(id userpool.PoolID) string { return w.server.URL + "/" + string(id) },
		func(ctx context.Context, id userpool.PoolID) (oauth.Home, error) {
			base, err := at.BaseOf(ctx, id)
			return oauth.Home{Base: base}, err
		})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{pool}/.well-known/jwks.json", known.JWKS)
	mux.HandleFunc("GET /{pool}/.well-known/openid-configuration", known.Configuration)
	mux.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) {
		site, err := at.Resolve(r.Context(), r.Host, r.URL.Path)
		if err != nil || site == nil || site.Domain == nil {
			rw.WriteHeader(http.StatusNotFound)
			return
		}
		if route, ok := endpoints[site.Path]; ok {
			route.Serve(rw, r, site)
			return
		}
		w.authorize(rw, r, site)
	})
	w.server = httptest.NewServer(mux)
	w.T.Cleanup(w.server.Close)
}

func (w *world) authorize(rw http.ResponseWriter, r *http.Request, site *domain.Site) {
	location, err := w.signIn(site.Domain, r.URL.Query())
	var refusal *grant.Refusal
	if errors.As(err, &refusal) {
		location = refusal.Redirect
	}
	if location == "" {
		rw.WriteHeader(http.StatusBadRequest)
		return
	}
	rw.Header().Set("Location", location)
	rw.WriteHeader(http.StatusFound)
}

// signIn answers an authorize request as the pages do once the user has proved
// itself.
func (w *world) signIn(d *userpool.Domain, q url.Values) (string, error) {
	a, err := w.grants.Admit(context.Background(), d, grant.Parse(q))
	if err != nil {
		return "", err
	}
	return w.grants.Complete(context.Background(), a, grant.SignedIn{User: w.user, Provider: userpool.CognitoProvider,
		AMR: []string{"pwd"}, ACR: "urn:cognito:loa:1", At: w.Now()})
}

const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636 appendix B
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// code gives a fresh code for the client; q changes the request.
func (w *world) code(client userpool.ClientID, q map[string]string) string {
	w.T.Helper()
	v := url.Values{"response_type": {"code"}, "client_id": {string(client)}, "redirect_uri": {callback},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"}, "scope": {"openid email"}}
	for k, s := range q {
		if s == "" {
			v.Del(k)
		} else {
			v.Set(k, s)
		}
	}
	location, err := w.signIn(&w.domain, v)
	w.Check(err)
	u, err := url.Parse(location)
	w.Check(err)
	if u.Query().Get("code") == "" {
		w.T.Fatalf("no code in %s", location)
	}
	return u.Query().Get("code")
}

// reply is an HTTP answer with its JSON.
type reply struct {
	status int
	header http.Header
	body   map[string]any
}

func (r reply) text(name string) string { s, _ := r.body[name].(string); return s }

// post sends a form to an endpoint of the domain; basic is `id:secret` or "".
func (w *world) post(endpoint, basic string, f map[string]string) reply {
	w.T.Helper()
	v := url.Values{}
	for k, s := range f {
		v.Set(k, s)
	}
	r, err := http.NewRequest(http.MethodPost, w.server.URL+"/domain/acme/oauth2/"+endpoint, strings.NewReader(v.Encode()))
	w.Check(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if id, pass, ok := strings.Cut(basic, ":"); ok {
		r.SetBasicAuth(id, pass)
	}
	return w.do(r)
}

func (w *world) do(r *http.Request) reply {
	w.T.Helper()
	response, err := http.DefaultClient.Do(r)
	w.Check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	w.Check(err)
	out := reply{status: response.StatusCode, header: response.Header}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &out.body); err != nil {
			w.T.Fatalf("%v in %s", err, body)
		}
	}
	return out
}

// exchange redeems a code of the public client, with q changed.
func (w *world) exchange(code string, q map[string]string) reply {
	f := map[string]string{"grant_type": "authorization_code", "client_id": string(pooltest.ClientID), "code": code,
		"redirect_uri": callback, "code_verifier": verifier}
	for k, s := range q {
		if s == "" {
			delete(f, k)
		} else {
			f[k] = s
		}
	}
	return w.post("token", "", f)
}

func (w *world) userInfo(token string) reply {
	r, err := http.NewRequest(http.MethodGet, w.server.URL+"/domain/acme/oauth2/userInfo", nil)
	w.Check(err)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return w.do(r)
}

// change stores another version of a client.
func (w *world) change(c *userpool.Client) {
	w.T.Helper()
	w.Update(func(tx *store.Tx) error { return tx.UpdateClient(c) })
	w.Registry.ForgetClient(c.ID)
}

// insert stores another client.
func (w *world) insert(c *userpool.Client) {
	w.T.Helper()
	w.Update(func(tx *store.Tx) error { return tx.InsertClient(c) })
}
