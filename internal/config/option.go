package config

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Option is one row of the table: one setting under one name.
type Option struct {
	Name    string // the YAML key, and the flag unless it has a name of its own
	Usage   string // a sentence without final stop
	Accepts string // the accepted values, for messages and documents
	Default string // as it would be typed; "" for none
	Group   string // heading in the documents

	flag     string // the flag of a list that is given item by item; "" for Name
	secret   bool   // never a flag: command lines are visible to other users
	hidden   bool   // may hold a password: never repeated in a message
	flagOnly bool   // has no YAML key: it names the file itself
	boolean  bool   // the flag may stand alone
	list     bool   // may be repeated; comma-separated in the environment
	set      func(*Config, []string) error
}

// Flag is the name of the flag, without dashes.
func (o Option) Flag() string {
	if o.flag != "" {
		return o.flag
	}
	return o.Name
}

// Env is the name of the environment variable, COGNATE_ and the name in
// capitals.
func (o Option) Env() string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(o.Name, "-", "_"))
}

// apply sets the option from one source and names itself in the error.
func (o Option) apply(c *Config, source string, values []string) error {
	if !o.list && len(values) != 1 {
		return fmt.Errorf("%s: takes one value, accepted: %s", source, o.Accepts)
	}
	if err := o.set(c, values); err != nil {
		if !errors.Is(err, errInvalid) {
			return fmt.Errorf("%s: %w", source, err)
		}
		if o.secret || o.hidden {
			return fmt.Errorf("%s: accepted: %s", source, o.Accepts)
		}
		return fmt.Errorf("%s: %q is not valid, accepted: %s", source, strings.Join(values, ","), o.Accepts)
	}
	return nil
}

// errInvalid is what setters answer; apply adds the name and what is accepted.
var errInvalid = errors.New("invalid value")

// text sets a string that passes ok; a nil ok takes everything.
func text(field func(*Config) *string, ok func(string) bool) func(*Config, []string) error {
	return func(c *Config, v []string) error {
		if v[0] != "" && ok != nil && !ok(v[0]) {
			return errInvalid
		}
		*field(c) = v[0]
		return nil
	}
}

// choice sets one of a closed set of words.
func choice[T ~string](field func(*Config) *T, words ...T) func(*Config, []string) error {
	return func(c *Config, v []string) error {
		if !slices.Contains(words, T(v[0])) {
			return errInvalid
		}
		*field(c) = T(v[0])
		return nil
	}
}

// toggle sets a boolean.
func toggle(field func(*Config) *bool) func(*Config, []string) error {
	return func(c *Config, v []string) error {
		b, err := strconv.ParseBool(v[0])
		if err != nil {
			return errInvalid
		}
		*field(c) = b
		return nil
	}
}

// number sets an integer between lo and hi.
func number[T int | int64](field func(*Config) *T, lo, hi int64) func(*Config, []string) error {
	return func(c *Config, v []string) error {
		n, err := strconv.ParseInt(v[0], 10, 64)
		if err != nil || n < lo || n > hi {
			return errInvalid
		}
		*field(c) = T(n)
		return nil
	}
}

// span sets a duration between lo and hi.
func span(field func(*Config) *time.Duration, lo, hi time.Duration) func(*Config, []string) error {
	return func(c *Config, v []string) error {
		d, err := time.ParseDuration(v[0])
		if err != nil || d < lo || d > hi {
			return errInvalid
		}
		*field(c) = d
		return nil
	}
}

func setLogLevel(c *Config, v []string) error {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, ok := levels[v[0]]
	if !ok {
		return errInvalid
	}
	c.LogLevel = level
	return nil
}

func setTrustedProxies(c *Config, v []string) error {
	var prefixes []netip.Prefix
	for _, s := range nonEmpty(v) {
		if addr, err := netip.ParseAddr(s); err == nil {
			prefixes = append(prefixes, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return errInvalid
		}
		prefixes = append(prefixes, p.Masked())
	}
	c.TrustedProxies = prefixes
	return nil
}

func setCORSOrigins(c *Config, v []string) error {
	origins := nonEmpty(v)
	for _, s := range origins {
		if s != "*" && !isOrigin(s) {
			return errInvalid
		}
	}
	c.CORSOrigins = origins
	return nil
}

// setFunctions checks the form only: what a target may be is the trigger
// carriers' to say.
func setFunctions(c *Config, v []string) error {
	c.Functions = nonEmpty(v)
	for _, s := range c.Functions {
		pattern, target, _ := strings.Cut(s, "=")
		if !isFunctionName(pattern) || target == "" {
			return errInvalid
		}
	}
	return nil
}

// setVend checks that a URL follows the pattern. A role's name may itself hold
// an equals sign.
func setVend(c *Config, v []string) error {
	c.Vend = nonEmpty(v)
	for _, s := range c.Vend {
		if at := strings.LastIndex(s, "=http"); at < 1 || !isHTTPURL(s[at+1:]) {
			return errInvalid
		}
	}
	return nil
}

func setGuestServices(c *Config, v []string) error {
	c.VendGuestServices = nonEmpty(v)
	for _, s := range c.VendGuestServices {
		if !serviceName().MatchString(s) {
			return errInvalid
		}
	}
	return nil
}

func setFunctionEnv(c *Config, v []string) error {
	c.FunctionEnv = nonEmpty(v)
	for _, s := range c.FunctionEnv {
		if name, _, ok := strings.Cut(s, "="); !ok || !variableName().MatchString(name) || strings.ContainsRune(s, 0) {
			return errInvalid
		}
	}
	return nil
}

// nonEmpty trims the values and drops the empty ones, so that an empty
// variable clears a list.
func nonEmpty(v []string) []string {
	var out []string
	for _, s := range v {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// nearest is the known name closest to a mistyped one, "" if none is close.
func nearest(name string, known map[string]Option) string {
	best, bestDistance := "", 3
	for _, k := range slices.Sorted(maps.Keys(known)) {
		if d := distance(name, k); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	return best
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			substitute := diagonal
			if a[i-1] != b[j-1] {
				substitute++
			}
			diagonal = row[j]
			row[j] = min(substitute, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
