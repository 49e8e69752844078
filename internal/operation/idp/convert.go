package idp

// Members of requests are pointers, nil for "not sent"; the domain mostly takes
// the zero value for that. These translate between the two.

// value gives what p points to, the zero value for nil.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// given points to v, nil for the zero value.
func given[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// named gives texts a type of the domain; nil stays nil.
func named[T ~string](in []string) []T {
	if in == nil {
		return nil
	}
	out := make([]T, len(in))
	for i, v := range in {
		out[i] = T(v)
	}
	return out
}

// texts takes the type away again; nil stays nil.
func texts[T ~string](in []T) []string {
	if in == nil {
		return nil
	}
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = string(v)
	}
	return out
}

// number gives an optional number of the wire as one of the domain.
func number(p *int32) *int {
	if p == nil {
		return nil
	}
	return new(int(*p))
}

// wireNumber is the way back; domain numbers of these APIs fit.
func wireNumber(n int) *int32 { return new(int32(n)) }
