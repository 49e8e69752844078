package access

// A Secret is text that must not reach a log.
type Secret string

const hidden = "[secret]"

// String hides the secret from every form of printing.
func (Secret) String() string { return hidden }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return hidden }

// MarshalText hides the secret from logs and documents that are written by
// reflection.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
