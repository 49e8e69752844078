package awsproto

import (
	"context"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Form is the parameters of a Query request as a tree: Tags.member.1.Key is the path Tags, member, 1, Key. Reading
// follows the same rules as Decoder: the first mistake sticks to the whole tree.
type Form struct {
	value    *string
	children map[string]*Form
	fault    **Fault // shared by the whole tree
}

// The tree is built before anybody is authenticated, so its size is bounded. The largest requests in use have some
// hundreds of parameters, and the deepest name of the descriptions has 6 parts.
const (
	maxParameters = 5_000
	maxNameParts  = 12
)

// NewForm builds the tree. Of a parameter that comes several times the first one counts.
func NewForm(values url.Values) (*Form, error) {
	root := &Form{fault: new(*Fault)}
	if len(values) > maxParameters {
		return nil, MalformedInput("The request has too many parameters.")
	}
	for name, list := range values {
		if strings.Count(name, ".") >= maxNameParts {
			return nil, MalformedInput("The parameters are nested too deeply.")
		}
		if !utf8.ValidString(name) || !utf8.ValidString(list[0]) {
			return nil, MalformedInput("The parameters are not valid UTF-8.")
		}
		root.descend(strings.Split(name, ".")).value = &list[0]
	}
	return root, nil
}

func (f *Form) descend(path []string) *Form {
	for _, name := range path {
		if f.children == nil {
			f.children = map[string]*Form{}
		}
		child := f.children[name]
		if child == nil {
			child = &Form{fault: f.fault}
			f.children[name] = child
		}
		f = child
	}
	return f
}

// Err returns the first mistake as a *Fault, or nil.
func (f *Form) Err() error {
	if *f.fault == nil {
		return nil
	}
	return *f.fault
}

func (f *Form) fail(message string) {
	if *f.fault == nil {
		*f.fault = MalformedInput(message)
	}
}

// scalar returns the text of a member that must not have members itself; nil when it is absent.
func (f *Form) scalar(name string) *string {
	child := f.children[name]
	if child == nil {
		return nil
	}
	if child.children != nil {
		f.fail("Start of structure or map found where not expected.")
		return nil
	}
	return child.value
}

// String reads a string member.
func (f *Form) String(name string) *string { return f.scalar(name) }

// Bool reads a member that is true or false.
func (f *Form) Bool(name string) *bool {
	text := f.scalar(name)
	if text == nil {
		return nil
	}
	value := strings.EqualFold(*text, "true")
	if !value && !strings.EqualFold(*text, "false") {
		f.fail("STRING_VALUE can not be converted to a Boolean")
		return nil
	}
	return &value
}

// Int32 reads a decimal number that fits 32 bits.
func (f *Form) Int32(name string) *int32 {
	text := f.scalar(name)
	if text == nil {
		return nil
	}
	n, err := strconv.ParseInt(*text, 10, 32)
	if err != nil {
		f.fail("STRING_VALUE can not be converted to an Integer")
		return nil
	}
	value := int32(n)
	return &value
}

// Int64 reads a decimal number that fits 64 bits.
func (f *Form) Int64(name string) *int64 {
	text := f.scalar(name)
	if text == nil {
		return nil
	}
	n, err := strconv.ParseInt(*text, 10, 64)
	if err != nil {
		f.fail("STRING_VALUE can not be converted to a Long")
		return nil
	}
	return &n
}

// Time reads an ISO 8601 time.
func (f *Form) Time(name string) *time.Time {
	text := f.scalar(name)
	if text == nil {
		return nil
	}
	t, err := time.Parse(time.RFC3339, *text)
	if err != nil {
		f.fail("STRING_VALUE can not be converted to a Timestamp")
		return nil
	}
	t = t.UTC()
	return &t
}

// Bytes reads a base64 blob.
func (f *Form) Bytes(name string) []byte {
	text := f.scalar(name)
	if text == nil {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(*text)
	if err != nil {
		f.fail("The blob is not valid base64.")
		return nil
	}
	return append([]byte{}, b...)
}

// FormStructure reads a structure member with the decoder of its shape.
func FormStructure[T any](f *Form, name string, decode func(*Form, *T)) *T {
	child := f.children[name]
	if child == nil || child.children == nil {
		return nil
	}
	v := new(T)
	decode(child, v)
	return v
}

// FormList reads a list member. A parameter with an empty value and nothing below it is the empty list, which is how
// clients send one.
func FormList[T any](f *Form, name string, decode func(*Form, *T)) []T {
	child := f.children[name]
	if child == nil {
		return nil
	}
	list := []T{}
	for _, element := range child.numbered("member") {
		var v T
		decode(element, &v)
		list = append(list, v)
	}
	return list
}

// FormMap reads a map member, sent as entries of key and value.
func FormMap[T any](f *Form, name string, decode func(*Form, *T)) map[string]T {
	child := f.children[name]
	if child == nil {
		return nil
	}
	m := map[string]T{}
	for _, entry := range child.numbered("entry") {
		key, value := entry.scalar("key"), entry.children["value"]
		if key == nil || value == nil {
			f.fail("A map entry needs a key and a value.")
			return m
		}
		var v T
		decode(value, &v)
		m[*key] = v
	}
	return m
}

// numbered returns the elements below name in the order of their numbers; numbers may have gaps.
func (f *Form) numbered(name string) []*Form {
	holder := f.children[name]
	if holder == nil {
		if f.children != nil || f.value != nil && *f.value != "" {
			f.fail("Expected list or null")
		}
		return nil
	}
	numbers := make([]int, 0, len(holder.children))
	byNumber := map[int]*Form{}
	for text, element := range holder.children {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || byNumber[n] != nil {
			f.fail("Expected a list index in a parameter name.")
			return nil
		}
		numbers = append(numbers, n)
		byNumber[n] = element
	}
	slices.Sort(numbers)
	elements := make([]*Form, len(numbers))
	for i, n := range numbers {
		elements[i] = byNumber[n]
	}
	return elements
}

// FormString reads a list or map element that is a string.
func FormString(f *Form, v *string) {
	if f.value == nil || f.children != nil {
		f.fail("Start of structure or map found where not expected.")
		return
	}
	*v = *f.value
}

// QueryCall builds the Call of a Query operation that has an output.
func QueryCall[I, O any, S Shape[I]](
	violation, namespace, name string,
	decode func(*Form, *I),
	operation func(context.Context, *I) (*O, error),
	encode func(*XMLEncoder, *O),
) Call {
	return func(ctx context.Context, in *Input, buf []byte) ([]byte, error) {
		request, err := readForm[I, S](in.Form, violation, decode)
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
		if out == nil {
			out = new(O)
		}
		return xmlResponse(buf, namespace, name, RequestFrom(ctx).ID, func(e *XMLEncoder) {
			e.start(name + "Result")
			encode(e, out)
			e.end(name + "Result")
		}), nil
	}
}

// QueryCallNoOutput builds the Call of a Query operation without an output shape: its answer has no Result element.
func QueryCallNoOutput[I any, S Shape[I]](
	violation, namespace, name string,
	decode func(*Form, *I),
	operation func(context.Context, *I) error,
) Call {
	return func(ctx context.Context, in *Input, buf []byte) ([]byte, error) {
		request, err := readForm[I, S](in.Form, violation, decode)
		if err != nil {
			return nil, err
		}
		if err := in.authorize(ctx, request); err != nil {
			return nil, err
		}
		if err := operation(ctx, request); err != nil {
			return nil, err
		}
		return xmlResponse(buf, namespace, name, RequestFrom(ctx).ID, func(*XMLEncoder) {}), nil
	}
}

func readForm[I any, S Shape[I]](form *Form, violation string, decode func(*Form, *I)) (*I, error) {
	request := new(I)
	decode(form, request)
	if err := form.Err(); err != nil {
		return nil, err
	}
	return request, check[I, S](request, violation)
}
