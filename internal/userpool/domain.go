package userpool

import (
	"strings"
	"time"
)

// The looks of the login pages (ManagedLoginVersion).
const (
	ClassicUI    = 1
	ManagedLogin = 2
)

// Domain is an address at which a pool's pages and OAuth endpoints answer: a
// prefix below a host of the operator, or a whole host name. A pool has at
// most one of each.
type Domain struct {
	Name         string // a prefix, or a host name, which has a dot
	Pool         PoolID
	Created      time.Time
	Modified     time.Time
	ManagedLogin int // ClassicUI or ManagedLogin
	// Custom domains only.
	CertificateARN string // kept and returned; certificates are the listener's
	SecurityPolicy string // least TLS version: TLS_V1, TLS_V1_2_2021, TLS_V1_3_2025
	Failover       *Failover
}

// Failover is Routing.Failover: where a custom domain leads when the health
// check says that its Region is down.
type Failover struct{ SecondaryRegion, HealthCheckID string }

// IsCustom reports whether the domain is a host name of its own.
func (d *Domain) IsCustom() bool { return strings.ContainsRune(d.Name, '.') }

// IsManagedLogin reports whether the pages have the managed-login look, and
// with it what only managed login understands.
func (d *Domain) IsManagedLogin() bool { return d.ManagedLogin == ManagedLogin }
