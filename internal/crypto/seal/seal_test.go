package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var testTime = time.Date(2026, 1, 5, 3, 4, 5, 678, time.UTC)

func testRing(t testing.TB) *Keyring {
	t.Helper()
	ring, err := Generate(rand.Reader, testTime)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// TestXAESVectors are the two of c2sp.org/XAES-256-GCM: the top bit of the
// CMAC subkey is clear in one and set in the other.
func TestXAESVectors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		key       byte
		aad, want string
	}{
		{0x01, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
		{0x03, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
	}
	for _, tt := range tests {
		x := newXAES([keySize]byte(bytes.Repeat([]byte{tt.key}, keySize)))
		aead, nonce := x.record([]byte("ABCDEFGHIJKLMNOPQRSTUVWX"))
		got := aead.Seal(nil, nonce, []byte("XAES-256-GCM"), []byte(tt.aad))
		if hex.EncodeToString(got) != tt.want {
			t.Errorf("key %02x: %x, want %s", tt.key, got, tt.want)
		}
	}
}

func TestSealOpen(t *testing.T) {
	t.Parallel()
	ring := testRing(t)
	aad := Place("users", "42", "totp")
	for _, size := range []int{0, 1, 31, 1487, 100000} {
		plaintext := make([]byte, size)
		rand.Read(plaintext)
		sealed := ring.Seal(plaintext, aad)
		if len(sealed) != size+Overhead {
			t.Errorf("%d bytes sealed to %d", size, len(sealed))
		}
		got, err := ring.Open(sealed, aad)
		if err != nil || !bytes.Equal(got, plaintext) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	if bytes.Equal(ring.Seal(nil, nil), ring.Seal(nil, nil)) {
		t.Error("two seals are equal")
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	ring, aad := testRing(t), Place("users", "42", "totp")
	sealed := ring.Seal([]byte("secret"), aad)
	for i := range len(sealed) * 8 {
		changed := bytes.Clone(sealed)
		changed[i/8] ^= 1 << (i % 8)
		_, err := ring.Open(changed, aad)
		var unknown *UnknownKeyError
		if !errors.Is(err, ErrOpen) && !errors.Is(err, ErrFormat) && !errors.As(err, &unknown) {
			t.Fatalf("bit %d changed: %v", i, err)
		}
	}
	for i := range sealed {
		if _, err := ring.Open(sealed[:i], aad); err == nil {
			t.Fatalf("opened the first %d bytes", i)
		}
	}
	for _, other := range [][]byte{nil, Place("users", "43", "totp"), Place("users4", "2", "totp"), Place("users", "42t", "otp")} {
		if _, err := ring.Open(sealed, other); !errors.Is(err, ErrOpen) {
			t.Errorf("opened at another place %q: %v", other, err)
		}
	}
	var unknown *UnknownKeyError
	if _, err := testRing(t).Open(sealed, aad); !errors.As(err, &unknown) || unknown.ID != ring.Active().ID() {
		t.Errorf("another keyring: %v", err)
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	ring := testRing(t)
	old := ring.Active().ID()
	sealed := ring.Seal([]byte("secret"), nil)
	next, err := ring.Rotate(rand.Reader, testTime.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if ring.NeedsReseal(sealed) {
		t.Error("rotation changed the old keyring")
	}
	ring.Replace(next)
	if !ring.NeedsReseal(sealed) || !ring.NeedsReseal(nil) {
		t.Error("data under the old key needs no re-sealing")
	}
	plaintext, err := ring.Open(sealed, nil)
	if err != nil {
		t.Fatal(err)
	}
	if ring.NeedsReseal(ring.Seal(plaintext, nil)) {
		t.Error("re-sealed data needs re-sealing")
	}
	if _, err := ring.Drop(ring.Active().ID()); !errors.Is(err, ErrDropActive) {
		t.Errorf("dropped the active key: %v", err)
	}
	dropped, err := ring.Drop(old)
	if err != nil {
		t.Fatal(err)
	}
	var unknown *UnknownKeyError
	if _, err := dropped.Open(sealed, nil); !errors.As(err, &unknown) || !strings.Contains(err.Error(), old.String()) {
		t.Errorf("open with a dropped key: %v", err)
	}
	if _, err := dropped.Drop(old); !errors.As(err, &unknown) {
		t.Errorf("drop twice: %v", err)
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	ring := testRing(t)
	token, err := ring.SealToken(make([]byte, MaxTokenPlaintext), []byte("session"))
	if err != nil || len(token) > MaxToken || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Fatalf("token of %d characters: %v", len(token), err)
	}
	if got, err := ring.OpenToken(token, []byte("session")); err != nil || len(got) != MaxTokenPlaintext {
		t.Errorf("open: %v", err)
	}
	if _, err := ring.SealToken(make([]byte, MaxTokenPlaintext+1), nil); !errors.Is(err, ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
	short, _ := ring.SealToken([]byte("x"), nil)
	for _, bad := range []string{"", "x", short + "=", short + "\n", short[:9] + "\r\n" + short[9:], short + "A", strings.Repeat("A", MaxToken+1), "+" + short[1:]} {
		if _, err := ring.OpenToken(bad, nil); err == nil {
			t.Errorf("opened %.80q", bad)
		}
	}
}

func TestDeriveFrom(t *testing.T) {
	t.Parallel()
	// Written down: every stored token and fake salt depends on this output.
	got := hex.EncodeToString(DeriveFrom(bytes.Repeat([]byte{7}, RootSize), "refresh tokens"))
	if want := "8a17bf553305b8bf53c9b2105290006bc92e9df05a4cb4fb09109845ca13c872"; got != want {
		t.Errorf("DeriveFrom = %s, want %s", got, want)
	}
	root, err := NewRoot(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(DeriveFrom(root, "a"), DeriveFrom(root, "b")) {
		t.Error("labels share a key")
	}
}

func TestKeyringText(t *testing.T) {
	t.Parallel()
	ring, err := testRing(t).Rotate(rand.Reader, testTime)
	if err != nil {
		t.Fatal(err)
	}
	text := string(ring.Marshal())
	again, err := ParseKeyring([]byte(strings.ReplaceAll(text, "\n", "\r\n\n")))
	if err != nil || string(again.Marshal()) != text {
		t.Fatalf("round trip: %v\n%s", err, text)
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	bad := map[string]string{
		"empty":       "",
		"header":      strings.Join(lines[1:], "\n"),
		"no key":      lines[0],
		"fields":      lines[0] + "\nab cd",
		"date":        strings.Replace(text, "2026-01-05T", "2026-13-05T", 1),
		"id":          lines[0] + "\n" + strings.Replace(lines[2], lines[2][:2], "zz", 1),
		"short key":   lines[0] + "\n" + lines[2][:len(lines[2])-4],
		"twice":       text + lines[2],
		"too long":    text + strings.Repeat("#\n", maxText),
		"changed key": lines[0] + "\n" + lines[2][:38] + strings.Map(swapAB, lines[2][38:]),
	}
	for name, in := range bad {
		_, err := ParseKeyring([]byte(in))
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), lines[2][38:]) {
			t.Errorf("%s: the error shows a key", name)
		}
	}
}

// swapAB changes some letter of nearly every base64 text.
func swapAB(r rune) rune {
	if r >= 'a' && r < 'z' {
		return r + 1
	}
	return r
}

func TestKeysDoNotPrint(t *testing.T) {
	t.Parallel()
	key := testRing(t).Active()
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(format, key); got != "master key "+key.ID().String() {
			t.Errorf(format+" prints more than the id", key)
		}
	}
}

func testFile(t *testing.T) File {
	t.Helper()
	return File{Path: filepath.Join(t.TempDir(), "keyring"), Create: true, Rand: rand.Reader, Now: func() time.Time { return testTime }}
}

func TestFile(t *testing.T) {
	t.Parallel()
	ctx, file := context.Background(), testFile(t)
	locked := file
	locked.Create = false
	if _, err := locked.Load(ctx); !errors.Is(err, ErrNoKeyring) {
		t.Fatalf("absent: %v", err)
	}
	ring, err := file.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	again, err := locked.Load(ctx)
	if err != nil || again.Active().ID() != ring.Active().ID() || !again.Active().Created().Equal(testTime.Truncate(time.Second)) {
		t.Fatalf("second load: %v", err)
	}
	next, err := ring.Rotate(rand.Reader, testTime)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Save(ctx, next); err != nil {
		t.Fatal(err)
	}
	if again, err = file.Load(ctx); err != nil || len(again.Keys()) != 2 || again.Active().ID() != next.Active().ID() {
		t.Fatalf("after save: %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(file.Path))
	if err != nil || len(entries) != 1 {
		t.Errorf("temporary files are left: %v %v", entries, err)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620} {
		if err := os.Chmod(file.Path, mode); err != nil {
			t.Fatal(err)
		}
		var permission *PermissionError
		if _, err := file.Load(ctx); !errors.As(err, &permission) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestFileMadeOnce(t *testing.T) {
	t.Parallel()
	file := testFile(t)
	ids := make([]KeyID, 8)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() {
			if ring, err := file.Load(context.Background()); err != nil {
				t.Error(err)
			} else {
				ids[i] = ring.Active().ID()
			}
		})
	}
	group.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatal("two processes made two keyrings")
		}
	}
}

func TestFileRefusesDamage(t *testing.T) {
	t.Parallel()
	file := testFile(t)
	if err := os.WriteFile(file.Path, []byte("cognate-keyring-v1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var format *FormatError
	if _, err := file.Load(context.Background()); !errors.As(err, &format) {
		t.Errorf("empty keyring: %v", err)
	}
	if got, _ := os.ReadFile(file.Path); string(got) != "cognate-keyring-v1\n" {
		t.Error("a damaged keyring was replaced")
	}
}

// reversing is a Wrapper whose work can be seen.
type reversing struct{ fail error }

func (w reversing) Wrap(_ context.Context, in []byte) ([]byte, error) {
	out := bytes.Clone(in)
	for i := range out {
		out[i] ^= 0xff
	}
	return out, w.fail
}

func (w reversing) Unwrap(ctx context.Context, in []byte) ([]byte, error) { return w.Wrap(ctx, in) }

func TestWrapped(t *testing.T) {
	t.Parallel()
	ctx, file := context.Background(), testFile(t)
	file.Wrapper = reversing{}
	ring, err := file.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file.Path)
	if err != nil || bytes.Contains(text, []byte(textHeader)) {
		t.Fatalf("the file holds the keyring in the clear (%v)", err)
	}
	env := Env{Name: "KEYRING", Wrapper: reversing{}, Lookup: func(string) (string, bool) { return string(text), true }}
	fromEnv, err := env.Load(ctx)
	if err != nil || fromEnv.Active().ID() != ring.Active().ID() {
		t.Fatalf("wrapped variable: %v", err)
	}
	broken := errors.New("no such key")
	file.Wrapper = reversing{fail: broken}
	if _, err := file.Load(ctx); !errors.Is(err, broken) {
		t.Errorf("failing wrapper: %v", err)
	}
}

func TestEnv(t *testing.T) {
	t.Parallel()
	const one, two = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	tests := []struct {
		value string
		keys  int
	}{
		{one, 1}, {one + ", " + two, 2}, {" " + two + "\n", 1},
		{"", 0}, {"secret", 0}, {one + ",", 0}, {one + "," + one, 0}, {one[:40], 0},
	}
	for _, tt := range tests {
		env := Env{Name: "KEYRING", Lookup: func(string) (string, bool) { return tt.value, true }}
		ring, err := env.Load(context.Background())
		if (err == nil) != (tt.keys > 0) {
			t.Errorf("%q: %v", tt.value, err)
		} else if err == nil && len(ring.Keys()) != tt.keys {
			t.Errorf("%q: %d keys", tt.value, len(ring.Keys()))
		} else if err != nil && (!strings.Contains(err.Error(), "KEYRING") || strings.Contains(err.Error(), one)) {
			t.Errorf("%q: %v", tt.value, err)
		}
	}
	absent := Env{Name: "KEYRING", Lookup: func(string) (string, bool) { return "", false }}
	if _, err := absent.Load(context.Background()); !errors.Is(err, ErrNoKeyring) {
		t.Errorf("absent: %v", err)
	}
}
