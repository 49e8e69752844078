package main

import "fmt"

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
	for _, s := range g.d.shapes {
		if s.kind != "structure" || !g.inputs[s.name] {
			continue
		}
		if g.d.service.protocol == "query" {
			g.decodeForm(s)
			continue
		}
		g.decodeJSON(s)
		if g.d.service.protocol == "rest" && g.isInput(s.name) {
			g.bind(s)
		}
	}
	return nil
}

func (g *generator) decodeJSON(s *shape) {
	g.line("func decode%s(d *awsproto.Decoder, v *%s) {", exported(s.name), exported(s.name))
	members := bodyMembers(s)
	if len(members) == 0 {
		g.line("for range d.Members {\nd.Skip()\n}\n}\n")
		return
	}
	g.line("for name := range d.Members {")
	g.line("switch string(name) {")
	for _, m := range members {
		g.line("case %q:", m.name)
		g.line("v.%s = %s", exported(m.name), g.decodeMember(m, "d", ""))
	}
	g.line("default:\nd.Skip()\n}\n}\n}\n")
}

func (g *generator) decodeForm(s *shape) {
	g.line("func decode%s(f *awsproto.Form, v *%s) {", exported(s.name), exported(s.name))
	for _, m := range s.members {
		g.line("v.%s = %s", exported(m.name), g.decodeMember(m, "f", fmt.Sprintf("%q", m.name)))
	}
	g.line("}\n")
}

// decodeMember is the expression that reads a member; Query readers take the member's name.
func (g *generator) decodeMember(m *member, reader, name string) string {
	c := codecs[g.d.service.protocol]
	s := g.shape[m.shape]
	if method := methods[s.kind]; method != "" {
		return fmt.Sprintf("%s.%s(%s)", reader, method, name)
	}
	if name != "" {
		name = ", " + name
	}
	function := map[string]string{"structure": c.decodeStructure, "list": c.decodeList, "map": c.decodeMap}[s.kind]
	return fmt.Sprintf("awsproto.%s(%s%s, %s)", function, reader, name, g.element(s, "decode", c.decodeString))
}

// element names the function that reads or writes the parts of a shape.
func (g *generator) element(s *shape, verb, text string) string {
	name := s.name
	if s.element != "" {
		name = s.element
	}
	if g.shape[name].kind != "structure" {
		return "awsproto." + text
	}
	return verb + exported(name)
}

func bodyMembers(s *shape) (members []*member) {
	for _, m := range s.members {
		if m.location == "" {
			members = append(members, m)
		}
	}
	return members
}

// bind fills the members that travel in path, query and headers.
func (g *generator) bind(s *shape) {
	g.line("func bind%s(b *awsproto.Binder, v *%s) {", exported(s.name), exported(s.name))
	sources := map[string]string{"uri": "Label", "query": "Query", "header": "Header"}
	for _, m := range s.members {
		if m.location != "" {
			g.line("v.%s = b.%s(b.%s(%q))", exported(m.name), methods[g.shape[m.shape].kind], sources[m.location], m.wireName)
		}
	}
	g.line("}\n")
}

// encoding writes an encoder for each structure an output can contain.
func (g *generator) encoding() error {
	c := codecs[g.d.service.protocol]
	for _, s := range g.d.shapes {
		if s.kind != "structure" || !g.outputs[s.name] {
			continue
		}
		g.line("func encode%s(e *awsproto.%s, v *%s) {", exported(s.name), c.encoder, exported(s.name))
		braces := g.d.service.protocol != "query" // XML elements are written by whoever knows their name
		if braces {
			g.line("e.Open()")
		}
		for _, m := range s.members {
			if m.location != "" && !g.inputs[s.name] {
				return fmt.Errorf("%s.%s: an output member outside the body is not supported", s.name, m.name)
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

func (g *generator) encodeMember(m *member) string {
	c := codecs[g.d.service.protocol]
	s := g.shape[m.shape]
	if method := methods[s.kind]; method != "" {
		return fmt.Sprintf("e.%s(%q, v.%s)", method, m.name, exported(m.name))
	}
	function := map[string]string{"structure": c.encodeStructure, "list": c.encodeList, "map": c.encodeMap}[s.kind]
	return fmt.Sprintf("awsproto.%s(e, %q, v.%s, %s)", function, m.name, exported(m.name),
		g.element(s, "encode", c.encodeString))
}
