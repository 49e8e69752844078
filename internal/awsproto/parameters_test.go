package awsproto_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/awsproto"
)

func TestParameters(t *testing.T) {
	t.Parallel()
	type tag struct{ Key, Value *string }
	type rule struct{ RoleARN *string }
	type mapping struct{ Rules []rule }
	type request struct {
		Name          *string
		Absent        *string
		Roles         map[string]string
		Mappings      map[string]mapping
		Tags          []tag
		PoolTags      map[string]string
		PrincipalTags map[string]string
		TagKeys       []string
		Count         *int32
	}
	p := awsproto.ParametersOf(&request{
		Name: new("n"), Roles: map[string]string{"authenticated": "r1"},
		Mappings: map[string]mapping{"a": {[]rule{{new("r2")}, {}}}},
		Tags:     []tag{{new("k"), new("v")}}, PoolTags: map[string]string{"pk": "pv"}, PrincipalTags: map[string]string{"x": "y"},
		TagKeys: []string{"gone"}, Count: new(int32(3)),
	})
	if p.String("Name") != "n" || p.String("Absent") != "" || p.String("Count") != "" || p.String("Other") != "" {
		t.Error("wrong strings")
	}
	tags, removed := p.Tags()
	if diff := cmp.Diff([]access.Tag{{Key: "k", Value: "v"}, {Key: "pk", Value: "pv"}}, tags); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(removed, []string{"gone"}) {
		t.Errorf("removed %v", removed)
	}
	got := map[string]string{}
	maps.Insert(got, p.Strings)
	if got["Roles"] != "r1" || got["RoleARN"] != "r2" || got["Name"] != "n" {
		t.Errorf("strings %v", got)
	}
	if tags, _ := (awsproto.Parameters{}).Tags(); tags != nil {
		t.Error("nothing has tags")
	}
}
