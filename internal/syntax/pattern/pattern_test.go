package pattern

import "testing"

func TestLazy(t *testing.T) {
	t.Parallel()
	word := Lazy(`^[a-z]+$`)
	if !word().MatchString("cognate") || word().MatchString("Cognate") || word() != word() {
		t.Error("not the pattern, or not compiled once")
	}
	wrong := Lazy(`(`) // nothing happens yet
	defer func() {
		if recover() == nil {
			t.Error("a wrong pattern was taken")
		}
	}()
	wrong()
}
