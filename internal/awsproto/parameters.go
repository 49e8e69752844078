package awsproto

import (
	"reflect"
	"strings"

	"github.com/cognate-id/cognate/internal/access"
)

// Parameters reads the members of a decoded request by their names, for what is
// decided about requests of every operation. The zero value has no members.
type Parameters struct{ v reflect.Value }

// ParametersOf reads request, a pointer to one of the generated shapes.
func ParametersOf(request any) Parameters {
	return Parameters{reflect.Indirect(reflect.ValueOf(request))}
}

func (p Parameters) field(name string) reflect.Value {
	if p.v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return p.v.FieldByName(name)
}

// String gives a member that is a string, "" when it was not sent.
func (p Parameters) String(name string) string {
	if s, ok := fieldValue(p.field(name)).(*string); ok && s != nil {
		return *s
	}
	return ""
}

// Tags gives the tags that the request puts on something, in whichever of the
// two forms its shape has, and the keys of the tags that it removes.
func (p Parameters) Tags() (tags []access.Tag, removed []string) {
	if p.v.Kind() != reflect.Struct {
		return nil, nil
	}
	for i := range p.v.NumField() {
		if name := p.v.Type().Field(i).Name; strings.HasSuffix(name, "Tags") && name != "PrincipalTags" {
			tags = append(tags, tagsIn(p.v.Field(i))...)
		}
	}
	removed, _ = fieldValue(p.field("TagKeys")).([]string)
	return tags, removed
}

func tagsIn(v reflect.Value) []access.Tag {
	var tags []access.Tag
	if m, ok := v.Interface().(map[string]string); ok {
		for key, value := range m {
			tags = append(tags, access.Tag{Key: key, Value: value})
		}
		return tags
	}
	if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Struct {
		return nil
	}
	for i := range v.Len() {
		one := Parameters{v.Index(i)}
		tags = append(tags, access.Tag{Key: one.String("Key"), Value: one.String("Value")})
	}
	return tags
}

func fieldValue(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

// Strings yields every string below the request with the name of its member;
// entries of a map of strings come with the name of the map.
func (p Parameters) Strings(yield func(member, value string) bool) {
	stringsBelow("", p.v, yield)
}

func stringsBelow(name string, v reflect.Value, yield func(member, value string) bool) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return v.IsNil() || stringsBelow(name, v.Elem(), yield)
	case reflect.String:
		return yield(name, v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && !stringsBelow(field.Name, v.Field(i), yield) {
				return false
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if !stringsBelow(name, v.Index(i), yield) {
				return false
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if !stringsBelow(name, v.MapIndex(key), yield) {
				return false
			}
		}
	}
	return true
}
