package main

import (
	"fmt"
	"strings"
)

// faults writes a constructor for each error of the model.
func (g *generator) faults() error {
	for _, f := range g.d.errors {
		g.line("// %s is the error of that name; message is shown to the client.", f.name)
		g.line("func %s(message string) *awsproto.Fault {", f.name)
		g.line("return &awsproto.Fault{Code: %q, Status: %d, Message: message}\n}\n", f.wireCode(), f.status)
	}
	return nil
}

func (f *fault) wireCode() string {
	if f.code != "" {
		return f.code
	}
	return f.name
}

// operations writes the interface of the service and the type that implements none of it.
func (g *generator) operations() error {
	g.line("// Operations are the %d operations of the service. Implementations must be safe for concurrent use, must not", len(g.d.operations))
	g.line("// keep their input, and return an *awsproto.Fault for every error the client may know about.")
	g.line("type Operations interface {")
	for _, o := range g.d.operations {
		g.line("%s%s", o.name, signature(o))
	}
	g.line("}\n")
	g.line("// Unimplemented answers every operation with a NotImplementedException. Implementations embed it, so that they")
	g.line("// need to declare only what they have.")
	g.line("type Unimplemented struct{}\n")
	g.line("var _ Operations = Unimplemented{}\n")
	for _, o := range g.d.operations {
		g.line("// %s is not implemented.", o.name)
		g.line("func (Unimplemented) %s%s {", o.name, signature(o))
		if o.output == "" {
			g.line("return awsproto.NotImplemented(%q)\n}\n", o.name)
			continue
		}
		g.line("return nil, awsproto.NotImplemented(%q)\n}\n", o.name)
	}
	return nil
}

func signature(o *operation) string {
	if o.output == "" {
		return fmt.Sprintf("(ctx context.Context, in *%s) error", exported(o.input))
	}
	return fmt.Sprintf("(ctx context.Context, in *%s) (*%s, error)", exported(o.input), exported(o.output))
}

// service writes the function that ties the operations to the protocol.
func (g *generator) service() error {
	s := g.d.service
	protocol := map[string]string{"json": "JSON", "query": "Query", "rest": "REST"}[s.protocol]
	if protocol == "" {
		return fmt.Errorf("protocol %q is not supported", s.protocol)
	}
	g.line("// Service is the route table of %s with ops behind it.", s.name)
	g.line("func Service(ops Operations) *awsproto.Service {")
	g.line("s := &awsproto.Service{")
	g.line("Name: %q,\nProtocol: awsproto.%s,", s.name, protocol)
	for _, field := range [][2]string{
		{"TargetPrefix", s.target}, {"Version", s.version}, {"Namespace", s.namespace},
		{"ViolationCode", s.violation}, {"InternalCode", s.internalFault},
	} {
		if field[1] != "" {
			g.line("%s: %q,", field[0], field[1])
		}
	}
	g.line("Faults: statuses(),")
	g.line("Routes: routes(ops),\n}")
	g.line("s.MarkImplemented(ops)\nreturn s\n}\n")
	g.statuses()
	g.line("func routes(ops Operations) []awsproto.Operation {")
	g.line("return []awsproto.Operation{")
	for _, o := range g.d.operations {
		g.route(o)
	}
	g.line("}\n}")
	return nil
}

func (g *generator) statuses() {
	g.line("func statuses() map[string]int {")
	g.line("return map[string]int{")
	for _, f := range g.d.errors {
		g.line("%q: %d,", f.wireCode(), f.status)
	}
	g.line("}\n}\n")
}

func (g *generator) route(o *operation) {
	codes := make([]string, len(o.errors))
	for i, name := range o.errors {
		codes[i] = g.d.fault(name).wireCode()
	}
	g.line("{\nName: %q,\nAuth: awsproto.%s,", o.name, exported(o.auth))
	if o.method != "" {
		g.line("Method: %q,\nPath: %q,", o.method, o.path)
	}
	if o.limit != 0 {
		g.line("BodyLimit: %d,", o.limit)
	}
	g.line("Errors: []string{%s},", quoted(codes))
	g.line("Call: %s,\n},", g.call(o))
}

func (g *generator) call(o *operation) string {
	function := map[string]string{"json": "JSONCall", "query": "QueryCall", "rest": "RESTCall"}[g.d.service.protocol]
	args := []string{fmt.Sprintf("%q", g.d.service.violation)}
	switch g.d.service.protocol {
	case "query":
		args[0] = fmt.Sprintf("%q, %q", g.d.service.violation, g.d.service.namespace)
		args = append(args, fmt.Sprintf("%q", o.name))
	case "rest":
		args = append(args, "bind"+exported(o.input))
	}
	args = append(args, "decode"+exported(o.input), "ops."+o.name)
	if o.output == "" {
		function += "NoOutput"
	} else {
		args = append(args, "encode"+exported(o.output))
	}
	return fmt.Sprintf("awsproto.%s(%s)", function, strings.Join(args, ", "))
}
