package awsproto

import (
	"context"
	"net/url"
	"strconv"
	"strings"
)

// A Binder reads the members of a REST request that travel outside its body. The first mistake sticks.
type Binder struct {
	in    *Input
	fault *Fault
}

// Label returns a variable part of the path.
func (b *Binder) Label(name string) *string {
	if v, found := b.in.Labels[name]; found {
		return &v
	}
	return nil
}

// Query returns a query parameter, the first of that name.
func (b *Binder) Query(name string) *string {
	if list := b.in.Query[name]; len(list) > 0 {
		return &list[0]
	}
	return nil
}

// Header returns a header, the first of that name.
func (b *Binder) Header(name string) *string {
	if list := b.in.Header.Values(name); len(list) > 0 {
		return &list[0]
	}
	return nil
}

// String takes the text as it is.
func (b *Binder) String(text *string) *string { return text }

// Int32 reads a decimal number that fits 32 bits.
func (b *Binder) Int32(text *string) *int32 {
	n := b.integer(text, 32)
	if n == nil {
		return nil
	}
	v := int32(*n)
	return &v
}

// Int64 reads a decimal number that fits 64 bits.
func (b *Binder) Int64(text *string) *int64 { return b.integer(text, 64) }

func (b *Binder) integer(text *string, bits int) *int64 {
	if text == nil {
		return nil
	}
	n, err := strconv.ParseInt(*text, 10, bits)
	if err != nil {
		if b.fault == nil {
			b.fault = Serialization("STRING_VALUE can not be converted to a number")
		}
		return nil
	}
	return &n
}

// RESTCall builds the Call of a REST operation that has an output.
func RESTCall[I, O any, S Shape[I]](
	violation string,
	bind func(*Binder, *I),
	decode func(*Decoder, *I),
	operation func(context.Context, *I) (*O, error),
	encode func(*Encoder, *O),
) Call {
	return func(ctx context.Context, in *Input, buf []byte) ([]byte, error) {
		request, err := readREST[I, S](in, violation, bind, decode)
		if err != nil {
			return nil, err
		}
		if err := in.authorize(ctx, request); err != nil {
			return nil, err
		}
		out, err := operation(ctx, request)
		if err != nil {
			return nil, err
		}
		return writeJSON(buf, out, encode), nil
	}
}

// RESTCallNoOutput builds the Call of a REST operation without an output shape: its answer has an empty body.
func RESTCallNoOutput[I any, S Shape[I]](
	violation string,
	bind func(*Binder, *I),
	decode func(*Decoder, *I),
	operation func(context.Context, *I) error,
) Call {
	return func(ctx context.Context, in *Input, buf []byte) ([]byte, error) {
		request, err := readREST[I, S](in, violation, bind, decode)
		if err != nil {
			return nil, err
		}
		if err := in.authorize(ctx, request); err != nil {
			return nil, err
		}
		return buf, operation(ctx, request)
	}
}

func readREST[I any, S Shape[I]](
	in *Input, violation string, bind func(*Binder, *I), decode func(*Decoder, *I),
) (*I, error) {
	request := new(I)
	if err := decodeJSON(in.Body, request, decode); err != nil {
		return nil, err
	}
	b := &Binder{in: in}
	bind(b, request)
	if b.fault != nil {
		return nil, b.fault
	}
	return request, check[I, S](request, violation)
}

// match finds the operation of a method and an escaped path, with the unescaped values of the path's variables.
func (s *Service) match(method, escapedPath string) (*Operation, map[string]string) {
	segments := strings.Split(strings.Trim(escapedPath, "/"), "/")
	for i := range s.Routes {
		op := &s.Routes[i]
		if op.Method != method {
			continue
		}
		if labels, ok := matchPath(op.Path, segments); ok {
			return op, labels
		}
	}
	return nil, nil
}

func matchPath(template string, segments []string) (map[string]string, bool) {
	parts := strings.Split(strings.Trim(template, "/"), "/")
	if len(parts) != len(segments) {
		return nil, false
	}
	labels := map[string]string{}
	for i, part := range parts {
		name, variable := strings.CutPrefix(part, "{")
		value, err := url.PathUnescape(segments[i])
		switch {
		case err != nil:
			return nil, false
		case variable && value != "":
			labels[strings.TrimSuffix(name, "}")] = value
		case variable || value != part:
			return nil, false
		}
	}
	return labels, true
}
