package claims

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSetKeepsOrderAndReplaces(t *testing.T) {
	t.Parallel()
	var s Set
	s.Put("b", "1")
	s.PutInt("a", 2)
	s.PutStrings("list", []string{"x", "y\"z"})
	s.Put("b", "3")
	s.Delete("a")
	s.PutBool("a", true)
	if got, want := string(s.JSON()), `{"b":"3","list":["x","y\"z"],"a":true}`; got != want {
		t.Errorf("JSON = %s, want %s", got, want)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{``, `[]`, `{`, `{"a":1} x`, `{"a":1,"a":2}`, `{"a":1}{"b":2}`, `{"a":}`, `null`, `"a"`} {
		if s, err := Parse([]byte(in)); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", in, s.JSON())
		}
	}
}

func TestAccessors(t *testing.T) {
	t.Parallel()
	s, err := Parse([]byte(`{"s":"a","n":12,"f":1.5,"b":true,"l":["p"],"o":{"k":"v"},"os":[{"a":"1"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.String("s") != "a" || s.String("n") != "" || !s.Bool("b") || s.Bool("s") {
		t.Error("String or Bool is wrong")
	}
	if n, ok := s.Int("n"); n != 12 || !ok {
		t.Errorf("Int(n) = %d, %v", n, ok)
	}
	if _, ok := s.Int("f"); ok {
		t.Error("Int(f) took a fraction")
	}
	if diff := cmp.Diff([]string{"p"}, s.Strings("l")); diff != "" {
		t.Error(diff)
	}
	if s.Object("o").String("k") != "v" || s.Object("s") != nil || s.Objects("os")[0].String("a") != "1" {
		t.Error("Object is wrong")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"a":"\u0000é","b":[1,{"c":null}]}`))
	f.Add([]byte("{\"a\":\"\xff\"}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data)
		if err != nil {
			return
		}
		again, err := Parse(s.JSON())
		if err != nil {
			t.Fatalf("own text %q: %v", s.JSON(), err)
		}
		if diff := cmp.Diff(s.Names(), again.Names()); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzString(f *testing.F) {
	f.Add("a\"\\\n\x00\u2028")
	f.Fuzz(func(t *testing.T, v string) {
		var s Set
		s.Put("v", v)
		var want string
		b, _ := json.Marshal(v)
		_ = json.Unmarshal(b, &want)
		if got := s.String("v"); got != want {
			t.Errorf("String = %q, want %q", got, want)
		}
	})
}
