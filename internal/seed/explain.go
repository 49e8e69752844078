package seed

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// explain says in the words of the file what the YAML decoder says in those of
// Go, one line for each mistake.
func explain(err error) error {
	var types *yaml.TypeError
	if !errors.As(err, &types) {
		return errors.New("is no YAML: " + strings.TrimPrefix(err.Error(), "yaml: "))
	}
	lines := make([]string, len(types.Errors))
	for i, e := range types.Errors {
		lines[i] = explainLine(e)
	}
	return errors.New(strings.Join(lines, "; "))
}

func explainLine(e string) string {
	if line, rest, ok := strings.Cut(e, ": field "); ok {
		name, _, _ := strings.Cut(rest, " not found in type ")
		return line + ": unknown key " + name
	}
	if line, _, ok := strings.Cut(e, ": cannot unmarshal "); ok {
		return line + ": must be " + form(e[strings.LastIndexByte(e, ' ')+1:])
	}
	return e
}

// form says what stands for a Go type in the file.
func form(goType string) string {
	element, list := strings.CutPrefix(goType, "[]")
	switch {
	case list:
		return "a list of " + map[string]string{
			"seed.Pool": "pools", "seed.Client": "clients", "seed.Group": "groups", "seed.User": "users", "string": "names",
		}[element]
	case goType == "string":
		return "a text"
	case goType == "seed.File":
		return "a mapping with the key pools"
	}
	return "a mapping"
}

// explainSetting does the same for a member of a request of the API.
func explainSetting(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("settings: %s has the wrong type: %s", kind.Field, kind.Value)
	}
	return fmt.Errorf("settings: %s", strings.TrimPrefix(err.Error(), "json: "))
}
