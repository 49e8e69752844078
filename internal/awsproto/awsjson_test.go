package awsproto

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// everything has one member of each kind.
type everything struct {
	S  *string
	B  *bool
	I  *int32
	L  *int64
	T  *time.Time
	X  []byte
	D  json.RawMessage
	E  *everything
	SS []string
	ES []everything
	MS map[string]string
	ME map[string]everything
}

func (v *everything) Validate() *Violations { return &Violations{} }

func decodeEverything(d *Decoder, v *everything) {
	for name := range d.Members {
		switch string(name) {
		case "S":
			v.S = d.String()
		case "B":
			v.B = d.Bool()
		case "I":
			v.I = d.Int32()
		case "L":
			v.L = d.Int64()
		case "T":
			v.T = d.Time()
		case "X":
			v.X = d.Bytes()
		case "D":
			v.D = d.Document()
		case "E":
			v.E = DecodeStructure(d, decodeEverything)
		case "SS":
			v.SS = DecodeList(d, DecodeString)
		case "ES":
			v.ES = DecodeList(d, decodeEverything)
		case "MS":
			v.MS = DecodeMap(d, DecodeString)
		case "ME":
			v.ME = DecodeMap(d, decodeEverything)
		default:
			d.Skip()
		}
	}
}

func encodeEverything(e *Encoder, v *everything) {
	e.Open()
	e.String("S", v.S)
	e.Bool("B", v.B)
	e.Int32("I", v.I)
	e.Int64("L", v.L)
	e.Time("T", v.T)
	e.Bytes("X", v.X)
	e.Document("D", v.D)
	EncodeStructure(e, "E", v.E, encodeEverything)
	EncodeList(e, "SS", v.SS, EncodeString)
	EncodeList(e, "ES", v.ES, encodeEverything)
	EncodeMap(e, "MS", v.MS, EncodeString)
	EncodeMap(e, "ME", v.ME, encodeEverything)
	e.Close()
}

func TestDecode(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1548099495428).UTC()
	whole := time.Unix(1667864578, 0).UTC()
	tests := []struct {
		name, in string
		want     everything
	}{
		{"empty", ` {} `, everything{}},
		{"null", `null`, everything{}},
		{"no body", ``, everything{}},
		{"nulls are absent", `{"S":null,"B":null,"I":null,"L":null,"T":null,"X":null,"D":null,"E":null,"SS":null,"MS":null}`,
			everything{}},
		{"empty collections", `{"SS":[],"ES":[ ],"MS":{},"ME":{ },"X":""}`,
			everything{SS: []string{}, ES: []everything{}, MS: map[string]string{}, ME: map[string]everything{}, X: []byte{}}},
		{"scalars", `{"S":"a","B":true,"I":-7,"L":9223372036854775807,"T":1548099495.428,"X":"AQI="}`,
			everything{S: new("a"), B: new(true), I: new(int32(-7)), L: new(int64(9223372036854775807)), T: &at, X: []byte{1, 2}}},
		{"exponent", `{"T":1.667864578E9,"B":false}`, everything{T: &whole, B: new(false)}},
		{"unpadded blob", `{"X":"AQI"}`, everything{X: []byte{1, 2}}},
		{"escapes", `{"S":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud83d!\udc00"}`,
			everything{S: new("\"\\/\b\f\n\r\té😀\ufffd!\ufffd")}},
		{"escaped name", `{"\u0053":"a"}`, everything{S: new("a")}},
		{"names are case-sensitive", `{"s":"a"}`, everything{}},
		{"unknown members", `{"Q":{"a":[1,-2.5e+3,"\n",true,false,null,{}]},"S":"a"}`, everything{S: new("a")}},
		{"document", `{"D": {"a" : [1, null]} }`, everything{D: json.RawMessage(`{"a" : [1, null]}`)}},
		{"collections", `{"SS":["a",null,"b"],"ES":[{"S":"x"}],"MS":{"k":"v","n":null},"ME":{"k":{"I":1}},"E":{"E":{}}}`,
			everything{
				SS: []string{"a", "b"}, ES: []everything{{S: new("x")}}, MS: map[string]string{"k": "v"},
				ME: map[string]everything{"k": {I: new(int32(1))}}, E: &everything{E: &everything{}},
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got everything
			if err := decodeJSON([]byte(tt.in), &got, decodeEverything); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{`{"S":1}`, "NUMBER_VALUE can not be converted to a String"},
		{`{"S":true}`, "TRUE_VALUE can not be converted to a String"},
		{`{"S":{}}`, "Start of structure or map found where not expected."},
		{`{"S":[]}`, "Start of list found where not expected"},
		{`{"I":"1"}`, "STRING_VALUE can not be converted to an Integer"},
		{`{"I":1.0}`, "NUMBER_VALUE can not be converted to an Integer"},
		{`{"I":2147483648}`, "NUMBER_VALUE can not be converted to an Integer"},
		{`{"L":9223372036854775808}`, "NUMBER_VALUE can not be converted to a Long"},
		{`{"B":"true"}`, "STRING_VALUE can not be converted to a Boolean"},
		{`{"T":1e300}`, "NUMBER_VALUE can not be converted to a Timestamp"},
		{`{"X":"*"}`, "The blob is not valid base64."},
		{`{"SS":"a"}`, "STRING_VALUE can not be converted to a list"},
		{`{"MS":["a"]}`, "Start of list found where not expected"},
		{`[]`, "Start of list found where not expected"},
		{`{"S":"a"`, "Expected a comma or the end of the structure."},
		{`{"S"`, "Expected a colon after the member name."},
		{`{"S":`, "Unexpected end of the document."},
		{`{"S":"a`, "Unexpected end of the document in a string."},
		{`{"S":"a\`, "Unexpected end of the document in a string."},
		{`{"S":"\x"}`, "Unknown escape in a string."},
		{`{"S":"\u12"}`, "Malformed unicode escape in a string."},
		{"{\"S\":\"a\nb\"}", "Unexpected control character in a string."},
		{`{"S":"a"} x`, "Unexpected content after the end of the document."},
		{`{"S":"a",}`, "Expected a value after the comma."},
		{`{"I":01}`, "Malformed number in the document."},
		{`{"I":-}`, "Malformed number in the document."},
		{`{"Q":nul}`, "Unexpected token in the document."},
		{"{\"S\":\"\xff\"}", "The document is not valid UTF-8."},
		{strings.Repeat(`{"E":`, 100), "The document is nested too deeply."},
		{`{"Q":` + strings.Repeat(`[`, 100), "The document is nested too deeply."},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			var fault *Fault
			err := decodeJSON([]byte(tt.in), new(everything), decodeEverything)
			if !errors.As(err, &fault) || fault.Code != "SerializationException" || fault.Status != 400 {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff(tt.want, fault.Message); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1548099495428)
	tests := []struct {
		name string
		in   everything
		want string
	}{
		{"nil members are left out", everything{}, `{}`},
		{"empty collections are written",
			everything{SS: []string{}, ES: []everything{}, MS: map[string]string{}, ME: map[string]everything{}, X: []byte{}},
			`{"X":"","SS":[],"ES":[],"MS":{},"ME":{}}`},
		{"scalars",
			everything{S: new("a"), B: new(false), I: new(int32(-7)), L: new(int64(1) << 60), T: &at, X: []byte{1, 2}},
			`{"S":"a","B":false,"I":-7,"L":1152921504606846976,"T":1548099495.428,"X":"AQI="}`},
		{"whole seconds", everything{T: new(time.Unix(742, 0))}, `{"T":742.0}`},
		{"tenths", everything{T: new(time.UnixMilli(-1500))}, `{"T":-1.5}`},
		{"escapes", everything{S: new("<&>\"\\/\n\r\t\x00\x7f é😀\u2028\xff")},
			`{"S":"<&>\"\\/\n\r\t\u0000` + "\x7f é😀\u2028\ufffd" + `"}`},
		{"nested", everything{
			E: &everything{S: new("a")}, SS: []string{"a", "b"}, ES: []everything{{}, {S: new("x")}},
			MS: map[string]string{"b": "2", "a": "1"}, ME: map[string]everything{"k": {}}, D: json.RawMessage(`[1]`),
		}, `{"D":[1],"E":{"S":"a"},"SS":["a","b"],"ES":[{},{"S":"x"}],"MS":{"a":"1","b":"2"},"ME":{"k":{}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := NewEncoder(nil)
			encodeEverything(e, &tt.in)
			if diff := cmp.Diff(tt.want, string(e.Data())); diff != "" {
				t.Error(diff)
			}
		})
	}
}
