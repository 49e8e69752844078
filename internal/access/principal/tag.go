package principal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cognate-id/cognate/internal/access"
)

// MaxTags is how many tags a role, user, policy, provider or session can have.
const MaxTags = 50

const (
	maxTagKey   = 128
	maxTagValue = 256
)

// AddTags returns tags with added put in, replacing those of the same key. Two
// keys are the same also when their case differs; the new spelling stays.
func AddTags(tags, added []access.Tag) ([]access.Tag, error) {
	if err := CheckTags(added); err != nil {
		return nil, err
	}
	out := MergeTags(tags, added)
	if len(out) > MaxTags {
		return nil, Errorf(LimitExceeded, "The number of tags has reached the maximum limit.")
	}
	return out, nil
}

// MergeTags is AddTags for tags that were checked before, such as those of a
// role and of a session, where the session's count.
func MergeTags(tags, over []access.Tag) []access.Tag {
	out := slices.Clone(tags)
	for _, t := range over {
		if i := tagIndex(out, t.Key); i >= 0 {
			out[i] = t
		} else {
			out = append(out, t)
		}
	}
	return out
}

// RemoveTags returns tags without those of the given keys. Unknown keys are
// ignored.
func RemoveTags(tags []access.Tag, keys []string) []access.Tag {
	var out []access.Tag
	for _, t := range tags {
		if !slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, t.Key) }) {
			out = append(out, t)
		}
	}
	return out
}

// CheckTags checks a list of tags from a request or from a provider's token:
// no key twice, none reserved, and the lengths and characters that the API
// asks of tags.
func CheckTags(tags []access.Tag) error {
	if len(tags) > MaxTags {
		return Errorf(InvalidInput, "The number of tags has reached the maximum limit.")
	}
	for i, t := range tags {
		switch {
		case tagIndex(tags[:i], t.Key) >= 0:
			return Errorf(InvalidInput, "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		case len(t.Key) >= len("aws:") && strings.EqualFold(t.Key[:len("aws:")], "aws:"):
			return Errorf(InvalidInput, "Tag keys cannot begin with aws:")
		case t.Key == "" || !tagText(t.Key, maxTagKey) || !tagText(t.Value, maxTagValue):
			return Errorf(InvalidInput, "Tag keys and values may hold letters, digits, spaces and _.:/=+-@")
		}
	}
	return nil
}

func tagIndex(tags []access.Tag, key string) int {
	return slices.IndexFunc(tags, func(t access.Tag) bool { return strings.EqualFold(t.Key, key) })
}

func tagText(s string, limit int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= limit && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.Z, unicode.N) && !strings.ContainsRune("_.:/=+-@", r)
	})
}
