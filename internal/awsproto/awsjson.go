package awsproto

import "context"

// A Shape is a request structure that generated code can check.
type Shape[I any] interface {
	*I
	Validate() *Violations
}

// JSONCall builds the Call of a JSON operation that has an output.
func JSONCall[I, O any, S Shape[I]](
	violation string,
	decode func(*Decoder, *I),
	operation func(context.Context, *I) (*O, error),
	encode func(*Encoder, *O),
) Call {
	return func(ctx context.Context, in *Input, buf []byte) ([]byte, error) {
		request, err := readJSON[I, S](in.Body, violation, decode)
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

// JSONCallNoOutput builds the Call of a JSON operation without an output shape: its answer has an empty body.
func JSONCallNoOutput[I any, S Shape[I]](
	violation string,
	decode func(*Decoder, *I),
	operation func(context.Context, *I) error,
) Call {
	return func(ctx context.Context, in *Input, buf []byte) ([]byte, error) {
		request, err := readJSON[I, S](in.Body, violation, decode)
		if err != nil {
			return nil, err
		}
		if err := in.authorize(ctx, request); err != nil {
			return nil, err
		}
		return buf, operation(ctx, request)
	}
}

func readJSON[I any, S Shape[I]](body []byte, violation string, decode func(*Decoder, *I)) (*I, error) {
	request := new(I)
	if err := decodeJSON(body, request, decode); err != nil {
		return nil, err
	}
	return request, check[I, S](request, violation)
}

// decodeJSON reads a body. An empty one counts as the empty structure, as some clients send it.
func decodeJSON[I any](body []byte, request *I, decode func(*Decoder, *I)) error {
	d := NewDecoder(body)
	if d.peek() == 0 && d.fault == nil {
		return nil
	}
	decode(d, request)
	return d.Finish()
}

func check[I any, S Shape[I]](request *I, violation string) error {
	if fault := S(request).Validate().Fault(violation); fault != nil {
		return fault
	}
	return nil
}

func writeJSON[O any](buf []byte, out *O, encode func(*Encoder, *O)) []byte {
	e := NewEncoder(buf)
	if out == nil {
		out = new(O)
	}
	encode(e, out)
	return e.Data()
}
