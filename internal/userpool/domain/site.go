package domain

import (
	"context"
	"net"
	"net/url"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// PathPrefix is where prefix domains answer for clients that cannot resolve
// their host names: {public URL}/domain/{prefix}/….
const PathPrefix = "/domain/"

// Registry finds domains in memory.
type Registry interface {
	// Domain gives nil for a name that no pool has.
	Domain(ctx context.Context, name string) (*userpool.Domain, error)
	DomainsOf(ctx context.Context, pool userpool.PoolID) ([]userpool.Domain, error)
}

// Site is where a request for a pool's pages has arrived.
type Site struct {
	Domain *userpool.Domain
	// Base is the URL of the domain, without a slash at the end. Endpoints are
	// Base + "/oauth2/token" and so on.
	Base string
	// Mount is the path at which Base ends, "" unless the domain answers below
	// PathPrefix. Cookies of the site have the path Mount + "/".
	Mount string
	// Path is the rest of the request's path: /oauth2/token, /login.
	Path string
}

// Resolver tells which pool a request is for.
type Resolver struct {
	Registry Registry
	// Public is the address that clients use: scheme, host and port.
	Public func() *url.URL
	// Suffix is the host below which prefix domains answer:
	// {prefix}.auth.{region}.{Suffix}. "" means that they have no hosts.
	Suffix string
	// Advertise makes the host, and not the path below Public, the address
	// that a pool gives for its prefix domain.
	Advertise bool
}

// Resolve tells which domain a request to host (with or without a port) and
// path is for; nil if it is for none. A host or path of the right form whose
// name nobody has is found with a nil Domain, to be answered with 404.
func (r *Resolver) Resolve(ctx context.Context, host, path string) (*Site, error) {
	if name, rest, ok := cutPath(path); ok {
		d, err := r.Registry.Domain(ctx, name)
		if err != nil {
			return nil, err
		}
		s := &Site{Mount: PathPrefix + name, Path: rest, Base: r.public() + PathPrefix + name}
		if d != nil && !d.IsCustom() {
			s.Domain = d
		}
		return s, nil
	}
	host = hostname(host)
	if name, region, ok := r.cutHost(host); ok {
		d, err := r.Registry.Domain(ctx, name)
		if err != nil {
			return nil, err
		}
		s := &Site{Path: path, Base: r.at(host)}
		if d != nil && !d.IsCustom() && d.Pool.Region() == region {
			s.Domain = d
		}
		return s, nil
	}
	if !strings.Contains(host, ".") || len(host) > 253 || net.ParseIP(host) != nil || host == r.Public().Hostname() {
		return nil, nil
	}
	d, err := r.Registry.Domain(ctx, host)
	if err != nil || d == nil {
		return nil, err
	}
	return &Site{Domain: d, Path: path, Base: r.at(host)}, nil
}

// BaseOf is the URL of the pool's domain that its documents and messages give:
// that of the custom one if there is one; "" without a domain.
func (r *Resolver) BaseOf(ctx context.Context, pool userpool.PoolID) (string, error) {
	domains, err := r.Registry.DomainsOf(ctx, pool)
	if err != nil {
		return "", err
	}
	base := ""
	for _, d := range domains {
		if d.IsCustom() {
			return r.at(d.Name), nil
		}
		base = r.public() + PathPrefix + d.Name
		if r.Suffix != "" && r.Advertise {
			base = r.at(r.HostOf(&d))
		}
	}
	return base, nil
}

// HostOf is the host name at which a domain answers, "" for a prefix domain
// where those have none.
func (r *Resolver) HostOf(d *userpool.Domain) string {
	switch {
	case d.IsCustom():
		return d.Name
	case r.Suffix == "":
		return ""
	}
	return d.Name + ".auth." + d.Pool.Region() + "." + r.Suffix
}

func (r *Resolver) public() string {
	u := r.Public()
	return u.Scheme + "://" + u.Host + strings.TrimRight(u.Path, "/")
}

// at is the URL of another host of this server.
func (r *Resolver) at(host string) string {
	u := r.Public()
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	return u.Scheme + "://" + host
}

func cutPath(path string) (name, rest string, ok bool) {
	path, ok = strings.CutPrefix(path, PathPrefix)
	if !ok {
		return "", "", false
	}
	name, rest, _ = strings.Cut(path, "/")
	return name, "/" + rest, isPrefix().MatchString(name)
}

func (r *Resolver) cutHost(host string) (name, region string, ok bool) {
	if r.Suffix == "" {
		return "", "", false
	}
	host, ok = strings.CutSuffix(host, "."+r.Suffix)
	if !ok {
		return "", "", false
	}
	name, region, ok = strings.Cut(host, ".auth.")
	return name, region, ok && isPrefix().MatchString(name)
}

// hostname is the host of a Host header, in lower case and without its port.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
