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
	refresh := c.RefreshTTL()
	if !between(c.Refresh, refresh, minRefresh, maxRefresh) ||
		!between(c.Access, c.AccessTTL(), minToken, maxToken) ||
		!between(c.IDToken, c.IDTokenTTL(), minToken, maxToken) {
		return invalid("Invalid range for token validity.")
	}
	if c.AccessTTL() > refresh || c.IDTokenTTL() > refresh {
		return invalid("Access and Id Token expiration times must be less than or equal to refresh token expiration times.")
	}
	return nil
}

// between reports whether the lifetime v, which comes to d, lies in the range.
// The value is tested too: hundreds of millions of days overflow a Duration.
func between(v userpool.TokenValidity, d, low, high time.Duration) bool {
	return v.Value >= 0 && v.Value <= int(maxRefresh/time.Second) && d >= low && d <= high
}
