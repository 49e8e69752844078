package access

import (
	"fmt"
	"strings"
)

// Check says what decides whether an operation may be called.
type Check uint8

// The checks.
const (
	// ByPolicy is for signed operations: the caller's policies.
	ByPolicy Check = iota
	// ByTrust is for sts:AssumeRole and its kin: the role's trust policy must
	// allow, and the caller's policies where the trust only names an account.
	ByTrust
	// Unchecked is for operations no policy speaks about: unsigned ones, which
	// bring a token or a client id, and those open to every valid signature.
	Unchecked
)

// Actions that are checked in addition to the operation's own.
const (
	ActionPassRole          = "iam:PassRole"          // on a role that a request hands to a service
	ActionTagSession        = "sts:TagSession"        // on the role, when a session gets tags
	ActionSetSourceIdentity = "sts:SetSourceIdentity" // on the role, when a session gets a source identity
)

// An Operation says how a call of one API operation is authorized.
type Operation struct {
	Action string // service:Name
	Check  Check

	// Resource is the shape of the resource: * or an ARN with parameters in
	// braces, see ARN. Empty when Check is Unchecked.
	Resource string

	// Keys are the condition keys AWS documents for the action beyond those
	// that every request has. A trailing slash stands for any key that
	// continues with a tag's key.
	Keys []string

	// PassesTo is the service that gets the roles named in the request, so that
	// each needs ActionPassRole with iam:PassedToService; empty for none.
	PassesTo string
}

// A Place is where a resource lives.
type Place struct {
	Partition string
	Region    string
	Account   string
}

// ARN fills in the shape of the resource. A parameter in upper camel case is
// the request member of that name. Those in lower case are for the operation
// to know: role, user are path and name of an existing role or user without
// the leading slash, issuer is an issuer's URL without scheme. An absent Path
// or PathPrefix is a slash.
func (o Operation) ARN(at Place, parameter func(name string) string) string {
	if !strings.Contains(o.Resource, "{") {
		return o.Resource
	}
	var b strings.Builder
	rest := o.Resource
	for {
		text, tail, found := strings.Cut(rest, "{")
		b.WriteString(text)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(tail, "}")
		b.WriteString(at.value(name, parameter))
		rest = after
	}
}

func (at Place) value(name string, parameter func(string) string) string {
	switch name {
	case "partition":
		return at.Partition
	case "region":
		return at.Region
	case "account":
		return at.Account
	case "Path", "PathPrefix":
		if v := parameter(name); v != "" {
			return v
		}
		return "/"
	default:
		return parameter(name)
	}
}

// A Catalog knows the authorization of every operation of the services.
type Catalog struct {
	operations map[string]Operation // by action
}

// NewCatalog builds the catalog from the tables in operations.go.
func NewCatalog() *Catalog {
	c := &Catalog{operations: map[string]Operation{}}
	for _, service := range services() {
		for _, row := range service.rows {
			c.add(service, row)
		}
	}
	return c
}

func (c *Catalog) add(s serviceTable, row operationRow) {
	op := Operation{Check: row.check, Resource: row.resource, Keys: strings.Fields(row.keys), PassesTo: row.passesTo}
	if row.resource != "" && row.resource != "*" && !strings.HasSuffix(row.resource, "Arn}") && !row.literal {
		op.Resource = s.arn + row.resource
	}
	for _, name := range strings.Fields(row.names) {
		op.Action = s.name + ":" + name
		if _, twice := c.operations[op.Action]; twice {
			panic("cognate: internal error: two rows for " + op.Action)
		}
		c.operations[op.Action] = op
	}
}

// Find returns the authorization of an operation by the service's signing name
// and the operation's name. What is not in the catalog must be refused.
func (c *Catalog) Find(service, name string) (Operation, error) {
	op, ok := c.operations[service+":"+name]
	if !ok {
		return Operation{}, fmt.Errorf("access: no authorization is known for %s:%s", service, name)
	}
	return op, nil
}

// Actions returns how many operations of the service are known.
func (c *Catalog) Actions(service string) int {
	n := 0
	for action := range c.operations {
		if strings.HasPrefix(action, service+":") {
			n++
		}
	}
	return n
}
