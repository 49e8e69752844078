package hostedui

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// field is an input for an attribute.
type field struct {
	Name, Label, Type, Value, Autocomplete, Hint, InputMode, Dir string
	Required                                                     bool
}

// inputs tells how browsers help with the standard attributes.
var inputs = map[userpool.AttributeName]struct{ kind, autocomplete, mode, dir string }{
	userpool.AttrEmail:             {"email", "email", "email", "ltr"},
	userpool.AttrPhone:             {"tel", "tel", "tel", "ltr"},
	"name":                         {"text", "name", "", "auto"},
	"given_name":                   {"text", "given-name", "", "auto"},
	"family_name":                  {"text", "family-name", "", "auto"},
	"middle_name":                  {"text", "additional-name", "", "auto"},
	"nickname":                     {"text", "nickname", "", "auto"},
	userpool.AttrPreferredUsername: {"text", "username", "", "auto"},
	"birthdate":                    {"date", "bday", "", ""},
	"website":                      {"url", "url", "url", "ltr"},
	"profile":                      {"url", "", "url", "ltr"},
	"picture":                      {"url", "photo", "url", "ltr"},
	"gender":                       {"text", "sex", "", "auto"},
	"address":                      {"text", "street-address", "", "auto"},
	"locale":                       {"text", "language", "", "ltr"},
	"zoneinfo":                     {"text", "", "", "ltr"},
}

// field makes the input of an attribute.
func (v *visit) field(n userpool.AttributeName, value string, required bool) field {
	in := inputs[n]
	f := field{Name: "attr." + string(n), Label: v.attributeLabel(n), Type: in.kind, Value: value, Autocomplete: in.autocomplete,
		InputMode: in.mode, Dir: in.dir, Required: required}
	if f.Type == "" {
		f.Type = "text"
	}
	if n == userpool.AttrPhone {
		f.Hint = v.Text("phone_hint")
	}
	return f
}

// attributeLabel is the name of an attribute in the language of the page; one
// of the pool's own keeps the pool's word for it.
func (v *visit) attributeLabel(n userpool.AttributeName) string {
	if key := "attr_" + string(n); v.Has(key) {
		return v.Text(key)
	}
	words := strings.NewReplacer("_", " ", "-", " ").Replace(strings.TrimPrefix(string(n), "custom:"))
	if words == "" {
		return string(n)
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// attribute reads the input of an attribute; the classic pages' tools call it
// requiredAttributes[name].
func (v *visit) attribute(n userpool.AttributeName) string {
	value := v.typed("attr." + string(n))
	if value == "" {
		value = v.typed("requiredAttributes[" + string(n) + "]")
	}
	if n == userpool.AttrPhone {
		value = phone(value)
	}
	return value
}

// rule is one line of the password policy.
type rule struct {
	Name  string // for the script that checks while one types
	Text  string
	Least int
}

// rules are the password policy in words.
func (v *visit) rules() []rule {
	p := v.pool.Password
	list := []rule{{"length", v.Text("rule_length", strconv.Itoa(p.MinimumLength)), p.MinimumLength}}
	for _, r := range []struct {
		name string
		on   bool
	}{{"lower", p.RequireLower}, {"upper", p.RequireUpper}, {"number", p.RequireNumbers}, {"symbol", p.RequireSymbols}} {
		if r.on {
			list = append(list, rule{r.name, v.Text("rule_" + r.name), 1})
		}
	}
	return list
}

// secretHash is the SECRET_HASH by which a confidential client's calls are
// proved; the pages act for the client. It is "" for a public one.
func secretHash(c *userpool.Client, username string) string {
	if !c.Confidential() {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(c.Secrets[0].Value))
	mac.Write([]byte(username + string(c.ID)))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
