package server

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestACMEStorage(t *testing.T) {
	t.Parallel()
	d := startDev(t)
	s, err := newACMEStorage(d.storage.DB, time.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := newACMEStorage(d.storage.DB, time.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for key, value := range map[string]string{"certificates/ca/a.example/a.key": "k", "certificates/ca/b.example/b.key": "b", "acme/users/x.json": "x"} {
		if err := s.Store(ctx, key, []byte(value)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := other.Load(ctx, "certificates/ca/a.example/a.key"); err != nil || string(got) != "k" {
		t.Errorf("another node loads %q, %v", got, err)
	}
	for path, want := range map[string][]string{
		"":                          {"acme", "certificates"},
		"certificates/ca":           {"certificates/ca/a.example", "certificates/ca/b.example"},
		"certificates/ca/":          {"certificates/ca/a.example", "certificates/ca/b.example"},
		"certificates/ca/a.example": {"certificates/ca/a.example/a.key"},
	} {
		if got, err := s.List(ctx, path, false); err != nil || !cmp.Equal(want, got) {
			t.Errorf("list %q: %v, %v", path, got, err)
		}
	}
	if got, err := s.List(ctx, "certificates", true); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	dir, err1 := s.Stat(ctx, "certificates/ca")
	file, err2 := s.Stat(ctx, "acme/users/x.json")
	if err := errors.Join(err1, err2); err != nil || dir.IsTerminal || !file.IsTerminal || file.Size != 1 || !s.Exists(ctx, "certificates") {
		t.Errorf("%+v, %+v, %v", dir, file, err)
	}
	if err := s.Delete(ctx, "certificates"); err != nil {
		t.Error(err)
	}
	_, err = s.Load(ctx, "certificates/ca/a.example/a.key")
	if !errors.Is(err, fs.ErrNotExist) || !errors.Is(s.Delete(ctx, "certificates"), fs.ErrNotExist) || s.Exists(ctx, "certificates") {
		t.Errorf("after its deletion: %v", err)
	}

	if err := s.Lock(ctx, "l"); err != nil {
		t.Fatal(err)
	}
	brief, stop := context.WithTimeout(ctx, 20*time.Millisecond)
	defer stop()
	if err := other.Lock(brief, "l"); err == nil {
		t.Error("two nodes hold one lock")
	}
	if err := errors.Join(s.Unlock(ctx, "l"), other.Lock(ctx, "l")); err != nil {
		t.Error(err)
	}
}
