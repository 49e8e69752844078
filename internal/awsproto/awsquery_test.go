package awsproto

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func readEverything(f *Form, v *everything) {
	v.S = f.String("S")
	v.B = f.Bool("B")
	v.I = f.Int32("I")
	v.L = f.Int64("L")
	v.T = f.Time("T")
	v.X = f.Bytes("X")
	v.E = FormStructure(f, "E", readEverything)
	v.SS = FormList(f, "SS", FormString)
	v.ES = FormList(f, "ES", readEverything)
	v.MS = FormMap(f, "MS", FormString)
	v.ME = FormMap(f, "ME", readEverything)
}

func xmlEverything(e *XMLEncoder, v *everything) {
	e.String("S", v.S)
	e.Bool("B", v.B)
	e.Int32("I", v.I)
	e.Int64("L", v.L)
	e.Time("T", v.T)
	e.Bytes("X", v.X)
	XMLStructure(e, "E", v.E, xmlEverything)
	XMLList(e, "SS", v.SS, XMLString)
	XMLList(e, "ES", v.ES, xmlEverything)
	XMLMap(e, "MS", v.MS, XMLString)
	XMLMap(e, "ME", v.ME, xmlEverything)
}

func TestForm(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	tests := []struct {
		name, query string
		want        everything
		fault       string
	}{
		{"nothing", "Action=A&Version=V", everything{}, ""},
		{"scalars", "S=a%20b&B=True&I=-1&L=5000000000&T=2026-01-02T03:04:05Z&X=AQI%3D", everything{
			S: new("a b"), B: new(true), I: new(int32(-1)), L: new(int64(5000000000)), T: &at, X: []byte{1, 2}}, ""},
		{"empty string", "S=", everything{S: new("")}, ""},
		{"first wins", "S=a&S=b", everything{S: new("a")}, ""},
		{"lists in order, gaps allowed", "SS.member.10=c&SS.member.2=b&SS.member.1=a&ES.member.1.S=x&ES.member.1.I=1", everything{
			SS: []string{"a", "b", "c"}, ES: []everything{{S: new("x"), I: new(int32(1))}}}, ""},
		{"empty list", "SS=", everything{SS: []string{}}, ""},
		{"maps", "MS.entry.1.key=k&MS.entry.1.value=v&ME.entry.1.key=k&ME.entry.1.value.S=a", everything{
			MS: map[string]string{"k": "v"}, ME: map[string]everything{"k": {S: new("a")}}}, ""},
		{"nested", "E.E.S=a", everything{E: &everything{E: &everything{S: new("a")}}}, ""},
		{"not a number", "I=x", everything{}, "STRING_VALUE can not be converted to an Integer"},
		{"not a boolean", "B=1", everything{}, "STRING_VALUE can not be converted to a Boolean"},
		{"structure for scalar", "S.x=1", everything{}, "Start of structure or map found where not expected."},
		{"scalar for list", "SS=a", everything{SS: []string{}}, "Expected list or null"},
		{"bad index", "SS.member.x=a", everything{SS: []string{}}, "Expected a list index in a parameter name."},
		{"doubled index", "SS.member.1=a&SS.member.01=b", everything{SS: []string{}}, "Expected a list index in a parameter name."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			form, err := NewForm(values)
			if err != nil {
				t.Fatal(err)
			}
			var got everything
			readEverything(form, &got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			var fault *Fault
			if errors.As(form.Err(), &fault) != (tt.fault != "") || fault != nil && fault.Message != tt.fault {
				t.Errorf("got fault %v, want %q", fault, tt.fault)
			}
		})
	}
}

func TestXML(t *testing.T) {
	t.Parallel()
	v := everything{
		S: new("<a & \"b\">\r\n\x01é"), B: new(true), I: new(int32(1)), L: new(int64(2)),
		T: new(time.Date(2026, 1, 2, 3, 4, 5, 999e6, time.FixedZone("", 3600))), X: []byte{1, 2},
		E: &everything{}, SS: []string{"a", "b"}, ES: []everything{{S: new("x")}}, MS: map[string]string{"b": "2", "a": "1"},
		ME: map[string]everything{},
	}
	got := xmlResponse(nil, "https://example.com/doc/", "Do", "id-1", func(e *XMLEncoder) { xmlEverything(e, &v) })
	want := `<DoResponse xmlns="https://example.com/doc/">` +
		"<S>&lt;a &amp; &quot;b&quot;&gt;&#xD;\n\ufffdé</S>" +
		`<B>true</B><I>1</I><L>2</L><T>2026-01-02T02:04:05Z</T><X>AQI=</X><E></E>` +
		`<SS><member>a</member><member>b</member></SS><ES><member><S>x</S></member></ES>` +
		`<MS><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry></MS><ME></ME>` +
		`<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DoResponse>`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}
