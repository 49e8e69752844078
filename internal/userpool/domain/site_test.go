package domain_test

import (
	"context"
	"errors"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/domain"
)

type names map[string]userpool.Domain

func (n names) Domain(_ context.Context, name string) (*userpool.Domain, error) {
	if name == "broken.example.com" {
		return nil, errors.New("disk on fire")
	}
	d, ok := n[name]
	if !ok {
		return nil, nil
	}
	return &d, nil
}

func (n names) DomainsOf(_ context.Context, pool userpool.PoolID) ([]userpool.Domain, error) {
	var out []userpool.Domain
	for _, name := range []string{"acme", "login.example.com", "solo"} {
		if d := n[name]; d.Pool == pool {
			out = append(out, d)
		}
	}
	return out, nil
}

const (
	east = userpool.PoolID("us-east-1_Pool00001")
	west = userpool.PoolID("us-west-2_Pool00002")
)

func resolver(public, suffix string) *domain.Resolver {
	return &domain.Resolver{
		Registry: names{"acme": {Name: "acme", Pool: east}, "login.example.com": {Name: "login.example.com", Pool: east}, "solo": {Name: "solo", Pool: west}},
		Public:   func() *url.URL { u, _ := url.Parse(public); return u },
		Suffix:   suffix,
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	dev := resolver("http://localhost:9400", "localhost")
	serve := resolver("https://id.example.com", "example.com")
	plain := resolver("https://id.example.com/sub", "")
	for _, tt := range []struct {
		r                *domain.Resolver
		host, path       string
		want             string // domain, base, mount and path; "" for no site
		unknown, noWhere bool
	}{
		{dev, "localhost:9400", "/", "", false, true},
		{dev, "127.0.0.1:9400", "/login", "", false, true},
		{dev, "[::1]:9400", "/login", "", false, true},
		{dev, "cognito-idp.us-east-1.amazonaws.com", "/", "", false, true},
		{dev, "localhost:9400", "/domain/acme/oauth2/token", "acme http://localhost:9400/domain/acme /domain/acme /oauth2/token", false, false},
		{dev, "localhost:9400", "/domain/acme", "acme http://localhost:9400/domain/acme /domain/acme /", false, false},
		{dev, "localhost:9400", "/domain/nobody/login", "", true, false},
		{dev, "localhost:9400", "/domain/login.example.com/login", "", false, true}, // no prefix has a dot
		{dev, "localhost:9400", "/domain/../x", "", false, true},
		{dev, "acme.auth.us-east-1.localhost:9400", "/login", "acme http://acme.auth.us-east-1.localhost:9400  /login", false, false},
		{dev, "ACME.auth.us-east-1.localhost:9400", "/login", "acme http://acme.auth.us-east-1.localhost:9400  /login", false, false},
		{dev, "acme.auth.us-east-1.localhost.:9400", "/login", "acme http://acme.auth.us-east-1.localhost:9400  /login", false, false},
		{dev, "acme.auth.us-west-2.localhost:9400", "/login", "", true, false}, // the prefix of another Region
		{dev, "nobody.auth.us-east-1.localhost:9400", "/login", "", true, false},
		{dev, "x.acme.auth.us-east-1.localhost", "/login", "", false, true},
		{dev, "login.example.com:9400", "/login", "login.example.com http://login.example.com:9400  /login", false, false},
		{serve, "acme.auth.us-east-1.example.com", "/login", "acme https://acme.auth.us-east-1.example.com  /login", false, false},
		{serve, "id.example.com", "/login", "", false, true},
		{serve, "login.example.com", "/oauth2/token", "login.example.com https://login.example.com  /oauth2/token", false, false},
		{serve, "login.example.com.evil.example", "/login", "", false, true},
		{plain, "acme.auth.us-east-1.example.com", "/login", "", false, true},
		{plain, "id.example.com", "/domain/acme/login", "acme https://id.example.com/sub/domain/acme /domain/acme /login", false, false},
	} {
		site, err := tt.r.Resolve(t.Context(), tt.host, tt.path)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case tt.noWhere:
			if site != nil {
				t.Errorf("%s%s: %+v", tt.host, tt.path, site)
			}
		case tt.unknown:
			if site == nil || site.Domain != nil {
				t.Errorf("%s%s: %+v", tt.host, tt.path, site)
			}
		case site == nil || site.Domain == nil:
			t.Errorf("%s%s: not found", tt.host, tt.path)
		default:
			if diff := cmp.Diff(tt.want, site.Domain.Name+" "+site.Base+" "+site.Mount+" "+site.Path); diff != "" {
				t.Errorf("%s%s (-want +got)\n%s", tt.host, tt.path, diff)
			}
		}
	}
	if _, err := dev.Resolve(t.Context(), "broken.example.com", "/"); err == nil {
		t.Error("a failing store is a domain that nobody has")
	}
}

func TestBaseOf(t *testing.T) {
	t.Parallel()
	dev := resolver("http://localhost:9400", "localhost")
	serve := resolver("https://id.example.com", "example.com")
	serve.Advertise = true
	for _, tt := range []struct {
		r    *domain.Resolver
		pool userpool.PoolID
		want string
	}{
		{dev, east, "http://login.example.com:9400"},
		{dev, west, "http://localhost:9400/domain/solo"},
		{dev, "us-east-1_None", ""},
		{serve, east, "https://login.example.com"},
		{serve, west, "https://solo.auth.us-west-2.example.com"},
	} {
		if got, err := tt.r.BaseOf(t.Context(), tt.pool); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.pool, got, err, tt.want)
		}
	}
}

func FuzzResolve(f *testing.F) {
	r := resolver("http://localhost:9400", "localhost")
	f.Add("acme.auth.us-east-1.localhost:9400", "/login")
	f.Add("localhost", "/domain/acme/x")
	f.Fuzz(func(t *testing.T, host, path string) {
		site, err := r.Resolve(t.Context(), host, path)
		if err == nil && site != nil && (site.Path == "" || site.Path[0] != '/' && path != "" && path[0] == '/') {
			t.Errorf("%q %q: path %q", host, path, site.Path)
		}
	})
}
