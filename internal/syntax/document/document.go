// Package document lays free JSON documents over each other. It knows no
// document's meaning.
package document

import (
	"bytes"
	"encoding/json"
	"errors"
)

// maxDepth bounds the nesting that Merge follows.
const maxDepth = 32

var errDepth = errors.New("document: nested too deeply")

// IsObject reports whether text is one JSON object.
func IsObject(text []byte) bool {
	t := bytes.TrimLeft(text, " \t\r\n")
	return len(t) > 0 && t[0] == '{' && json.Valid(text)
}

// Merge lays over on base: members of objects are merged, one by one and
// however deep, and everything else of over replaces what base has. Both must
// be JSON objects. Members come out in ascending order.
func Merge(base, over []byte) ([]byte, error) { return merge(base, over, 0) }

func merge(base, over []byte, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, errDepth
	}
	var b, o map[string]json.RawMessage
	if err := json.Unmarshal(base, &b); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(over, &o); err != nil {
		return nil, err
	}
	if b == nil {
		b = map[string]json.RawMessage{}
	}
	for name, value := range o {
		under, both := b[name]
		if both && isObject(under) && isObject(value) {
			merged, err := merge(under, value, depth+1)
			if err != nil {
				return nil, err
			}
			value = merged
		}
		b[name] = value
	}
	return json.Marshal(b)
}

func isObject(value json.RawMessage) bool { return len(value) > 0 && value[0] == '{' }
