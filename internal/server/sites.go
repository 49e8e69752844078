package server

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/oauth"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/domain"
)

// sites answers at the domains of pools: what programs call, and pages for
// everything else.
type sites struct {
	resolver  *domain.Resolver
	endpoints map[string]oauth.Route
	pages     oauth.Handler
	// strict tells browsers to come by TLS only. A development server must not:
	// its host is every other one's as well.
	strict  bool
	proxies []netip.Prefix
}

// sites puts the endpoints of the pools at their domains.
func (s *Server) sites(pools *userPools) *sites {
	endpoints := oauth.NewEndpoints(oauth.Deps{
		Grants:    pools.grants,
		Registrar: pools.registrar,
		SourceIP:  func(r *http.Request) string { return clientAddress(r, s.config.TrustedProxies) },
		Observe:   observeGrant,
	})
	return &sites{resolver: pools.sites, endpoints: endpoints.Routes(), strict: s.config.Mode == config.Serve, proxies: s.config.TrustedProxies,
		pages: pools.pages.Serve}
}

// public is the address that clients use.
func (s *Server) public() *url.URL {
	u, err := url.Parse(s.URL())
	if err != nil {
		panic("cognate: internal error: public URL: " + err.Error()) // config has checked it
	}
	return u
}

// home tells discovery where the pool's domain is.
func (u *userPools) home(ctx context.Context, id userpool.PoolID) (oauth.Home, error) {
	p, err := u.known.Pool(ctx, id)
	if err != nil {
		return oauth.Home{}, err
	}
	base, err := u.sites.BaseOf(ctx, id)
	return oauth.Home{Base: base, Registers: p.DCR != nil && p.DCR.Enabled}, err
}

// before gives requests for a domain to it and all others to next. A host of
// its own decides before any path does: below it nothing of the API answers.
func (s *sites) before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site, err := s.resolver.Resolve(r.Context(), r.Host, r.URL.Path)
		switch {
		case err != nil:
			eventFrom(r.Context()).Cause = err
			plain(w, http.StatusInternalServerError, "internal error\n")
		case site == nil:
			next.ServeHTTP(w, r)
		case site.Domain == nil:
			named("no_domain", notFound("There is no user pool with this domain.\n")).ServeHTTP(w, r)
		default:
			s.serve(w, r, site)
		}
	})
}

func (s *sites) serve(w http.ResponseWriter, r *http.Request, site *domain.Site) {
	e := eventFrom(r.Context())
	e.Service = "domain"
	if s.strict && isSecure(r, s.proxies) {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	if route, ok := s.endpoints[site.Path]; ok {
		e.Operation = route.Name
		route.Serve(w, r, site)
		return
	}
	s.pages(w, r, site)
}

func notFound(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusNotFound, text) })
}

// observeGrant notes an error of the OAuth endpoints in the event of the request.
func observeGrant(ctx context.Context, code string, cause error) {
	e := eventFrom(ctx)
	e.Code, e.Cause = code, cause
}

// confirmURL is where the link of a message confirms its user.
func confirmURL(at *domain.Resolver) func(context.Context, *userpool.Pool, userpool.ClientID, userpool.Username, string) (string, bool) {
	return func(ctx context.Context, p *userpool.Pool, c userpool.ClientID, u userpool.Username, code string) (string, bool) {
		base, err := at.BaseOf(ctx, p.ID)
		if err != nil || base == "" {
			return "", false
		}
		q := url.Values{"client_id": {string(c)}, "user_name": {string(u)}, "confirmation_code": {code}}
		return base + "/confirmUser?" + q.Encode(), true
	}
}

// relyingParty is the one that the pool names, or else the host of its domain.
// An address without a name cannot be one; then it is the host that the prefix
// would have.
func relyingParty(at *domain.Resolver) func(context.Context, *userpool.Pool) (string, bool) {
	return func(ctx context.Context, p *userpool.Pool) (string, bool) {
		if p.WebAuthn != nil && p.WebAuthn.RelyingPartyID != "" {
			return p.WebAuthn.RelyingPartyID, true
		}
		base, err := at.BaseOf(ctx, p.ID)
		if err != nil || base == "" {
			return "", false
		}
		u, err := url.Parse(base)
		if err != nil {
			return "", false
		}
		if net.ParseIP(u.Hostname()) == nil {
			return u.Hostname(), true
		}
		domains, err := at.Registry.DomainsOf(ctx, p.ID)
		if err != nil || len(domains) == 0 {
			return "", false
		}
		host := at.HostOf(&domains[0])
		return host, host != ""
	}
}
