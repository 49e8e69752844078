package idp

import (
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/group"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

func groupOf(g *userpool.Group) *idp.GroupType {
	out := &idp.GroupType{
		GroupName: new(string(g.Name)), UserPoolId: new(string(g.Pool)),
		Description: g.Description, RoleArn: g.RoleARN,
		CreationDate: &g.Created, LastModifiedDate: &g.Modified,
	}
	if g.Precedence != nil {
		out.Precedence = wireNumber(*g.Precedence)
	}
	return out
}

// groupsOf gives a list that is sent even when it is empty.
func groupsOf(gs []userpool.Group) []idp.GroupType {
	out := make([]idp.GroupType, 0, len(gs))
	for _, g := range gs {
		out = append(out, *groupOf(&g))
	}
	return out
}

func groupSettingsFrom(description, role *string, precedence *int32) group.Settings {
	return group.Settings{Description: description, RoleARN: role, Precedence: number(precedence)}
}
