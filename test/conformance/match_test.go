package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// variables are what a script knows by name, as decoded JSON.
type variables map[string]any

var reference = regexp.MustCompile(`\$\$|\$[A-Za-z_][A-Za-z0-9_]*`)

// expand puts variables into a text.
func (v variables) expand(text string) (string, error) {
	var unknown []string
	out := reference.ReplaceAllStringFunc(text, func(name string) string {
		if name == "$$" {
			return "$"
		}
		value, ok := v[name[1:]]
		if !ok {
			unknown = append(unknown, name)
			return name
		}
		return fmt.Sprint(value)
	})
	if len(unknown) > 0 {
		return "", fmt.Errorf("%s is not set", strings.Join(unknown, ", "))
	}
	return out, nil
}

// fill puts variables into every string of a JSON value. A string that is one variable becomes its value.
func (v variables) fill(value any) (any, error) {
	switch value := value.(type) {
	case string:
		if name := wholeReference(value); name != "" {
			if known, ok := v[name]; ok {
				return known, nil
			}
			return nil, fmt.Errorf("$%s is not set", name)
		}
		return v.expand(value)
	case []any:
		out := make([]any, len(value))
		for i := range value {
			var err error
			if out[i], err = v.fill(value[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		out := map[string]any{}
		for name, member := range value {
			filled, err := v.fill(member)
			if err != nil {
				return nil, err
			}
			if name, err = v.expand(name); err != nil {
				return nil, err
			}
			out[name] = filled
		}
		return out, nil
	}
	return value, nil
}

func wholeReference(s string) string {
	if m := reference.FindString(s); m != "" && m == s && s != "$$" {
		return s[1:]
	}
	return ""
}

// match compares an answer with what a script expects and sets the variables that were not set.
func (v variables) match(path string, want, got any) error {
	switch want := want.(type) {
	case map[string]any:
		return v.matchObject(path, want, got)
	case []any:
		return v.matchList(path, want, got)
	case string:
		return v.matchString(path, want, got)
	}
	if fmt.Sprint(want) != fmt.Sprint(got) || fmt.Sprintf("%T", want) != fmt.Sprintf("%T", got) {
		return fmt.Errorf("%s is %s, want %s", path, show(got), show(want))
	}
	return nil
}

func (v variables) matchObject(path string, want map[string]any, got any) error {
	object, ok := got.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is %s, want an object", path, show(got))
	}
	_, open := want["..."]
	for _, name := range slices.Sorted(maps.Keys(want)) {
		value, there := object[name]
		switch {
		case name == "...":
		case want[name] == "-":
			if there {
				return fmt.Errorf("%s.%s is %s, want none", path, name, show(value))
			}
		case !there:
			return fmt.Errorf("%s.%s is missing; there is %s", path, name, show(got))
		default:
			if err := v.match(path+"."+name, want[name], value); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if _, known := want[name]; !known && !open {
			return fmt.Errorf("%s.%s is %s, want none", path, name, show(object[name]))
		}
	}
	return nil
}

func (v variables) matchList(path string, want []any, got any) error {
	list, ok := got.([]any)
	if !ok {
		return fmt.Errorf("%s is %s, want a list", path, show(got))
	}
	if len(want) > 0 && want[0] == "..." {
		for _, element := range want[1:] {
			if !slices.ContainsFunc(list, func(g any) bool { return v.tryMatch(path, element, g) }) {
				return fmt.Errorf("%s is %s, want it to contain %s", path, show(got), show(element))
			}
		}
		return nil
	}
	if len(list) != len(want) {
		return fmt.Errorf("%s is %s, want %d elements", path, show(got), len(want))
	}
	for i := range want {
		if err := v.match(fmt.Sprintf("%s[%d]", path, i), want[i], list[i]); err != nil {
			return err
		}
	}
	return nil
}

// tryMatch keeps the variables as they were when it fails.
func (v variables) tryMatch(path string, want, got any) bool {
	before := maps.Clone(v)
	if v.match(path, want, got) == nil {
		return true
	}
	clear(v)
	maps.Copy(v, before)
	return false
}

func (v variables) matchString(path, want string, got any) error {
	if want == "*" {
		return nil
	}
	if name := wholeReference(want); name != "" {
		known, ok := v[name]
		if !ok {
			v[name] = got
			return nil
		}
		if show(known) != show(got) {
			return fmt.Errorf("%s is %s, want $%s, which is %s", path, show(got), name, show(known))
		}
		return nil
	}
	text, ok := got.(string)
	if !ok {
		return fmt.Errorf("%s is %s, want %q", path, show(got), want)
	}
	if expression, found := strings.CutPrefix(want, "~"); found {
		if matched, err := regexp.MatchString(`\A(?:`+expression+`)\z`, text); err != nil || !matched {
			return fmt.Errorf("%s is %q, want a match of %s", path, text, expression)
		}
		return nil
	}
	want, err := v.expand(want)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if text != want {
		return fmt.Errorf("%s is %q, want %q", path, text, want)
	}
	return nil
}

func show(value any) string {
	out, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(out)
}

// decode reads JSON and keeps numbers as they are written.
func decode(text string) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("text after the JSON: %.40q", text[d.InputOffset():])
	}
	return value, nil
}

// The matcher itself must be able to fail.
func TestMatch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		want, got string
		ok        bool
	}{
		{`{}`, `{}`, true},
		{`{}`, `{"a":1}`, false},
		{`{"...":""}`, `{"a":1}`, true},
		{`{"a":"-","...":""}`, `{"a":1}`, false},
		{`{"a":"-"}`, `{}`, true},
		{`{"a":1}`, `{"a":1}`, true},
		{`{"a":1}`, `{"a":"1"}`, false},
		{`{"a":1}`, `{}`, false},
		{`{"a":"$x","b":"$x"}`, `{"a":"v","b":"v"}`, true},
		{`{"a":"$x","b":"$x"}`, `{"a":"v","b":"w"}`, false},
		{`{"a":"$known"}`, `{"a":"k"}`, true},
		{`{"a":"$known"}`, `{"a":"other"}`, false},
		{`{"a":"say $known."}`, `{"a":"say k."}`, true},
		{`{"a":"~[0-9]+"}`, `{"a":"12"}`, true},
		{`{"a":"~[0-9]+"}`, `{"a":"12x"}`, false},
		{`{"a":"*"}`, `{"a":{"b":1}}`, true},
		{`[1,2]`, `[1,2]`, true},
		{`[1,2]`, `[2,1]`, false},
		{`[1,2]`, `[1,2,3]`, false},
		{`["...",2]`, `[1,2,3]`, true},
		{`["...",4]`, `[1,2,3]`, false},
		{`["...",{"a":"$x","b":2}]`, `[{"a":1,"b":1},{"a":2,"b":2}]`, true},
		{`true`, `true`, true},
		{`true`, `false`, false},
	} {
		want, err := decode(tt.want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(tt.got)
		if err != nil {
			t.Fatal(err)
		}
		err = variables{"known": "k"}.match("answer", want, got)
		if (err == nil) != tt.ok {
			t.Errorf("%s against %s: %v", tt.got, tt.want, err)
		}
	}
}
