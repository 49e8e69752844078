package archtest

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// order says who may import whom: in "a < b < c" each b may import each a, and
// each c may import each b and whatever b may import. A package matches the
// longest pattern that fits; packages of one pattern never import each other.
// Paths are those below the module, without the leading internal/.
const order = `
syntax/glob, syntax/pattern < syntax/arn < syntax/policy < syntax/*
syntax/pattern < config
syntax/pattern < store/schema
syntax/*, crypto/* < userpool, identitypool, dataset, access
access < access/principal < access/guard < access/iam, access/sts

userpool < userpool/hook, userpool/registry, userpool/limit
	< userpool/account, userpool/factor, userpool/onetime, userpool/token, userpool/message
	< userpool/*

userpool/*, identitypool, dataset < operation/idp, operation/identity, operation/sync
access/principal, access/iam, access/sts < operation/sts, operation/iam
userpool/* < oauth, hostedui

crypto/*, access/principal < awsproto < wire, wire/*
awsproto < operation/faulttest < operation/idp, operation/identity, operation/sync, operation/sts, operation/iam
wire/* < operation/idp, operation/identity, operation/sync, operation/sts, operation/iam, console
ui < hostedui, console
awsproto, syntax/policy < gateway

userpool/account, userpool/factor, userpool/onetime, userpool/token, userpool/message, identitypool, dataset, access/principal
	< store, trigger, delivery, upstream
syntax/*, crypto/* < upstream/issuer, upstream/assertion, upstream/vending, upstream/social
upstream/assertion < upstream/assertion/assertiontest
store/schema < store < store/storetest, pooltest
syntax/*, crypto/* < trigger/invoke < trigger/worker, trigger/webhook, trigger/lambda, trigger/localkms < trigger
trigger/invoke < trigger/* < trigger
syntax/*, crypto/* < trigger/*

operation/idp, operation/identity, operation/sync, operation/sts, operation/iam, oauth, hostedui, console, gateway,
	store, trigger, delivery, upstream, upstream/issuer, upstream/assertion, upstream/vending, upstream/social, config, access/guard
	< server < cognatetest, cmd/cognate
userpool < inbox < server
userpool, wire/* < seed < server
wire/*, awsproto < cmd/wiregen
cognatetest, pooltest < test/*, examples/*
keytest < cognatetest, test/*
archtest
test/load/floor
`

// Nothing sees these but tests.
var testOnly = []string{"cognatetest", "store/storetest", "pooltest", "keytest", "archtest", "upstream/assertion/assertiontest", "operation/faulttest"}

// rules are the parsed order: pattern → patterns it may import directly.
type rules map[string][]string

func parseOrder(text string) rules {
	r := rules{}
	for _, statement := range statements(text) {
		var left []string
		for _, tier := range strings.Split(statement, "<") {
			var names []string
			for _, name := range strings.Split(tier, ",") {
				name = strings.TrimSpace(name)
				names = append(names, name)
				r[name] = append(r[name], left...)
			}
			left = names
		}
	}
	return r
}

// statements joins each line with the indented ones below it.
func statements(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		switch {
		case strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, "\t"):
			out[len(out)-1] += line
		default:
			out = append(out, line)
		}
	}
	return out
}

// pattern is the longest one that fits, "" for none.
func (r rules) pattern(pkg string) string {
	best := ""
	for p := range r {
		if ok, _ := path.Match(p, pkg); ok && len(p) > len(best) {
			best = p
		}
	}
	// A name without a star beats a starred one of the same length.
	if _, exact := r[pkg]; exact {
		return pkg
	}
	return best
}

// allows reports whether from may import to, directly or by way of others.
func (r rules) allows(from, to string) bool {
	return slices.Contains(r.below(r.pattern(from), nil), r.pattern(to))
}

func (r rules) below(p string, seen []string) []string {
	for _, q := range r[p] {
		if !slices.Contains(seen, q) {
			seen = r.below(q, append(seen, q))
		}
	}
	return seen
}

func TestOrderItself(t *testing.T) {
	t.Parallel()
	r := parseOrder(order)
	for p := range r {
		if slices.Contains(r.below(p, nil), p) {
			t.Errorf("%s is below itself", p)
		}
	}
	for _, tt := range []struct {
		from, to string
		want     bool
	}{
		{"userpool/signin", "userpool", true},
		{"userpool/signin", "userpool/token", true},
		{"userpool/signin", "crypto/srp", true},
		{"userpool/signin", "userpool/signup", false},
		{"userpool/token", "userpool/factor", false},
		{"userpool/token", "userpool/signin", false},
		{"userpool", "userpool/token", false},
		{"userpool", "awsproto", false},
		{"operation/idp", "userpool/signin", true},
		{"operation/idp", "wire/idp", true},
		{"operation/idp", "store", false},
		{"operation/idp", "operation/iam", false},
		{"store", "userpool/signin", false},
		{"store", "userpool/token", true},
		{"store", "delivery", false},
		{"server", "store", true},
		{"server", "userpool/signin", true},
		{"server", "config", true},
		{"config", "userpool", false},
		{"awsproto", "wire/idp", false},
		{"console", "wire/idp", true},
		{"console", "userpool", false},
		{"crypto/jwt", "crypto/srp", false},
		{"cmd/cognate", "server", true},
	} {
		if got := r.allows(tt.from, tt.to); got != tt.want {
			t.Errorf("%s importing %s: allowed %v, want %v", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestImportDirection(t *testing.T) {
	t.Parallel()
	r := parseOrder(order)
	for _, f := range sources(t) {
		from := f.pkg
		if r.pattern(from) == "" {
			t.Errorf("%s: package %s has no place in the order of internal/archtest", f.path, from)
			continue
		}
		if f.test {
			continue // tests may reach further: the real store, the whole program
		}
		for _, to := range f.own {
			if slices.Contains(testOnly, to) && !slices.Contains(testOnly, from) && !strings.HasPrefix(from, "test/") && !strings.HasPrefix(from, "examples/") {
				t.Errorf("%s: imports %s, which is for tests only", f.path, to)
			} else if !r.allows(from, to) {
				t.Errorf("%s: package %s must not import %s", f.path, from, to)
			}
		}
	}
}
