package access

import (
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/arn"
	"github.com/cognate-id/cognate/internal/syntax/glob"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// pieces cuts text for the document's version and notes its variables. Text
// that cannot be cut was refused by policy.Parse; should it come nevertheless,
// ok is false and the entry must match nothing.
func (c *compiler) pieces(s string) (pieces []policy.Piece, ok bool) {
	pieces, err := policy.Split(s, c.version)
	if err != nil {
		return nil, false
	}
	for _, p := range pieces {
		if p.Kind == policy.Variable {
			c.keys[p.Text] = true
		}
	}
	return pieces, true
}

func (c *compiler) sortedKeys() []string {
	all := make([]string, 0, len(c.keys))
	for k := range c.keys {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

func hasVariables(pieces []policy.Piece) bool {
	return slices.ContainsFunc(pieces, func(p policy.Piece) bool { return p.Kind == policy.Variable })
}

// resolve returns what a variable stands for. A default replaces a missing key,
// but not a key with several values.
func resolve(p policy.Piece, ctx Context) (string, bool) {
	value, missing, ok := ctx.variable(p.Text)
	if !ok && missing && p.HasDefault {
		return p.Default, true
	}
	return value, ok
}

// expand builds the pattern of pieces. Substituted text is literal: a * that a
// user managed to get into a tag or name must not become a wildcard.
func expand(pieces []policy.Piece, ctx Context) (glob.Pattern, bool) {
	var b glob.Builder
	for _, p := range pieces {
		switch p.Kind {
		case policy.Run:
			b.Run()
		case policy.One:
			b.One()
		case policy.Text:
			b.Literal(p.Text)
		case policy.Variable:
			value, ok := resolve(p, ctx)
			if !ok {
				return glob.Pattern{}, false
			}
			b.Literal(value)
		}
	}
	return b.Pattern(), true
}

// A globTemplate is a text pattern that may hold variables.
type globTemplate struct {
	fixed  glob.Pattern
	pieces []policy.Piece // set when there are variables
	never  bool
}

func (c *compiler) glob(s string) globTemplate {
	pieces, ok := c.pieces(s)
	switch {
	case !ok:
		return globTemplate{never: true}
	case hasVariables(pieces):
		return globTemplate{pieces: pieces}
	default:
		fixed, _ := expand(pieces, nil)
		return globTemplate{fixed: fixed}
	}
}

func (t *globTemplate) match(s string, ctx Context) bool {
	if t.never {
		return false
	}
	if t.pieces == nil {
		return t.fixed.Match(s)
	}
	p, ok := expand(t.pieces, ctx)
	return ok && p.Match(s)
}

// A textTemplate is a plain text, without wildcards, that may hold variables.
type textTemplate struct {
	fixed  string
	pieces []policy.Piece
	never  bool
}

func (c *compiler) text(s string) textTemplate {
	pieces, ok := c.pieces(s)
	if !ok {
		return textTemplate{never: true}
	}
	t := textTemplate{pieces: pieces}
	if !hasVariables(pieces) {
		t.fixed, _ = t.value(nil)
		t.pieces = nil
	}
	return t
}

// value returns the text; ok is false if a variable cannot be resolved.
func (t *textTemplate) value(ctx Context) (text string, ok bool) {
	if t.pieces == nil {
		return t.fixed, !t.never
	}
	var b strings.Builder
	for _, p := range t.pieces {
		switch p.Kind {
		case policy.Run:
			b.WriteByte('*')
		case policy.One:
			b.WriteByte('?')
		case policy.Text:
			b.WriteString(p.Text)
		case policy.Variable:
			value, ok := resolve(p, ctx)
			if !ok {
				return "", false
			}
			b.WriteString(value)
		}
	}
	return b.String(), true
}

// An arnTemplate is an ARN pattern that may hold variables.
type arnTemplate struct {
	fixed arn.Pattern
	parts *[arn.Parts][]policy.Piece // set when there are variables
	whole []policy.Piece             // set when a variable stands at the front
	never bool
}

// resource compiles an entry of Resource or NotResource: short ARNs are
// completed, and variables are allowed in the last part only.
func (c *compiler) resource(s string) arnTemplate {
	pieces, ok := c.pieces(s)
	if !ok {
		return arnTemplate{never: true}
	}
	if len(pieces) == 1 && pieces[0].Kind == policy.Run {
		return arnTemplate{fixed: arn.ParsePattern(arn.Anything)}
	}
	parts, n := splitPieces(pieces)
	for i := range parts[:arn.Parts-1] {
		if hasVariables(parts[i]) {
			return arnTemplate{never: true}
		}
	}
	for i := n; i < arn.Parts; i++ {
		parts[i] = []policy.Piece{{Kind: policy.Run}}
	}
	return newARNTemplate(parts)
}

// arnValue compiles a value of an ARN condition. Unlike in Resource, variables
// are allowed anywhere and short ARNs match nothing.
func (c *compiler) arnValue(s string) arnTemplate {
	pieces, ok := c.pieces(s)
	switch {
	case !ok || len(pieces) == 0:
		return arnTemplate{never: true}
	case len(pieces) == 1 && pieces[0].Kind == policy.Run:
		return arnTemplate{fixed: arn.ParsePattern(arn.Anything)}
	case pieces[0].Kind == policy.Variable:
		return arnTemplate{whole: pieces}
	}
	parts, n := splitPieces(pieces)
	if n < arn.Parts {
		return arnTemplate{never: true}
	}
	return newARNTemplate(parts)
}

func newARNTemplate(parts [arn.Parts][]policy.Piece) arnTemplate {
	for _, p := range parts {
		if hasVariables(p) {
			return arnTemplate{parts: &parts}
		}
	}
	fixed, _ := expandParts(&parts, nil)
	return arnTemplate{fixed: fixed}
}

func expandParts(parts *[arn.Parts][]policy.Piece, ctx Context) (arn.Pattern, bool) {
	var globs [arn.Parts]glob.Pattern
	for i, pieces := range parts {
		var ok bool
		if globs[i], ok = expand(pieces, ctx); !ok {
			return arn.Pattern{}, false
		}
	}
	return arn.PatternOf(globs), true
}

// splitPieces cuts pieces at their first five colons, not counting those
// that a variable will bring along: a value with colons cannot move the text
// behind it into another part.
func splitPieces(pieces []policy.Piece) (parts [arn.Parts][]policy.Piece, n int) {
	for _, p := range pieces {
		for p.Kind == policy.Text && n < arn.Parts-1 {
			head, tail, more := strings.Cut(p.Text, ":")
			if !more {
				break
			}
			if head != "" {
				parts[n] = append(parts[n], policy.Piece{Kind: policy.Text, Text: head})
			}
			n++
			p.Text = tail
		}
		if p.Kind != policy.Text || p.Text != "" {
			parts[n] = append(parts[n], p)
		}
	}
	return parts, n + 1
}

// match reports whether the ARN s, split into parts when it has six, matches.
func (t *arnTemplate) match(s *splitARN, ctx Context) bool {
	switch {
	case t.never:
		return false
	case t.whole != nil:
		return t.matchWhole(s, ctx)
	case t.parts == nil:
		return t.fixed.All() || s.ok && t.fixed.MatchParts(&s.parts)
	case !s.ok:
		return false
	}
	p, ok := expandParts(t.parts, ctx)
	return ok && p.MatchParts(&s.parts)
}

// matchWhole handles values that begin with a variable, which then holds an
// ARN or the beginning of one: its colons do separate parts.
func (t *arnTemplate) matchWhole(s *splitARN, ctx Context) bool {
	var flat []policy.Piece
	for _, p := range t.whole {
		if p.Kind == policy.Variable {
			value, ok := resolve(p, ctx)
			if !ok {
				return false
			}
			p = policy.Piece{Kind: policy.Text, Text: value}
		}
		flat = append(flat, p)
	}
	parts, n := splitPieces(flat)
	if !s.ok || n < arn.Parts {
		return false
	}
	p, ok := expandParts(&parts, ctx)
	return ok && p.MatchParts(&s.parts)
}

// A splitARN is an ARN cut once for many comparisons; ok is false for text that
// is no ARN, such as the resource * of actions without resources.
type splitARN struct {
	parts [arn.Parts]string
	ok    bool
}

func newSplitARN(s string) splitARN {
	parts, n := arn.Split(s)
	return splitARN{parts, n == arn.Parts}
}
