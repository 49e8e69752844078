package policy

import (
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/arn"
	"github.com/cognate-id/cognate/internal/syntax/glob"
	"github.com/cognate-id/cognate/internal/syntax/pattern"
)

// check applies the rules beyond the grammar in the order in which IAM reports
// them.
func check(doc *Document, kind Kind) error {
	if kind == Managed && doc.Version != V2012 {
		return malformed("Policy document must be version 2012-10-17 or greater.")
	}
	for i := range doc.Statements {
		if err := checkValues(&doc.Statements[i], doc.Version); err != nil {
			return err
		}
	}
	if err := checkSIDs(doc, kind); err != nil {
		return err
	}
	for i := range doc.Statements {
		if err := checkElements(&doc.Statements[i], kind); err != nil {
			return err
		}
	}
	return nil
}

func checkElements(st *Statement, kind Kind) error {
	if err := checkPresence(st, kind); err != nil {
		return err
	}
	for _, list := range [][]string{st.Resource, st.NotResource} {
		for _, res := range list {
			if err := checkResource(res); err != nil {
				return err
			}
		}
	}
	for _, list := range [][]string{st.Action, st.NotAction} {
		for _, action := range list {
			if err := checkAction(action); err != nil {
				return err
			}
		}
	}
	for _, c := range st.Condition {
		// The part behind the vendor of an issuer's key may hold a port, so
		// that only the absence of a colon is an error.
		if !strings.Contains(c.Key, ":") {
			return malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
		}
	}
	if kind != Trust {
		return nil
	}
	if err := checkTrustActions(st); err != nil {
		return err
	}
	return checkTrustPrincipal(st.Principal)
}

// checkPresence says which elements a statement must and must not have.
func checkPresence(st *Statement, kind Kind) error {
	if kind == Trust {
		return checkTrustPresence(st)
	}
	switch {
	case kind.identity() && (st.Principal != nil || st.NotPrincipal != nil):
		return malformed("Policy document should not specify a principal.")
	case kind == Resource && st.Principal == nil && st.NotPrincipal == nil:
		return malformed("Missing required field Principal")
	case len(st.Action) == 0 && len(st.NotAction) == 0:
		return malformed("Policy statement must contain actions.")
	case len(st.Resource) == 0 && len(st.NotResource) == 0:
		return malformed("Policy statement must contain resources.")
	default:
		return nil
	}
}

func checkTrustPresence(st *Statement) error {
	switch {
	case st.Resource != nil:
		return malformed("Has prohibited field Resource")
	case st.NotResource != nil:
		return malformed("Has prohibited field NotResource")
	case st.NotPrincipal != nil:
		return malformed("Has prohibited field NotPrincipal")
	case st.Principal == nil:
		return malformed("Missing required field Principal")
	case len(st.Action) == 0 && len(st.NotAction) == 0:
		return malformed("Missing required field Action")
	default:
		return nil
	}
}

var sidPattern = pattern.Lazy(`^[0-9A-Za-z]*$`)

func checkSIDs(doc *Document, kind Kind) error {
	seen := map[string]bool{}
	for _, st := range doc.Statements {
		if kind != Resource && !sidPattern().MatchString(st.SID) {
			return malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")
		}
		if st.SID != "" && seen[st.SID] {
			return malformed("Statement IDs (SID) in a single policy must be unique.")
		}
		seen[st.SID] = true
	}
	return nil
}

var vendorPattern = pattern.Lazy(`^[0-9A-Za-z.-]+$`)

func checkAction(action string) error {
	if action == arn.Anything {
		return nil
	}
	vendor, name, ok := strings.Cut(action, ":")
	switch {
	case !ok:
		return malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
	case strings.Contains(name, ":"):
		return malformed("Actions/Condition can contain only one colon.")
	case !vendorPattern().MatchString(vendor):
		return malformed("Vendor " + vendor + " is not valid")
	default:
		return nil
	}
}

// checkResource checks the parts of an ARN in which the language allows no
// freedom. Short ARNs are completed with wildcards and therefore fine.
func checkResource(res string) error {
	if res == arn.Anything {
		return nil
	}
	parts, n := arn.Split(res)
	if n < 2 || parts[0] != "arn" {
		return malformed(`Resource ` + res + ` must be in ARN format or "*".`)
	}
	partition, vendor := parts[1], parts[2]
	switch {
	case !validPartition(partition):
		return malformed(`Partition "` + partition + `" is not valid for resource "` + res + `".`)
	case vendor == "":
		return errLegacy()
	case strings.ContainsAny(vendor, "*?"):
		return malformed("Resource vendor must be fully qualified and cannot contain regexes.")
	default:
		return nil
	}
}

func validPartition(p string) bool {
	return p == "*" || p == "aws" || strings.HasPrefix(p, "aws-")
}

// checkValues checks the text inside resources and condition values.
func checkValues(st *Statement, v Version) error {
	for _, list := range [][]string{st.Resource, st.NotResource} {
		for _, res := range list {
			if _, err := Split(res, v); err != nil {
				return errSyntax()
			}
		}
	}
	for _, c := range st.Condition {
		for _, value := range c.Values {
			if err := checkValue(c.Operator.Base.Family(), value, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkValue refuses values that no request could ever equal: a mistyped date
// in a Deny would otherwise silently never deny.
func checkValue(f Family, value string, v Version) error {
	if f.Variables() {
		pieces, err := Split(value, v)
		if err != nil {
			return errSyntax()
		}
		if f != FamilyBool || slices.ContainsFunc(pieces, func(p Piece) bool { return p.Kind == Variable }) {
			return nil
		}
	}
	ok := true
	switch f {
	case FamilyNumeric:
		_, ok = ParseNumber(value)
	case FamilyDate:
		_, ok = ParseDate(value)
	case FamilyBool, FamilyNull:
		_, ok = ParseBool(value)
	case FamilyIP:
		_, ok = ParseNetwork(value)
	case FamilyBinary:
		_, ok = ParseBinary(value)
	}
	if !ok {
		return errLegacy()
	}
	return nil
}

// trustActions are the only actions a trust policy can speak about.
var trustActions = [...]string{
	"assumerole", "assumerolewithsaml", "assumerolewithwebidentity", "tagsession", "setsourceidentity",
}

func checkTrustActions(st *Statement) error {
	for _, action := range st.Action {
		name, ok := strings.CutPrefix(strings.ToLower(action), "sts:")
		if !ok || !slices.ContainsFunc(trustActions[:], glob.Parse(name).Match) {
			return malformed("AssumeRole policy may only specify STS AssumeRole actions.")
		}
	}
	if len(st.NotAction) > 0 {
		return malformed("AssumeRole policy may only specify STS AssumeRole actions.")
	}
	return nil
}
