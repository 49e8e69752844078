package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// The model as JSON. Objects whose order matters are read in order: members decide the order of violations.
type model struct {
	Service string `json:"service"`
	Meta    struct {
		Version   string `json:"apiVersion"`
		Protocol  string `json:"protocol"`
		Target    string `json:"targetPrefix"`
		Namespace string `json:"xmlNamespace"`
	} `json:"meta"`
	Operations ordered[modelOperation] `json:"operations"`
	Shapes     ordered[modelShape]     `json:"shapes"`
}

type modelOperation struct {
	HTTP struct {
		Method string `json:"method"`
		URI    string `json:"requestUri"`
	} `json:"http"`
	AuthType string   `json:"authtype"`
	Input    string   `json:"input"`
	Output   string   `json:"output"`
	Errors   []string `json:"errors"`
}

type modelShape struct {
	Type      string               `json:"type"`
	Members   ordered[modelMember] `json:"members"`
	Required  []string             `json:"required"`
	Member    modelMember          `json:"member"`
	Key       modelMember          `json:"key"`
	Value     modelMember          `json:"value"`
	Min       *int64               `json:"min"`
	Max       *int64               `json:"max"`
	Pattern   string               `json:"pattern"`
	Enum      []string             `json:"enum"`
	Sensitive bool                 `json:"sensitive"`
	Exception bool                 `json:"exception"`
	Fault     bool                 `json:"fault"`
	Error     struct {
		Code   string `json:"code"`
		Status int    `json:"httpStatusCode"`
	} `json:"error"`
}

type modelMember struct {
	Shape        string `json:"shape"`
	Location     string `json:"location"`
	LocationName string `json:"locationName"`
}

// ordered is a JSON object that keeps the order of its members.
type ordered[T any] []entry[T]

type entry[T any] struct {
	name  string
	value T
}

// UnmarshalJSON reads the object member by member.
func (o *ordered[T]) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var value T
		if err := d.Decode(&value); err != nil {
			return err
		}
		*o = append(*o, entry[T]{fmt.Sprint(name), value})
	}
	return nil
}

// convert turns a model into a description, without any overlay.
func convert(data []byte) (*description, error) {
	var m model
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	d := &description{service: service{
		name: m.Service, version: m.Meta.Version, target: m.Meta.Target, namespace: m.Meta.Namespace,
		violation: "InvalidParameterException", internalFault: "InternalErrorException",
	}}
	switch m.Meta.Protocol {
	case "json", "query":
		d.service.protocol = m.Meta.Protocol
	case "rest-json":
		d.service.protocol = "rest"
	default:
		return nil, fmt.Errorf("protocol %q is not supported", m.Meta.Protocol)
	}
	if m.Meta.Protocol == "query" {
		d.service.violation, d.service.internalFault = "ValidationError", "InternalFailure"
	}
	for _, s := range m.Shapes {
		if err := d.convertShape(s.name, s.value); err != nil {
			return nil, fmt.Errorf("shape %s: %w", s.name, err)
		}
	}
	for _, o := range m.Operations {
		d.operations = append(d.operations, d.convertOperation(o.name, o.value))
	}
	return d, nil
}

func (d *description) convertOperation(name string, m modelOperation) *operation {
	o := &operation{name: name, auth: "signed", input: m.Input, output: m.Output, errors: m.Errors}
	if d.service.protocol == "rest" {
		o.method, o.path = m.HTTP.Method, m.HTTP.URI
	}
	if m.AuthType == "none" {
		o.auth = "open"
		// Operations with an AccessToken member are authorised by it (or by a Session in its place).
		if in := d.shape(m.Input); in != nil && slices.ContainsFunc(in.members, func(m *member) bool {
			return m.name == "AccessToken"
		}) {
			o.auth = "token"
		}
	}
	return o
}

func (d *description) convertShape(name string, m modelShape) error {
	if m.Exception {
		d.errors = append(d.errors, d.convertFault(name, m))
		return nil
	}
	s := &shape{
		name: name, kind: m.Type, min: m.Min, max: m.Max, pattern: m.Pattern, values: m.Enum,
		sensitive: m.Sensitive, key: m.Key.Shape, element: m.Member.Shape + m.Value.Shape,
	}
	if m.Type == "string" && len(m.Enum) > 0 {
		s.kind = "enum"
	}
	if !scalarKinds[s.kind] && s.kind != "structure" && s.kind != "list" && s.kind != "map" {
		return fmt.Errorf("type %q is not supported", m.Type)
	}
	if s.kind == "enum" && (s.pattern != "" || s.min != nil || s.max != nil) {
		return fmt.Errorf("an enum cannot have other constraints")
	}
	for _, e := range m.Members {
		s.members = append(s.members, convertMember(e, m.Required))
	}
	d.shapes = append(d.shapes, s)
	return nil
}

func convertMember(e entry[modelMember], required []string) *member {
	locations := map[string]string{"uri": "uri", "querystring": "query", "header": "header"}
	return &member{
		name: e.name, shape: e.value.Shape, required: slices.Contains(required, e.name),
		location: locations[e.value.Location], wireName: e.value.LocationName,
	}
}

func (d *description) convertFault(name string, m modelShape) *fault {
	f := &fault{name: name, status: m.Error.Status}
	// User and identity pools answer 400 whatever the error is, except for their own failures.
	if f.status == 0 || d.service.protocol == "json" {
		f.status = 400
		if m.Fault {
			f.status = 500
		}
	}
	if m.Error.Code != name {
		f.code = m.Error.Code
	}
	for _, e := range m.Members {
		if !strings.EqualFold(e.name, "message") {
			f.fields = append(f.fields, e.name)
		}
	}
	return f
}
