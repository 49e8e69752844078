package main

import (
	"fmt"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

// faults writes a constructor for each error of the model.
func (g *generator) faults() error {
	for _, f := range g.d.Errors {
		g.line("// %s is the error of that name; message is shown to the client.", f.Name)
		g.line("func %s(message string) *awsproto.Fault {", f.Name)
		g.line("return &awsproto.Fault{Code: %q, Status: %d, Message: message}\n}\n", f.WireCode(), f.Status)
	}
	return nil
}

// operations writes the interface of the service and the type that implements none of it.
func (g *generator) operations() error {
	g.line("// Operations are the %d operations of the service. Implementations must be safe for concurrent use, must not", len(g.d.Operations))
	g.line("// keep their input, and return an *awsproto.Fault for every error the client may know about.")
	g.line("type Operations interface {")
	for _, o := range g.d.Operations {
		g.line("%s%s", o.Name, signature(o))
	}
	g.line("}\n")
	g.line("// Unimplemented answers every operation with a NotImplementedException. Implementations embed it, so that they")
	g.line("// need to declare only what they have.")
	g.line("type Unimplemented struct{}\n")
	g.line("var _ Operations = Unimplemented{}\n")
	for _, o := range g.d.Operations {
		g.line("// %s is not implemented.", o.Name)
		g.line("func (Unimplemented) %s%s {", o.Name, signature(o))
		if o.Output == "" {
			g.line("return awsproto.NotImplemented(%q)\n}\n", o.Name)
			continue
		}
		g.line("return nil, awsproto.NotImplemented(%q)\n}\n", o.Name)
	}
	return nil
}

func signature(o *apidesc.Operation) string {
	if o.Output == "" {
		return fmt.Sprintf("(ctx context.Context, in *%s) error", exported(o.Input))
	}
	return fmt.Sprintf("(ctx context.Context, in *%s) (*%s, error)", exported(o.Input), exported(o.Output))
}

// service writes the function that ties the operations to the protocol.
func (g *generator) service() error {
	s := g.d.Service
	protocol := map[string]string{"json": "JSON", "query": "Query", "rest": "REST"}[s.Protocol]
	if protocol == "" {
		return fmt.Errorf("protocol %q is not supported", s.Protocol)
	}
	g.line("// Service is the route table of %s with ops behind it.", s.Name)
	g.line("func Service(ops Operations) *awsproto.Service {")
	g.line("s := &awsproto.Service{")
	g.line("Name: %q,\nProtocol: awsproto.%s,", s.Name, protocol)
	for _, field := range [][2]string{
		{"TargetPrefix", s.Target}, {"Version", s.Version}, {"Namespace", s.Namespace},
		{"ViolationCode", s.Violation}, {"InternalCode", s.InternalFault},
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
	for _, o := range g.d.Operations {
		g.route(o)
	}
	g.line("}\n}")
	return nil
}

func (g *generator) statuses() {
	g.line("func statuses() map[string]int {")
	g.line("return map[string]int{")
	for _, f := range g.d.Errors {
		g.line("%q: %d,", f.WireCode(), f.Status)
	}
	g.line("}\n}\n")
}

func (g *generator) route(o *apidesc.Operation) {
	codes := make([]string, len(o.Errors))
	for i, name := range o.Errors {
		codes[i] = g.d.Fault(name).WireCode()
	}
	g.line("{\nName: %q,\nAuth: awsproto.%s,", o.Name, exported(o.Auth))
	if o.Method != "" {
		g.line("Method: %q,\nPath: %q,", o.Method, o.Path)
	}
	if o.Limit != 0 {
		g.line("BodyLimit: %d,", o.Limit)
	}
	g.line("Errors: []string{%s},", quoted(codes))
	g.line("Call: %s,\n},", g.call(o))
}

func (g *generator) call(o *apidesc.Operation) string {
	function := map[string]string{"json": "JSONCall", "query": "QueryCall", "rest": "RESTCall"}[g.d.Service.Protocol]
	args := []string{fmt.Sprintf("%q", g.d.Service.Violation)}
	switch g.d.Service.Protocol {
	case "query":
		args[0] = fmt.Sprintf("%q, %q", g.d.Service.Violation, g.d.Service.Namespace)
		args = append(args, fmt.Sprintf("%q", o.Name))
	case "rest":
		args = append(args, "bind"+exported(o.Input))
	}
	args = append(args, "decode"+exported(o.Input), "ops."+o.Name)
	if o.Output == "" {
		function += "NoOutput"
	} else {
		args = append(args, "encode"+exported(o.Output))
	}
	return fmt.Sprintf("awsproto.%s(%s)", function, strings.Join(args, ", "))
}
