package sts

import (
	"testing"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

// A trust policy is compiled once, and anew as soon as anything of it changes.
func TestTrusts(t *testing.T) {
	t.Parallel()
	const arn, other = "arn:aws:iam::123456789012:role/r", "arn:aws:iam::123456789012:user/u"
	text := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + other + `"},"Action":"sts:AssumeRole"}]}`
	var all trusts
	compiled := func(r principal.Role) *access.Policy {
		t.Helper()
		p, err := all.of(&r, arn)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	role := principal.Role{Trust: text, Trusted: []principal.Trusted{{ARN: other, ID: "AIDA1"}}}
	first := compiled(role)
	if compiled(role) != first {
		t.Error("compiled twice")
	}
	allows := func(p *access.Policy, id string) bool {
		caller := access.Caller{Kind: access.User, Account: "123456789012", ID: id, ARN: other}
		return access.Evaluate(&access.Request{Caller: caller, Action: "sts:AssumeRole", Resource: arn, Context: access.Context{}},
			&access.Policies{Resource: p, ResourceMustAllow: true}).Allowed
	}
	// The user was deleted and made again: the name is the same, the id is not.
	role.Trusted = []principal.Trusted{{ARN: other, ID: "AIDA2"}}
	second := compiled(role)
	if !allows(first, "AIDA1") || allows(first, "AIDA2") || allows(second, "AIDA1") || !allows(second, "AIDA2") {
		t.Error("the policy of a changed role is the old one")
	}
	if _, err := all.of(&principal.Role{Trust: "{"}, arn); err == nil {
		t.Error("a text that is no policy was compiled")
	}
	for range maxTrusts + 10 {
		role.Trusted[0].ID += "x"
		compiled(role)
	}
	if len(all.known) > maxTrusts {
		t.Errorf("%d are kept", len(all.known))
	}
}
