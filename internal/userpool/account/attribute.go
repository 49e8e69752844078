package account

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Given is one attribute of a request. Value is nil when the request has none.
type Given struct {
	Name  userpool.AttributeName
	Value *string
}

// Collect makes a set of what a request gives: of two values for one name the
// last one wins. An attribute without a value is InvalidParameter.
func Collect(given []Given) (userpool.Attributes, error) {
	attrs := make(userpool.Attributes, len(given))
	for _, g := range given {
		if g.Value == nil {
			return nil, userpool.Errorf(userpool.InvalidParameter, "Attribute value for %s must not be null", g.Name)
		}
		attrs[g.Name] = *g.Value
	}
	return attrs, nil
}

// CheckWritable refuses, with NotAuthorized, attributes that users of the
// client may not write: those outside its list (the standard ones unless it
// lists its own), names that no schema has, and whatever only Cognito or
// administrators set.
func CheckWritable(c *userpool.Client, names []userpool.AttributeName) error {
	for _, n := range names {
		if !writable(c, n) {
			return userpool.Errorf(userpool.NotAuthorized, "A client attempted to write unauthorized attribute")
		}
	}
	return nil
}

func writable(c *userpool.Client, n userpool.AttributeName) bool {
	switch n {
	case userpool.AttrSub, userpool.AttrIdentities, userpool.AttrEmailVerified, userpool.AttrPhoneVerified:
		return false
	}
	if n.IsDeveloperOnly() {
		return false
	}
	if c.Write == nil {
		return n.IsStandard()
	}
	return slices.Contains(c.Write, n)
}

// CheckNew checks the attributes of a new user against the schema and gives
// them in the form in which they are kept. Required attributes are demanded if
// requireAll is set. Every refusal is InvalidParameter.
func CheckNew(p *userpool.Pool, attrs userpool.Attributes, requireAll bool) (userpool.Attributes, error) {
	for _, n := range attrs.Names() {
		if !known(p, n) {
			return nil, userpool.Errorf(userpool.InvalidParameter,
				"Attributes did not conform to the schema: Type for attribute {%s} could not be determined", n)
		}
	}
	kept, err := normalise(p, attrs)
	if err != nil {
		return nil, err
	}
	problems := violations(p, kept)
	if requireAll {
		problems = slices.Concat(missing(p, kept), problems)
	}
	for _, a := range []userpool.AttributeName{userpool.AttrEmail, userpool.AttrPhone} {
		if kept[a] == "" {
			delete(kept, a)
		}
	}
	return kept, nonconforming(problems)
}

// CheckRequired refuses attributes that lack one that the schema requires.
func CheckRequired(p *userpool.Pool, attrs userpool.Attributes) error {
	return nonconforming(missing(p, attrs))
}

// CheckChange checks attributes that an existing user is to have. An empty
// value asks for the attribute to be removed. Every refusal is InvalidParameter.
func CheckChange(p *userpool.Pool, attrs userpool.Attributes) (userpool.Attributes, error) {
	var refused strings.Builder
	for _, n := range attrs.Names() {
		if s, ok := p.Attribute(n); !ok {
			refused.WriteString("user." + string(n) + ": Attribute does not exist in the schema.\n")
		} else if !s.Mutable || n == userpool.AttrIdentities {
			refused.WriteString("user." + string(n) + ": Attribute cannot be updated.\n")
		}
	}
	if refused.Len() > 0 {
		return nil, userpool.Errorf(userpool.InvalidParameter, "%s", refused.String())
	}
	kept, err := normalise(p, attrs)
	if err != nil {
		return nil, err
	}
	set := kept.Clone()
	for n, v := range kept {
		if v == "" {
			if err := checkDeletable(p, n); err != nil {
				return nil, err
			}
			delete(set, n)
		}
	}
	return kept, nonconforming(violations(p, set))
}

// CheckDelete refuses names that the schema lacks or requires.
func CheckDelete(p *userpool.Pool, names []userpool.AttributeName) error {
	for _, n := range names {
		if _, ok := p.Attribute(n); !ok {
			return userpool.Errorf(userpool.InvalidParameter, "user.%s: Attribute does not exist in the schema.\n", n)
		}
		if n == userpool.AttrIdentities {
			return userpool.Errorf(userpool.InvalidParameter, "user.%s: Attribute cannot be updated.\n", n)
		}
		if err := checkDeletable(p, n); err != nil {
			return err
		}
	}
	return nil
}

func checkDeletable(p *userpool.Pool, n userpool.AttributeName) error {
	if s, _ := p.Attribute(n); s.Required || p.IsUsernameAttribute(n) && len(p.UsernameAttributes) == 1 {
		return userpool.Errorf(userpool.InvalidParameter,
			"Invalid user attributes: %s: Required attribute cannot be deleted.", n)
	}
	return nil
}

// known reports whether a user of the pool can be given n.
func known(p *userpool.Pool, n userpool.AttributeName) bool {
	if n == userpool.AttrSub || n == userpool.AttrIdentities {
		return false
	}
	_, ok := p.Attribute(n)
	return ok
}

// normalise copies attrs in the form in which they are kept, and refuses
// addresses that are none.
func normalise(p *userpool.Pool, attrs userpool.Attributes) (userpool.Attributes, error) {
	kept := attrs.Clone()
	for n, v := range kept {
		if s, _ := p.Attribute(n); s.Type == userpool.TypeBoolean {
			kept[n] = strings.ToLower(v)
		}
	}
	if v := kept[userpool.AttrPhone]; v != "" && !IsPhone(v) {
		return nil, userpool.Errorf(userpool.InvalidParameter, "Invalid phone number format.")
	}
	if v := kept[userpool.AttrEmail]; v != "" && !IsEmail(v) {
		return nil, userpool.Errorf(userpool.InvalidParameter, "Invalid email address format.")
	}
	return kept, nil
}

func missing(p *userpool.Pool, attrs userpool.Attributes) []string {
	var lines []string
	for _, s := range p.Schema {
		if s.Required && s.Name != userpool.AttrSub && attrs[s.Name] == "" {
			lines = append(lines, string(s.Name)+": The attribute is required")
		}
	}
	return lines
}

func violations(p *userpool.Pool, attrs userpool.Attributes) []string {
	var lines []string
	for _, s := range p.Schema {
		if v, ok := attrs[s.Name]; ok {
			if broken := breaks(s, v); broken != "" {
				lines = append(lines, string(s.Name)+": "+broken)
			}
		}
	}
	return lines
}

// nonconforming joins the lines as Cognito does: one stands alone, several
// each end in a newline.
func nonconforming(lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	text := lines[0]
	if len(lines) > 1 {
		text = strings.Join(lines, "\n") + "\n"
	}
	return userpool.Errorf(userpool.InvalidParameter, "Attributes did not conform to the schema: %s", text)
}

// breaks says which rule of the schema the value breaks, "" for none.
func breaks(s userpool.SchemaAttribute, v string) string {
	switch s.Type {
	case userpool.TypeBoolean:
		if v != "true" && v != "false" {
			return "Boolean must be true or false"
		}
	case userpool.TypeNumber:
		return breaksNumber(s, v)
	case userpool.TypeDateTime:
		if !isDateTime(v) {
			return "DateTime must be a date or a time in ISO 8601 form"
		}
	default:
		return breaksString(s, v)
	}
	return ""
}

func breaksString(s userpool.SchemaAttribute, v string) string {
	n := int64(utf8.RuneCountInString(v))
	if n > userpool.MaxAttributeValue {
		return "String must be no longer than " + strconv.Itoa(userpool.MaxAttributeValue) + " characters"
	}
	if limit, ok := bound(s.Max); ok && n > limit {
		return "String must be no longer than " + s.Max + " characters"
	}
	if limit, ok := bound(s.Min); ok && n < limit {
		return "String must be at least " + s.Min + " characters"
	}
	return ""
}

func breaksNumber(s userpool.SchemaAttribute, v string) string {
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return "Number must be an integer"
	}
	if limit, ok := bound(s.Min); ok && n < limit {
		return "Number must be at least " + s.Min
	}
	if limit, ok := bound(s.Max); ok && n > limit {
		return "Number must be no larger than " + s.Max
	}
	return ""
}

func bound(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// isDateTime accepts what clients send for DateTime attributes: a date, a time
// with or without a zone, or epoch seconds.
func isDateTime(v string) bool {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano, "2006-01-02T15:04:05", time.DateTime} {
		if _, err := time.Parse(layout, v); err == nil {
			return true
		}
	}
	_, ok := bound(v)
	return ok
}
