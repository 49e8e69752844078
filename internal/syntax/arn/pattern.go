package arn

import "github.com/cognate-id/cognate/internal/syntax/glob"

// A Pattern matches ARNs part by part, so that a * in one part never reaches
// into the next; in the last part it also spans slashes and colons. The zero
// Pattern matches nothing that is an ARN.
type Pattern struct {
	all   bool
	parts [Parts]glob.Pattern
}

// ParsePattern compiles s. The pattern * alone matches everything, also text
// that is no ARN. A pattern with fewer than six parts is completed with *, as
// IAM does in Resource.
func ParsePattern(s string) Pattern {
	if glob.Parse(s).All() {
		return Pattern{all: true}
	}
	parts, n := Split(s)
	var p Pattern
	for i := range p.parts {
		if i >= n {
			parts[i] = Anything
		}
		p.parts[i] = glob.Parse(parts[i])
	}
	return p
}

// PatternOf assembles a pattern from the patterns of the six parts, the first
// of which is for the "arn" label.
func PatternOf(parts [Parts]glob.Pattern) Pattern { return Pattern{parts: parts} }

// Match reports whether s, as a whole, matches.
func (p Pattern) Match(s string) bool {
	if p.all {
		return true
	}
	parts, n := Split(s)
	return n == Parts && p.MatchParts(&parts)
}

// MatchParts is Match for an ARN that was split before.
func (p Pattern) MatchParts(parts *[Parts]string) bool {
	if p.all {
		return true
	}
	// The last part decides most often.
	for i := Parts - 1; i >= 0; i-- {
		if !p.parts[i].Match(parts[i]) {
			return false
		}
	}
	return true
}

// All reports whether the pattern matches everything.
func (p Pattern) All() bool { return p.all }
