package domain

import (
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/pattern"
	"github.com/cognate-id/cognate/internal/userpool"
)

const prefixForm = `^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$`

var (
	isPrefix = pattern.Lazy(prefixForm)
	isHost   = pattern.Lazy(`^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?)+$`)
)

// reserved are the words that no part of a prefix may be, lest a page pass for
// one of Amazon's.
var reserved = []string{"aws", "amazon", "cognito"}

// checkPrefix refuses a prefix that is no host label or claims to be Amazon's.
func checkPrefix(name string) error {
	if !isPrefix().MatchString(name) {
		return invalid("The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens. Please enter a different name that follows this format: %s", prefixForm)
	}
	for _, part := range strings.Split(name, "-") {
		if slices.Contains(reserved, part) {
			return invalid("Domain cannot contain reserved word: %s", part)
		}
	}
	return nil
}

// checkHost refuses a custom domain that is no host name below a parent.
func checkHost(name string) error {
	if !isHost().MatchString(name) {
		return invalid("Custom domain is not a valid subdomain")
	}
	return nil
}

// Names gives the names of a pool's domains, "" for those it does not have.
func Names(domains []userpool.Domain) (prefix, custom string) {
	for _, d := range domains {
		if d.IsCustom() {
			custom = d.Name
		} else {
			prefix = d.Name
		}
	}
	return prefix, custom
}

func invalid(format string, args ...any) error {
	return userpool.Errorf(userpool.InvalidParameter, format, args...)
}
