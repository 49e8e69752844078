package appclient

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// The lifetimes that tokens may have.
const (
	minRefresh = time.Hour
	maxRefresh = 3650 * day
	minToken   = 5 * time.Minute
	maxToken   = day

	day            = 24 * time.Hour
	defaultRefDays = 30
)

// defaultRefresh writes 30 days in the unit that was sent, so that what
// Describe returns means what is enforced.
func defaultRefresh(v userpool.TokenValidity) userpool.TokenValidity {
	if v.Value != 0 {
		return v
	}
	one := userpool.TokenValidity{Value: 1, Unit: v.Unit}.Duration("days", 0)
	v.Value = int(defaultRefDays * day / one)
	return v
}

// checkValidity wants each lifetime in its range and no token to outlive the
// refresh token it came with.
func checkValidity(c *userpool.Client) error {
	if !between(c.Refresh, "days", minRefresh, maxRefresh) ||
		!between(c.Access, "hours", minToken, maxToken) ||
		!between(c.IDToken, "hours", minToken, maxToken) {
		return invalid("Invalid range for token validity.")
	}
	if refresh := c.RefreshTTL(); c.AccessTTL() > refresh || c.IDTokenTTL() > refresh {
		return invalid("Access and Id Token expiration times must be less than or equal to refresh token expiration times.")
	}
	return nil
}

// between reports whether a lifetime is the default or lies in the range. It
// compares counts of the unit, because a count of days may overflow a Duration.
func between(v userpool.TokenValidity, unit string, low, high time.Duration) bool {
	if v.Value == 0 {
		return true
	}
	one := userpool.TokenValidity{Value: 1, Unit: v.Unit}.Duration(unit, 0)
	return v.Value > 0 && time.Duration(v.Value) <= high/one && time.Duration(v.Value)*one >= low
}
