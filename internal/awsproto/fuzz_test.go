package awsproto

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func seeds(f *testing.F) {
	for _, s := range []string{
		``, `{}`, `null`, `{"S":"\ud83d\ude00","B":true,"I":1,"L":2,"T":1.5e9,"X":"AQI=","D":[{}],"E":{"SS":["a",null]}}`,
		`{"ES":[{"MS":{"a":"b"}}],"ME":{"k":{}}}`, `{"Q":[[[-0.1e+2]]]}`, `{"S":"a`, "{\"S\":\"\xff\"}", `{"a":1,}`, "\x00",
	} {
		f.Add([]byte(s))
	}
}

// FuzzDecode compares the decoder's grammar with the standard library's, and whatever decodes must survive a round trip.
func FuzzDecode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		d := NewDecoder(data)
		d.Skip()
		ours := d.Finish() == nil
		if ours && !json.Valid(data) {
			t.Fatalf("accepted malformed %q", data)
		}
		shallow := bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) <= maxDepth
		if !ours && shallow && json.Valid(data) {
			t.Fatalf("refused well-formed %q: %v", data, d.Err())
		}
		var v everything
		if decodeJSON(data, &v, decodeEverything) != nil {
			return
		}
		e := NewEncoder(nil)
		encodeEverything(e, &v)
		if !json.Valid(e.Data()) {
			t.Fatalf("%q became malformed %q", data, e.Data())
		}
		var again everything
		if err := decodeJSON(e.Data(), &again, decodeEverything); err != nil {
			t.Fatalf("%q does not decode again: %v", e.Data(), err)
		}
	})
}

// FuzzText checks both encoders' escaping against the standard library's parsers.
func FuzzText(f *testing.F) {
	f.Add("a<b>&\"'\\\r\n\t\x00é😀\u2028\ufffe\xff")
	f.Fuzz(func(t *testing.T, s string) {
		valid := strings.ToValidUTF8(s, "\x00")
		var fromJSON string
		if err := json.Unmarshal(appendQuoted(nil, s), &fromJSON); err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(s) && fromJSON != s {
			t.Fatalf("JSON: %q became %q", s, fromJSON)
		}
		var fromXML struct {
			Text string `xml:",chardata"`
		}
		e := NewXMLEncoder(nil)
		e.element("a", valid)
		if err := xml.Unmarshal(e.Data(), &fromXML); err != nil {
			t.Fatalf("%v in %q", err, e.Data())
		}
	})
}

func FuzzForm(f *testing.F) {
	f.Add("Action=A&S=a&I=1&SS.member.1=a&SS.member.3=b&ES.member.1.S=x&MS.entry.1.key=k&MS.entry.1.value=v&E.E.S=y&X=AQI=")
	f.Add("SS=&SS.member.x=1&B=TRUE&T=2026-01-02T03:04:05Z&S.S=1&.=&..")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		form, err := NewForm(values)
		if err != nil {
			return
		}
		var v everything
		readEverything(form, &v)
		e := NewXMLEncoder(nil)
		e.start("r")
		xmlEverything(e, &v)
		e.end("r")
		if err := xml.Unmarshal(e.Data(), new(struct{})); err != nil {
			t.Fatalf("%v in %q", err, e.Data())
		}
	})
}

func FuzzPattern(f *testing.F) {
	f.Add(`[\w+=,.@-]+`)
	f.Add(`^[\S]+.*[\S]+$`)
	f.Add(`[\u0009\u000A\u000D\u0020-\u00FF]+`)
	f.Fuzz(func(_ *testing.T, source string) {
		if Compiles(source) == nil {
			NewPattern(source).Matches(source)
		}
	})
}
