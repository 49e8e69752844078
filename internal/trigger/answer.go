package trigger

import (
	"bytes"
	"encoding/json"
)

// members reads the members of an object in an answer. The names are compared
// byte for byte, null counts as absent, and the first member of a wrong type
// makes bad, after which every read gives the zero value.
type members struct {
	object map[string]json.RawMessage
	bad    *bool
}

// openObject reads raw, which must be an object.
func openObject(raw json.RawMessage, bad *bool) members {
	m := members{bad: bad}
	if !isObject(raw) || json.Unmarshal(raw, &m.object) != nil {
		*bad = true
	}
	return m
}

func isObject(raw json.RawMessage) bool {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	return len(raw) > 0 && raw[0] == '{'
}

func isNull(raw json.RawMessage) bool { return string(bytes.TrimSpace(raw)) == "null" }

// get decodes the member into v, which stays as it is without one.
func (m members) get(name string, v any) {
	raw, there := m.object[name]
	if !there || *m.bad || isNull(raw) {
		return
	}
	if json.Unmarshal(raw, v) != nil {
		*m.bad = true
	}
}

func (m members) flag(name string) bool {
	var v bool
	m.get(name, &v)
	return v && !*m.bad
}

func (m members) text(name string) string {
	if v := m.optional(name); v != nil {
		return *v
	}
	return ""
}

func (m members) optional(name string) *string {
	var v *string
	m.get(name, &v)
	if *m.bad {
		return nil
	}
	return v
}

// texts reads an object of texts; members that are null are left out.
func (m members) texts(name string) map[string]string {
	var v map[string]*string
	m.get(name, &v)
	if v == nil || *m.bad {
		return nil
	}
	out := make(map[string]string, len(v))
	for k, s := range v {
		if s != nil {
			out[k] = *s
		}
	}
	return out
}

// list reads an array of texts.
func (m members) list(name string) []string {
	var v []*string
	m.get(name, &v)
	var out []string
	for _, s := range v {
		if s == nil {
			*m.bad = true
			return nil
		}
		out = append(out, *s)
	}
	if *m.bad {
		return nil
	}
	return out
}

// raw reads an object of values of any type.
func (m members) raw(name string) map[string]json.RawMessage {
	var v map[string]json.RawMessage
	m.get(name, &v)
	return v
}

// open reads an object; there is false when it is absent or null.
func (m members) open(name string) (object members, there bool) {
	raw, there := m.object[name]
	if !there || *m.bad || isNull(raw) {
		return members{bad: m.bad}, false
	}
	return openObject(raw, m.bad), true
}

// has reports whether the member is there, even as null.
func (m members) has(name string) bool {
	_, there := m.object[name]
	return there
}

// readAnswer checks an answer against the event it answers and gives the
// members of its response part. Changes of the request part do not count.
func readAnswer(raw []byte, sent envelope) (response members, err error) {
	if !json.Valid(raw) || isNull(raw) {
		return members{}, errNotJSON
	}
	bad := false
	event := openObject(raw, &bad)
	same := event.text("version") == sent.Version &&
		event.text("userPoolId") == sent.PoolID && event.text("triggerSource") == sent.Source
	region, name := event.optional("region"), event.optional("userName")
	_, hasCaller := event.open("callerContext")
	_, hasRequest := event.open("request")
	response, hasResponse := event.open("response")
	if bad || !same || region == nil || name == nil || !hasCaller || !hasRequest || !hasResponse {
		return members{}, errUnrecognizable
	}
	return response, nil
}
