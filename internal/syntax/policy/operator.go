package policy

import (
	"errors"
	"strings"
)

// An Operator is a condition operator such as ForAllValues:StringLikeIfExists.
type Operator struct {
	Set      Set
	Base     Base
	IfExists bool // a missing key satisfies the condition
}

// Set is the quantifier over the values of a key in the request.
type Set uint8

// The quantifiers.
const (
	Single       Set = iota // no prefix: keys with one value
	ForAllValues            // every value in the request must satisfy
	ForAnyValue             // some value in the request must satisfy
)

// Base is an operator without quantifier and IfExists; an index into the
// table of operators.
type Base uint8

// Family groups operators that read values in the same way.
type Family uint8

// The families.
const (
	FamilyString Family = iota
	FamilyStringIgnoreCase
	FamilyStringLike
	FamilyNumeric
	FamilyDate
	FamilyBool
	FamilyBinary
	FamilyIP
	FamilyARN
	FamilyNull
)

// Order is the comparison made by numeric and date operators, request value
// first.
type Order uint8

// The comparisons.
const (
	Equal Order = iota
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
)

// Holds reports whether cmp, the sign of request value minus policy value,
// satisfies the comparison.
func (o Order) Holds(cmp int) bool {
	switch o {
	case Less:
		return cmp < 0
	case LessOrEqual:
		return cmp <= 0
	case Greater:
		return cmp > 0
	case GreaterOrEqual:
		return cmp >= 0
	default:
		return cmp == 0
	}
}

var operators = [...]struct {
	name    string
	family  Family
	order   Order
	negated bool
}{
	{"StringEquals", FamilyString, Equal, false},
	{"StringNotEquals", FamilyString, Equal, true},
	{"StringEqualsIgnoreCase", FamilyStringIgnoreCase, Equal, false},
	{"StringNotEqualsIgnoreCase", FamilyStringIgnoreCase, Equal, true},
	{"StringLike", FamilyStringLike, Equal, false},
	{"StringNotLike", FamilyStringLike, Equal, true},
	{"NumericEquals", FamilyNumeric, Equal, false},
	{"NumericNotEquals", FamilyNumeric, Equal, true},
	{"NumericLessThan", FamilyNumeric, Less, false},
	{"NumericLessThanEquals", FamilyNumeric, LessOrEqual, false},
	{"NumericGreaterThan", FamilyNumeric, Greater, false},
	{"NumericGreaterThanEquals", FamilyNumeric, GreaterOrEqual, false},
	{"DateEquals", FamilyDate, Equal, false},
	{"DateNotEquals", FamilyDate, Equal, true},
	{"DateLessThan", FamilyDate, Less, false},
	{"DateLessThanEquals", FamilyDate, LessOrEqual, false},
	{"DateGreaterThan", FamilyDate, Greater, false},
	{"DateGreaterThanEquals", FamilyDate, GreaterOrEqual, false},
	{"Bool", FamilyBool, Equal, false},
	{"BinaryEquals", FamilyBinary, Equal, false},
	{"IpAddress", FamilyIP, Equal, false},
	{"NotIpAddress", FamilyIP, Equal, true},
	{"ArnEquals", FamilyARN, Equal, false},
	{"ArnNotEquals", FamilyARN, Equal, true},
	{"ArnLike", FamilyARN, Equal, false},
	{"ArnNotLike", FamilyARN, Equal, true},
	{"Null", FamilyNull, Equal, false},
}

// Bases returns every operator without quantifier and IfExists.
func Bases() []Base {
	all := make([]Base, len(operators))
	for i := range all {
		all[i] = Base(i)
	}
	return all
}

// String returns the operator's name, such as StringNotEquals.
func (b Base) String() string { return operators[b].name }

// Family returns how the operator reads values.
func (b Base) Family() Family { return operators[b].family }

// Order returns the comparison of a numeric or date operator.
func (b Base) Order() Order { return operators[b].order }

// Negated reports whether a value satisfies the operator by matching none of
// the policy's values.
func (b Base) Negated() bool { return operators[b].negated }

// Variables reports whether ${...} is replaced in the values of the family.
func (f Family) Variables() bool {
	switch f {
	case FamilyString, FamilyStringIgnoreCase, FamilyStringLike, FamilyARN, FamilyBool:
		return true
	default:
		return false
	}
}

// Wildcards reports whether * and ? are wildcards in the values of the family.
func (f Family) Wildcards() bool { return f == FamilyStringLike || f == FamilyARN }

const (
	forAllPrefix   = "forallvalues:"
	forAnyPrefix   = "foranyvalue:"
	ifExistsSuffix = "ifexists"
)

// ParseOperator reads an operator, whatever the case of its letters.
func ParseOperator(s string) (Operator, error) {
	rest := strings.ToLower(s)
	var op Operator
	if after, ok := strings.CutPrefix(rest, forAllPrefix); ok {
		op.Set, rest = ForAllValues, after
	} else if after, ok := strings.CutPrefix(rest, forAnyPrefix); ok {
		op.Set, rest = ForAnyValue, after
	}
	rest, op.IfExists = strings.CutSuffix(rest, ifExistsSuffix)
	for i, row := range operators {
		if strings.ToLower(row.name) != rest {
			continue
		}
		op.Base = Base(i)
		if row.family == FamilyNull && (op.IfExists || op.Set != Single) {
			return Operator{}, errors.New("policy: Null takes neither IfExists nor a quantifier")
		}
		return op, nil
	}
	return Operator{}, errors.New("policy: unknown condition operator")
}

// String prints the operator with AWS's spelling.
func (o Operator) String() string {
	name := o.Base.String()
	switch o.Set {
	case ForAllValues:
		name = "ForAllValues:" + name
	case ForAnyValue:
		name = "ForAnyValue:" + name
	}
	if o.IfExists {
		name += "IfExists"
	}
	return name
}
