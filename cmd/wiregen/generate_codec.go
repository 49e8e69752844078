package main

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

// A codec holds the names in package awsproto that read and write one protocol.
type codec struct {
	decoder, decodeStructure, decodeList, decodeMap, decodeString string
	encoder, encodeStructure, encodeList, encodeMap, encodeString string
}

var codecs = map[string]codec{
	"json":  jsonCodec,
	"rest":  jsonCodec,
	"query": queryCodec,
}

var jsonCodec = codec{
	"Decoder", "DecodeStructure", "DecodeList", "DecodeMap", "DecodeString",
	"Encoder", "EncodeStructure", "EncodeList", "EncodeMap", "EncodeString",
}

var queryCodec = codec{
	"Form", "FormStructure", "FormList", "FormMap", "FormString",
	"XMLEncoder", "XMLStructure", "XMLList", "XMLMap", "XMLString",
}

// methods names the decoder's and encoder's method for each scalar kind.
var methods = map[string]string{
	"string": "String", "enum": "String", "integer": "Int32", "long": "Int64", "boolean": "Bool",
	"timestamp": "Time", "blob": "Bytes", "document": "Document",
}

// decoding writes a decoder for each structure an input can contain, and for REST what fills the members that travel
// outside the body.
func (g *generator) decoding() error {
	for _, s := range g.d.Shapes {
		if s.Kind != "structure" || !g.inputs[s.Name] {
			continue
		}
		if g.d.Service.Protocol == "query" {
			g.decodeForm(s)
			continue
		}
		g.decodeJSON(s)
		if g.d.Service.Protocol == "rest" && g.isInput(s.Name) {
			g.bind(s)
		}
	}
	return nil
}

func (g *generator) decodeJSON(s *apidesc.Shape) {
	g.line("func decode%s(d *awsproto.Decoder, v *%s) {", exported(s.Name), exported(s.Name))
	members := bodyMembers(s)
	if len(members) == 0 {
		g.line("for range d.Members {\nd.Skip()\n}\n}\n")
		return
	}
	g.line("for name := range d.Members {")
	g.line("switch string(name) {")
	for _, m := range members {
		g.line("case %q:", m.Name)
		g.line("v.%s = %s", exported(m.Name), g.decodeMember(m, "d", ""))
	}
	g.line("default:\nd.Skip()\n}\n}\n}\n")
}

func (g *generator) decodeForm(s *apidesc.Shape) {
	g.line("func decode%s(f *awsproto.Form, v *%s) {", exported(s.Name), exported(s.Name))
	for _, m := range s.Members {
		g.line("v.%s = %s", exported(m.Name), g.decodeMember(m, "f", fmt.Sprintf("%q", m.Name)))
	}
	g.line("}\n")
}

// decodeMember is the expression that reads a member; Query readers take the member's name.
func (g *generator) decodeMember(m *apidesc.Member, reader, name string) string {
	c := codecs[g.d.Service.Protocol]
	s := g.shape[m.Shape]
	if method := methods[s.Kind]; method != "" {
		return fmt.Sprintf("%s.%s(%s)", reader, method, name)
	}
	if name != "" {
		name = ", " + name
	}
	function := map[string]string{"structure": c.decodeStructure, "list": c.decodeList, "map": c.decodeMap}[s.Kind]
	return fmt.Sprintf("awsproto.%s(%s%s, %s)", function, reader, name, g.element(s, "decode", c.decodeString))
}

// element names the function that reads or writes the parts of a shape.
func (g *generator) element(s *apidesc.Shape, verb, text string) string {
	name := s.Name
	if s.Element != "" {
		name = s.Element
	}
	if g.shape[name].Kind != "structure" {
		return "awsproto." + text
	}
	return verb + exported(name)
}

func bodyMembers(s *apidesc.Shape) (members []*apidesc.Member) {
	for _, m := range s.Members {
		if m.Location == "" {
			members = append(members, m)
		}
	}
	return members
}

// bind fills the members that travel in path, query and headers.
func (g *generator) bind(s *apidesc.Shape) {
	g.line("func bind%s(b *awsproto.Binder, v *%s) {", exported(s.Name), exported(s.Name))
	sources := map[string]string{"uri": "Label", "query": "Query", "header": "Header"}
	for _, m := range s.Members {
		if m.Location != "" {
			g.line("v.%s = b.%s(b.%s(%q))", exported(m.Name), methods[g.shape[m.Shape].Kind], sources[m.Location], m.WireName)
		}
	}
	g.line("}\n")
}

// encoding writes an encoder for each structure an output can contain.
func (g *generator) encoding() error {
	c := codecs[g.d.Service.Protocol]
	for _, s := range g.d.Shapes {
		if s.Kind != "structure" || !g.outputs[s.Name] {
			continue
		}
		g.line("func encode%s(e *awsproto.%s, v *%s) {", exported(s.Name), c.encoder, exported(s.Name))
		braces := g.d.Service.Protocol != "query" // XML elements are written by whoever knows their name
		if braces {
			g.line("e.Open()")
		}
		for _, m := range s.Members {
			if m.Location != "" && !g.inputs[s.Name] {
				return fmt.Errorf("%s.%s: an output member outside the body is not supported", s.Name, m.Name)
			}
			g.line("%s", g.encodeMember(m))
		}
		if braces {
			g.line("e.Close()")
		}
		g.line("}\n")
	}
	return nil
}

func (g *generator) encodeMember(m *apidesc.Member) string {
	c := codecs[g.d.Service.Protocol]
	s := g.shape[m.Shape]
	if method := methods[s.Kind]; method != "" {
		return fmt.Sprintf("e.%s(%q, v.%s)", method, m.Name, exported(m.Name))
	}
	function := map[string]string{"structure": c.encodeStructure, "list": c.encodeList, "map": c.encodeMap}[s.Kind]
	return fmt.Sprintf("awsproto.%s(e, %q, v.%s, %s)", function, m.Name, exported(m.Name),
		g.element(s, "encode", c.encodeString))
}
