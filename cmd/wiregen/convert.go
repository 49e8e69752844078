package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/apidesc"
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
func convert(data []byte) (*apidesc.Description, error) {
	var m model
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	d := &apidesc.Description{Service: apidesc.Service{
		Name: m.Service, Version: m.Meta.Version, Target: m.Meta.Target, Namespace: m.Meta.Namespace,
		Violation: "InvalidParameterException", InternalFault: "InternalErrorException",
	}}
	switch m.Meta.Protocol {
	case "json", "query":
		d.Service.Protocol = m.Meta.Protocol
	case "rest-json":
		d.Service.Protocol = "rest"
	default:
		return nil, fmt.Errorf("protocol %q is not supported", m.Meta.Protocol)
	}
	if m.Meta.Protocol == "query" {
		d.Service.Violation, d.Service.InternalFault = "ValidationError", "InternalFailure"
	}
	for _, s := range m.Shapes {
		if err := convertShape(d, s.name, s.value); err != nil {
			return nil, fmt.Errorf("shape %s: %w", s.name, err)
		}
	}
	for _, o := range m.Operations {
		d.Operations = append(d.Operations, convertOperation(d, o.name, o.value))
	}
	return d, nil
}

func convertOperation(d *apidesc.Description, name string, m modelOperation) *apidesc.Operation {
	o := &apidesc.Operation{Name: name, Auth: "signed", Input: m.Input, Output: m.Output, Errors: m.Errors}
	if d.Service.Protocol == "rest" {
		o.Method, o.Path = m.HTTP.Method, m.HTTP.URI
	}
	if m.AuthType == "none" {
		o.Auth = "open"
		// Operations with an AccessToken member are authorised by it (or by a Session in its place).
		if in := d.Shape(m.Input); in != nil && slices.ContainsFunc(in.Members, func(m *apidesc.Member) bool {
			return m.Name == "AccessToken"
		}) {
			o.Auth = "token"
		}
	}
	return o
}

func convertShape(d *apidesc.Description, name string, m modelShape) error {
	if m.Exception {
		d.Errors = append(d.Errors, convertFault(d, name, m))
		return nil
	}
	s := &apidesc.Shape{
		Name: name, Kind: m.Type, Min: m.Min, Max: m.Max, Pattern: m.Pattern, Values: m.Enum,
		Sensitive: m.Sensitive, Key: m.Key.Shape, Element: m.Member.Shape + m.Value.Shape,
	}
	if m.Type == "string" && len(m.Enum) > 0 {
		s.Kind = "enum"
	}
	if !apidesc.IsKind(s.Kind) {
		return fmt.Errorf("type %q is not supported", m.Type)
	}
	if s.Kind == "enum" && (s.Pattern != "" || s.Min != nil || s.Max != nil) {
		return fmt.Errorf("an enum cannot have other constraints")
	}
	for _, e := range m.Members {
		s.Members = append(s.Members, convertMember(e, m.Required))
	}
	d.Shapes = append(d.Shapes, s)
	return nil
}

func convertMember(e entry[modelMember], required []string) *apidesc.Member {
	locations := map[string]string{"uri": "uri", "querystring": "query", "header": "header"}
	return &apidesc.Member{
		Name: e.name, Shape: e.value.Shape, Required: slices.Contains(required, e.name),
		Location: locations[e.value.Location], WireName: e.value.LocationName,
	}
}

func convertFault(d *apidesc.Description, name string, m modelShape) *apidesc.Fault {
	f := &apidesc.Fault{Name: name, Status: m.Error.Status}
	// User and identity pools answer 400 whatever the error is, except for their own failures.
	if f.Status == 0 || d.Service.Protocol == "json" {
		f.Status = 400
		if m.Fault {
			f.Status = 500
		}
	}
	if m.Error.Code != name {
		f.Code = m.Error.Code
	}
	for _, e := range m.Members {
		if !strings.EqualFold(e.name, "message") {
			f.Fields = append(f.Fields, e.name)
		}
	}
	return f
}
