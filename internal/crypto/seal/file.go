package seal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// File is a keyring in a file that only its owner may read (mode 0600). With a
// Wrapper the file holds the wrapped keyring in base64. It is a Vault.
type File struct {
	Path    string
	Create  bool             // make a keyring when there is no file
	Rand    io.Reader        // for Create
	Now     func() time.Time // for Create
	Wrapper Wrapper          // optional
}

// PermissionError tells that others may read the keyring file.
type PermissionError struct {
	Path string
	Mode fs.FileMode
}

func (e *PermissionError) Error() string {
	return fmt.Sprintf("seal: %s has mode %04o, so others than its owner may use the master keys: chmod 600 it", e.Path, e.Mode.Perm())
}

// Load reads the file, or makes it when Create is set. Of several processes
// that make it at once, one wins and all load the same keyring.
func (f File) Load(ctx context.Context) (*Keyring, error) {
	ring, err := f.read(ctx)
	if !errors.Is(err, fs.ErrNotExist) {
		return ring, err
	}
	if !f.Create {
		return nil, fmt.Errorf("%w at %s: restore it from a backup, as a new one would not open the secrets of this installation", ErrNoKeyring, f.Path)
	}
	ring, err = Generate(f.Rand, f.Now())
	if err != nil {
		return nil, err
	}
	// A link, unlike a rename, never replaces what another process made.
	err = f.write(ctx, ring, os.Link)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return f.read(ctx)
}

// Save replaces the file.
func (f File) Save(ctx context.Context, ring *Keyring) error {
	return f.write(ctx, ring, os.Rename)
}

func (f File) read(ctx context.Context) (*Keyring, error) {
	file, err := os.Open(f.Path)
	if err != nil {
		return nil, fmt.Errorf("open keyring: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("stat keyring: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("seal: %s is not a file", f.Path)
	}
	// Windows has no such mode bits; there the directory's access list counts.
	if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, &PermissionError{Path: f.Path, Mode: info.Mode()}
	}
	text, err := io.ReadAll(io.LimitReader(file, maxText+1))
	if err != nil {
		return nil, fmt.Errorf("read keyring: %w", err)
	}
	ring, err := f.parse(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	return ring, nil
}

func (f File) parse(ctx context.Context, text []byte) (*Keyring, error) {
	if f.Wrapper == nil || len(text) > maxText {
		return ParseKeyring(text)
	}
	return unwrap(ctx, f.Wrapper, strings.TrimSpace(string(text)))
}

// write makes the new content durable under a temporary name and then
// publishes it under the real one.
func (f File) write(ctx context.Context, ring *Keyring, publish func(from, to string) error) error {
	text := ring.Marshal()
	if f.Wrapper != nil {
		wrapped, err := wrap(ctx, f.Wrapper, ring)
		if err != nil {
			return err
		}
		text = wrapped
	}
	dir := filepath.Dir(f.Path)
	temporary, err := os.CreateTemp(dir, ".keyring-*") // mode 0600
	if err != nil {
		return fmt.Errorf("create keyring: %w", err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(text)
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return fmt.Errorf("write keyring: %w", err)
	}
	if err := publish(temporary.Name(), f.Path); err != nil {
		return fmt.Errorf("publish keyring: %w", err)
	}
	return syncDir(dir)
}

// syncDir makes a new name in dir survive a power failure.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // directories cannot be flushed there
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open keyring directory: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("flush keyring directory: %w", err)
	}
	return nil
}
