package policy

import (
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// A Number is a decimal number of any size up to maxNumber characters. The
// zero Number is 0.
type Number struct {
	negative bool
	whole    string // without leading zeros
	fraction string // without trailing zeros
}

const maxNumber = 80

// ParseNumber reads an optional sign, digits and an optional fraction. There
// are no exponents, so that a short text cannot stand for a huge number.
func ParseNumber(s string) (Number, bool) {
	if s == "" || len(s) > maxNumber {
		return Number{}, false
	}
	var n Number
	if s[0] == '-' || s[0] == '+' {
		n.negative = s[0] == '-'
		s = s[1:]
	}
	whole, fraction, dotted := strings.Cut(s, ".")
	if !digits(whole) || !digits(fraction) || whole == "" || dotted && fraction == "" {
		return Number{}, false
	}
	n.whole, n.fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if n.whole == "" && n.fraction == "" {
		n.negative = false
	}
	return n, true
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Compare returns the sign of n minus m.
func (n Number) Compare(m Number) int {
	switch {
	case n.negative && !m.negative:
		return -1
	case !n.negative && m.negative:
		return 1
	case n.negative:
		return m.compareSize(n)
	default:
		return n.compareSize(m)
	}
}

func (n Number) compareSize(m Number) int {
	if d := len(n.whole) - len(m.whole); d != 0 {
		return d
	}
	if c := strings.Compare(n.whole, m.whole); c != 0 {
		return c
	}
	return strings.Compare(n.fraction, m.fraction)
}

// dateLayouts are the forms of the W3C profile of ISO 8601, and the zone
// without a colon. Go accepts a fraction of a second in all with seconds.
var dateLayouts = [...]string{
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05Z0700",
	"2006-01",
	"2006",
}

const (
	maxDate     = 40
	maxEpochLen = 12
)

// ParseDate reads a date of the W3C profile of ISO 8601, or seconds since
// 1970. Four digits are a year.
func ParseDate(s string) (time.Time, bool) {
	if s == "" || len(s) > maxDate {
		return time.Time{}, false
	}
	if len(s) != 4 && len(s) <= maxEpochLen && digits(strings.TrimPrefix(s, "-")) {
		seconds, err := strconv.ParseInt(s, 10, 64)
		return time.Unix(seconds, 0).UTC(), err == nil
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// ParseBool reads true or false, whatever the case of the letters.
func ParseBool(s string) (value, ok bool) {
	switch {
	case strings.EqualFold(s, "true"):
		return true, true
	case strings.EqualFold(s, "false"):
		return false, true
	default:
		return false, false
	}
}

// ParseNetwork reads an IPv4 or IPv6 network in CIDR form or a single address.
// IPv4 addresses written as IPv6 are IPv4.
func ParseNetwork(s string) (netip.Prefix, bool) {
	if addr, ok := ParseAddress(s); ok {
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, false
	}
	const mapped = 96 // bits before the IPv4 address
	if p.Addr().Is4In6() && p.Bits() >= mapped {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-mapped)
	}
	return p.Masked(), true
}

// ParseAddress reads an IPv4 or IPv6 address; a zone is dropped.
func ParseAddress(s string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}, false
	}
	return addr.Unmap().WithZone(""), true
}

// ParseBinary decodes base64.
func ParseBinary(s string) ([]byte, bool) {
	b, err := base64.StdEncoding.DecodeString(s)
	return b, err == nil
}
