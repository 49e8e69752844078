package access

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// A condition is one compiled test of a statement.
type condition struct {
	op    policy.Operator
	key   string // lower case
	name  string // as written
	value matcher
	null  [2]bool // of Null: [0] holds when the key is present, [1] when absent
}

// A matcher compares a value of the request with the values of the policy and
// reports whether it matches at least one, disregarding negation. Values of the
// wrong type match none.
type matcher interface {
	match(value string, ctx Context) bool
}

func (c *compiler) condition(in policy.Condition) condition {
	out := condition{op: in.Operator, key: strings.ToLower(in.Key), name: in.Key}
	c.keys[out.key] = true
	if in.Operator.Base.Family() == policy.FamilyNull {
		for _, v := range in.Values {
			if absent, ok := policy.ParseBool(v); ok {
				out.null[index(absent)] = true
			}
		}
		return out
	}
	out.value = c.matcher(in.Operator.Base, in.Values)
	return out
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (c *compiler) matcher(base policy.Base, values []string) matcher {
	switch base.Family() {
	case policy.FamilyStringIgnoreCase:
		return foldMatcher(compileEach(values, c.text))
	case policy.FamilyStringLike:
		return likeMatcher(compileEach(values, c.glob))
	case policy.FamilyBool:
		return boolMatcher(compileEach(values, c.text))
	case policy.FamilyARN:
		return arnMatcher(compileEach(values, c.arnValue))
	case policy.FamilyNumeric:
		return numericMatcher{base.Order(), parseEach(values, policy.ParseNumber)}
	case policy.FamilyDate:
		return dateMatcher{base.Order(), parseEach(values, policy.ParseDate)}
	case policy.FamilyIP:
		return ipMatcher(parseEach(values, policy.ParseNetwork))
	case policy.FamilyBinary:
		return binaryMatcher(parseEach(values, policy.ParseBinary))
	default:
		return stringMatcher(compileEach(values, c.text))
	}
}

func compileEach[T any](values []string, compile func(string) T) []T {
	out := make([]T, len(values))
	for i, v := range values {
		out[i] = compile(v)
	}
	return out
}

// parseEach drops what cannot be parsed, so that it matches nothing.
func parseEach[T any](values []string, parse func(string) (T, bool)) []T {
	var out []T
	for _, v := range values {
		if parsed, ok := parse(v); ok {
			out = append(out, parsed)
		}
	}
	return out
}

// holds reports whether the condition is satisfied.
func (c *condition) holds(ctx Context) bool {
	values := ctx[c.key]
	if c.value == nil {
		return c.null[index(empty(values))]
	}
	if len(values) == 0 {
		return c.holdsForMissing()
	}
	negated := c.op.Base.Negated()
	satisfies := func(v string) bool { return c.value.match(v, ctx) != negated }
	switch c.op.Set {
	case policy.ForAllValues:
		return empty(values) || all(values, satisfies)
	case policy.ForAnyValue:
		return !empty(values) && slices.ContainsFunc(values, satisfies)
	}
	// Several values without a quantifier are undefined in AWS. The stricter
	// reading of a negated operator is that no value may match.
	if negated {
		return all(values, satisfies)
	}
	return slices.ContainsFunc(values, satisfies)
}

func (c *condition) holdsForMissing() bool {
	switch {
	case c.op.IfExists, c.op.Set == policy.ForAllValues:
		return true
	case c.op.Set == policy.ForAnyValue:
		return false
	default:
		return c.op.Base.Negated()
	}
}

// empty reports whether a key is missing or holds nothing but empty text.
func empty(values []string) bool {
	return all(values, func(v string) bool { return v == "" })
}

func all(values []string, ok func(string) bool) bool {
	for _, v := range values {
		if !ok(v) {
			return false
		}
	}
	return true
}

type stringMatcher []textTemplate

func (m stringMatcher) match(value string, ctx Context) bool {
	for i := range m {
		if want, ok := m[i].value(ctx); ok && want == value {
			return true
		}
	}
	return false
}

type foldMatcher []textTemplate

func (m foldMatcher) match(value string, ctx Context) bool {
	for i := range m {
		if want, ok := m[i].value(ctx); ok && strings.EqualFold(want, value) {
			return true
		}
	}
	return false
}

type likeMatcher []globTemplate

func (m likeMatcher) match(value string, ctx Context) bool {
	for i := range m {
		if m[i].match(value, ctx) {
			return true
		}
	}
	return false
}

type boolMatcher []textTemplate

func (m boolMatcher) match(value string, ctx Context) bool {
	got, ok := policy.ParseBool(value)
	if !ok {
		return false
	}
	for i := range m {
		text, _ := m[i].value(ctx)
		if want, ok := policy.ParseBool(text); ok && want == got {
			return true
		}
	}
	return false
}

type arnMatcher []arnTemplate

func (m arnMatcher) match(value string, ctx Context) bool {
	split := newSplitARN(value)
	for i := range m {
		if m[i].match(&split, ctx) {
			return true
		}
	}
	return false
}

type numericMatcher struct {
	order  policy.Order
	values []policy.Number
}

func (m numericMatcher) match(value string, _ Context) bool {
	got, ok := policy.ParseNumber(value)
	return ok && slices.ContainsFunc(m.values, func(want policy.Number) bool {
		return m.order.Holds(got.Compare(want))
	})
}

type dateMatcher struct {
	order  policy.Order
	values []time.Time
}

func (m dateMatcher) match(value string, _ Context) bool {
	got, ok := policy.ParseDate(value)
	return ok && slices.ContainsFunc(m.values, func(want time.Time) bool {
		return m.order.Holds(got.Compare(want))
	})
}

type ipMatcher []netip.Prefix

func (m ipMatcher) match(value string, _ Context) bool {
	got, ok := policy.ParseAddress(value)
	return ok && slices.ContainsFunc(m, func(want netip.Prefix) bool { return want.Contains(got) })
}

// binaryMatcher compares bytes; the request's value is the bytes themselves.
type binaryMatcher [][]byte

func (m binaryMatcher) match(value string, _ Context) bool {
	return slices.ContainsFunc(m, func(want []byte) bool { return string(want) == value })
}
