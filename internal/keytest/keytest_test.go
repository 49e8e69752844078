package keytest

import "testing"

func TestTake(t *testing.T) {
	t.Parallel()
	var s set
	for range 2 * size {
		keys, err := s.take(2)
		if err != nil {
			t.Fatal(err)
		}
		if keys[0].Equal(keys[1]) {
			t.Error("one key twice")
		}
	}
	if len(s.keys) != size {
		t.Errorf("%d keys were made", len(s.keys))
	}
	if _, err := s.take(size + 1); err == nil {
		t.Error("more keys than there are")
	}
}
