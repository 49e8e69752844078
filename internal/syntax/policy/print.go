package policy

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// String prints the document as compact JSON in IAM's character set: elements
// in the order of the grammar, a list with one entry as that entry, condition
// values as strings.
func (d *Document) String() string {
	var w writer
	w.open('{')
	w.member("Version", string(d.Version))
	if d.ID != "" {
		w.member("Id", d.ID)
	}
	w.name("Statement")
	w.open('[')
	for i := range d.Statements {
		w.comma()
		w.statement(&d.Statements[i])
	}
	w.close(']')
	w.close('}')
	return w.String()
}

// A writer appends JSON. first says that nothing was written yet inside the
// innermost object or array.
type writer struct {
	strings.Builder
	first bool
}

func (w *writer) statement(st *Statement) {
	w.open('{')
	if st.SID != "" {
		w.member("Sid", st.SID)
	}
	w.member("Effect", string(st.Effect))
	w.principal("Principal", st.Principal)
	w.principal("NotPrincipal", st.NotPrincipal)
	w.list("Action", st.Action)
	w.list("NotAction", st.NotAction)
	w.list("Resource", st.Resource)
	w.list("NotResource", st.NotResource)
	w.conditions(st.Condition)
	w.close('}')
}

func (w *writer) principal(name string, p *Principal) {
	if p == nil {
		return
	}
	if p.Everyone {
		w.member(name, "*")
		return
	}
	w.name(name)
	w.open('{')
	w.list("AWS", p.AWS)
	w.list("Federated", p.Federated)
	w.list("Service", p.Service)
	w.list("CanonicalUser", p.CanonicalUser)
	w.close('}')
}

func (w *writer) conditions(all []Condition) {
	if len(all) == 0 {
		return
	}
	w.name("Condition")
	w.open('{')
	for i, c := range all {
		if i == 0 || all[i-1].Operator != c.Operator {
			w.name(c.Operator.String())
			w.open('{')
		}
		w.list(c.Key, c.Values)
		if i+1 == len(all) || all[i+1].Operator != c.Operator {
			w.close('}')
		}
	}
	w.close('}')
}

func (w *writer) member(name, value string) {
	w.name(name)
	w.quote(value)
}

// list writes nothing for nil, which stands for an absent element.
func (w *writer) list(name string, values []string) {
	if values == nil {
		return
	}
	w.name(name)
	if len(values) == 1 {
		w.quote(values[0])
		return
	}
	w.open('[')
	for _, v := range values {
		w.comma()
		w.quote(v)
	}
	w.close(']')
}

func (w *writer) open(c byte) {
	w.WriteByte(c)
	w.first = true
}

func (w *writer) close(c byte) {
	w.WriteByte(c)
	w.first = false
}

func (w *writer) comma() {
	if !w.first {
		w.WriteByte(',')
	}
	w.first = false
}

func (w *writer) name(s string) {
	w.comma()
	w.quote(s)
	w.WriteByte(':')
}

// quote escapes everything outside ASCII, since IAM refuses documents with
// characters above U+00FF even inside strings.
func (w *writer) quote(s string) {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("cognate: internal error: a string has no JSON form")
	}
	for _, r := range string(quoted) {
		switch {
		case r < 0x7f:
			w.WriteRune(r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(w, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(w, `\u%04x`, r)
		}
	}
}
