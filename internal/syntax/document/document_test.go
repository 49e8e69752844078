package document

import (
	"strings"
	"testing"
)

func TestMerge(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ base, over, want string }{
		{`{}`, `{}`, `{}`},
		{`{"a":1,"b":{"c":1,"d":[1]}}`, `{"b":{"c":2},"e":null}`, `{"a":1,"b":{"c":2,"d":[1]},"e":null}`},
		{`{"a":{"b":1}}`, `{"a":[1]}`, `{"a":[1]}`},
		{`{"a":[1]}`, `{"a":{"b":1}}`, `{"a":{"b":1}}`},
		{`{"a":[1,2]}`, `{"a":[3]}`, `{"a":[3]}`},
	} {
		got, err := Merge([]byte(tt.base), []byte(tt.over))
		if err != nil || string(got) != tt.want {
			t.Errorf("%s under %s: %s, %v; want %s", tt.base, tt.over, got, err, tt.want)
		}
	}
	deep := strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)
	if _, err := Merge([]byte(deep), []byte(deep)); err == nil {
		t.Error("merged a hundred levels")
	}
	for _, bad := range []string{``, `[]`, `1`, `{`} {
		if _, err := Merge([]byte(`{}`), []byte(bad)); err == nil {
			t.Errorf("merged %q", bad)
		}
		if IsObject([]byte(bad)) {
			t.Errorf("%q is taken for an object", bad)
		}
	}
	if !IsObject([]byte(" {\"a\":1} ")) {
		t.Error("an object is refused")
	}
}

func FuzzMerge(f *testing.F) {
	f.Add([]byte(`{"a":{"b":1}}`), []byte(`{"a":{"c":2}}`))
	f.Fuzz(func(t *testing.T, base, over []byte) {
		got, err := Merge(base, over)
		if err == nil && !IsObject(got) {
			t.Errorf("%q over %q gives %q", over, base, got)
		}
	})
}
