package awsproto

import (
	"net/http"
	"net/url"
	"strings"
)

// A route is where a request goes. While op is nil, fault says why; service may be nil too.
type route struct {
	service  *Service
	op       *Operation
	protocol Protocol
	labels   map[string]string
	fault    *Fault
}

func (rt route) namespace() string {
	if rt.service == nil {
		return ""
	}
	return rt.service.Namespace
}

// limit is the largest body the route accepts.
func (rt route) limit() int64 {
	if rt.op == nil || rt.op.BodyLimit == 0 {
		return DefaultBodyLimit
	}
	return rt.op.BodyLimit
}

const restRoot = "/identitypools"

// Matches reports whether a request is for the services rather than for pages or OAuth endpoints. It reads no body.
func (h *Handler) Matches(r *http.Request) bool {
	switch {
	case r.Header.Get(headerTarget) != "":
		return true
	case isREST(r):
		return true
	case r.URL.Path != "/":
		return false
	case r.Method == http.MethodOptions:
		return r.Header.Get("Access-Control-Request-Method") != ""
	}
	return isQuery(r) || strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-amz-json")
}

const headerTarget = "X-Amz-Target"

func isREST(r *http.Request) bool {
	return r.URL.Path == restRoot || strings.HasPrefix(r.URL.Path, restRoot+"/")
}

func isQuery(r *http.Request) bool {
	form := strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
	return r.Method == http.MethodPost && form || r.URL.Query().Has("Action")
}

// route finds what it can without the body: everything but the operation of a Query request that is in a form.
func (h *Handler) route(r *http.Request) route {
	switch {
	case r.Header.Get(headerTarget) != "":
		return h.routeTarget(r.Header.Get(headerTarget))
	case isREST(r):
		return h.routePath(r)
	case isQuery(r):
		return route{protocol: Query, service: h.guess(r)}
	}
	rt := route{fault: UnknownOperation(), service: h.guess(r)}
	if rt.service != nil {
		rt.protocol = rt.service.Protocol
	}
	return rt
}

func (h *Handler) routeTarget(target string) route {
	rt := route{protocol: JSON, fault: UnknownOperation()}
	prefix, name, _ := strings.Cut(target, ".")
	for _, s := range h.deps.Services {
		if s.Protocol == JSON && s.TargetPrefix == prefix {
			rt.service = s
			rt.op = s.Operation(name)
		}
	}
	return rt
}

func (h *Handler) routePath(r *http.Request) route {
	rt := route{protocol: REST, fault: UnknownOperation()}
	rt.fault.Status = http.StatusNotFound
	for _, s := range h.deps.Services {
		if s.Protocol == REST {
			rt.service = s
			rt.op, rt.labels = s.match(r.Method, r.URL.EscapedPath())
		}
	}
	return rt
}

// routeAction completes the route of a Query request from its parameters.
func (h *Handler) routeAction(rt route, values url.Values) route {
	action, version := values.Get("Action"), values.Get("Version")
	for _, s := range h.deps.Services {
		if s.Protocol != Query || version != "" && s.Version != version {
			continue
		}
		// Without a version the signing scope or host decides, then whoever has the action.
		if version == "" && rt.service != nil && rt.service != s {
			continue
		}
		if op := s.Operation(action); op != nil || rt.service == nil {
			rt.service, rt.op = s, op
		}
		if rt.op != nil {
			return rt
		}
	}
	rt.fault = &Fault{
		Code:    codeInvalidAction,
		Status:  http.StatusBadRequest,
		Message: "Could not find operation " + clip(action) + " for version " + clip(version),
	}
	return rt
}

// guess finds the service by the signing scope, else by the first label of the host name.
func (h *Handler) guess(r *http.Request) *Service {
	label, _, _ := strings.Cut(r.Host, ".")
	for _, name := range []string{scopeService(r), label} {
		for _, s := range h.deps.Services {
			if s.Name == name {
				return s
			}
		}
	}
	return nil
}

// scopeService reads the service out of a credential scope, AKID/day/region/service/aws4_request, without believing it.
func scopeService(r *http.Request) string {
	_, credential, found := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	if !found {
		credential = r.URL.Query().Get("X-Amz-Credential")
	}
	credential, _, _ = strings.Cut(credential, ",")
	if parts := strings.Split(credential, "/"); len(parts) >= 5 {
		return parts[len(parts)-2]
	}
	return ""
}
