package passhash

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// unhex turns the hex of a published vector into the base64 of a hash.
func unhex(t *testing.T, digest string) string {
	t.Helper()
	raw, err := hex.DecodeString(digest)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawStdEncoding.EncodeToString(raw)
}

// TestVectors has hashes made by other programs: RFC 7914 sections 11 and 12,
// the test programs of Argon2 and of crypt_blowfish, and libxcrypt.
func TestVectors(t *testing.T) {
	t.Parallel()
	pbkdf2Digest := unhex(t, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"+
		"49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")
	tests := []struct {
		algorithm      Algorithm
		text, password string
	}{
		{Argon2id, "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password"},
		{Scrypt, "16384$8$1$" + hex.EncodeToString([]byte("SodiumChloride")) + "$" +
			"7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2" +
			"d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887", "pleaseletmein"},
		{PBKDF2SHA256, "$pbkdf2-sha256$1$c2FsdA$" + pbkdf2Digest, "passwd"},
		{PBKDF2SHA256, "$pbkdf2-sha256$1000$++++++++++++++++++++$w5zyPCpP0lVyfHshC696w8cfXiHyaqhSyE8hmRF6nDU", "Passw0rd!"},
		{PBKDF2SHA256, "$pbkdf2-sha256$1000$....................$w5zyPCpP0lVyfHshC696w8cfXiHyaqhSyE8hmRF6nDU", "Passw0rd!"},
		{Bcrypt, "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"},
		{Bcrypt, "$2b$04$abcdefghijklmnopqrstuuyx2n0Zzopyr9QuYTMCfOJJOj526QVoC", "pässwörd"},
		{Bcrypt, "$2y$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm", "Passw0rd!"},
		{Bcrypt, "$2x$04$abcdefghijklmnopqrstuuchGdllX0O2ZthG6oyaPSbmBrCIbnHlu", "Passw0rd!"},
		{Bcrypt, "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe", strings.Repeat("a", 72)},
		{Bcrypt, "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe", strings.Repeat("a", 80)},
		{Bcrypt, "$2b$12$abcdefghijklmnopqrstuuVnilgEP4HmrELfhxdikttFyCImGISEe", "Passw0rd!"},
	}
	hasher := New(rand.Reader, 0)
	for _, tt := range tests {
		hash, err := ParseImport(tt.algorithm, tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		for password, want := range map[string]bool{tt.password: true, "x" + tt.password: false, "": false} {
			if got, err := hasher.Verify(context.Background(), hash, password); err != nil || got != want {
				t.Errorf("%s with %q: %v, %v", tt.text, password, got, err)
			}
		}
		stored, err := Parse(hash.String())
		if err != nil || stored.String() != hash.String() {
			t.Errorf("%s stored as %s: %v", tt.text, hash, err)
		}
	}
}

// TestBcryptX has a hash of the old program with the sign bug, whose 8-bit
// passwords are refused.
func TestBcryptX(t *testing.T) {
	t.Parallel()
	hash, err := Parse("$2x$04$abcdefghijklmnopqrstuusLa1VKyG1SwS4T/Tip3T/Cdo9gT8Ol.")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := New(rand.Reader, 1).Verify(context.Background(), hash, "pässwörd"); got || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const salt, digest = "AAECAwQFBgcICQoLDA0ODw", "+bBIX3PcwZJzR09g5gGFDZEhWG+zYWl2e9S2Ep0+5qM"
	const hexSalt, hexDigest = "000102030405060708090a0b0c0d0e0f", "45d81a3ed913b44aba6b20b94f285a9eef3cdef2197fc90d4364b15c4b62e663"
	argon := func(parameters string) string { return "$argon2id$v=19$" + parameters + "$" + salt + "$" + digest }
	bcryptTail := "$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
	tests := []struct {
		text string
		want error
	}{
		{"", ErrFormat}, {"plain", ErrFormat}, {"$", ErrFormat}, {"$1$abc$def", ErrFormat}, {"$2", ErrFormat},
		{strings.Repeat("1", 1000), ErrFormat},
		{argon("m=19456,t=2,p=1"), nil},
		{argon("m=19457,t=2,p=1"), ErrBounds}, {argon("m=19456,t=3,p=1"), ErrBounds}, {argon("m=19456,t=2,p=2"), ErrBounds},
		{argon("m=7,t=2,p=1"), ErrBounds}, {argon("m=19456,t=0,p=1"), ErrBounds}, {argon("m=19456,t=2,p=0"), ErrBounds},
		{argon("m=99999999999999999999,t=2,p=1"), ErrBounds}, {argon("m=4294967297,t=2,p=1"), ErrBounds},
		{argon("t=2,m=19456,p=1"), ErrFormat}, {argon("m=19456,t=2"), ErrFormat}, {argon("m=+19456,t=2,p=1"), ErrFormat}, {argon("m=019456,t=2,p=1"), ErrFormat},
		{strings.Replace(argon("m=19456,t=2,p=1"), "v=19", "v=16", 1), ErrFormat},
		{strings.Replace(argon("m=19456,t=2,p=1"), "$argon2id", "$argon2i", 1), ErrFormat},
		{argon("m=19456,t=2,p=1") + "$", ErrFormat}, {argon("m=19456,t=2,p=1") + "=", ErrFormat}, {argon("m=19456,t=2,p=1") + "\n", ErrFormat},
		{"$argon2id$v=19$m=19456,t=2,p=1$$" + digest, ErrBounds},
		{"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$AAAA", ErrBounds},
		{"1024$8$1$" + hexSalt + "$" + hexDigest, nil},
		{"131072$8$1$" + hexSalt + "$" + hexDigest, ErrBounds}, {"1024$9$1$" + hexSalt + "$" + hexDigest, ErrBounds}, {"1024$8$2$" + hexSalt + "$" + hexDigest, ErrBounds},
		{"1000$8$1$" + hexSalt + "$" + hexDigest, ErrBounds}, {"1$8$1$" + hexSalt + "$" + hexDigest, ErrBounds}, {"10$8$1$" + hexSalt, ErrFormat},
		{"1024$8$1$xx$" + hexDigest, ErrFormat}, {"1024$8$1$" + hexSalt + "$" + hexDigest[1:], ErrFormat},
		{"$pbkdf2-sha256$600000$" + salt + "$" + digest, nil},
		{"$pbkdf2-sha256$600001$" + salt + "$" + digest, ErrBounds}, {"$pbkdf2-sha256$0$" + salt + "$" + digest, ErrBounds},
		{"$pbkdf2-sha512$1000$" + salt + "$" + digest, ErrFormat}, {"$pbkdf2-sha256$1000$" + salt, ErrFormat},
		{"$2b$12" + bcryptTail, nil}, {"$2b$04" + bcryptTail, nil},
		{"$2b$13" + bcryptTail, ErrBounds}, {"$2b$03" + bcryptTail, ErrBounds}, {"$2b$31" + bcryptTail, ErrBounds}, {"$2b$+5" + bcryptTail, ErrFormat},
		{"$2c$05" + bcryptTail, ErrFormat}, {"$2b$05" + bcryptTail + "x", ErrFormat}, {"$2b$05" + bcryptTail[:53] + "!", ErrFormat},
	}
	for _, tt := range tests {
		if _, err := Parse(tt.text); !errors.Is(err, tt.want) {
			t.Errorf("Parse(%.120q) = %v, want %v", tt.text, err, tt.want)
		}
	}
	if _, err := ParseImport(Bcrypt, argon("m=19456,t=2,p=1")); !errors.Is(err, ErrFormat) {
		t.Errorf("another algorithm than the job's: %v", err)
	}
	if _, err := ParseImport("", "plain"); !errors.Is(err, ErrFormat) {
		t.Errorf("no algorithm: %v", err)
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	ctx, hasher := context.Background(), New(rand.Reader, 2)
	text, err := hasher.Hash(ctx, "Passw0rd!")
	if err != nil || !strings.HasPrefix(text, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s, %v", text, err)
	}
	if again, err := hasher.Hash(ctx, "Passw0rd!"); err != nil || again == text {
		t.Errorf("the same salt twice (%v)", err)
	}
	hash, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"Passw0rd!": true, "passw0rd!": false, "": false} {
		if got, err := hasher.Verify(ctx, hash, password); err != nil || got != want {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	if _, err := hasher.Hash(ctx, strings.Repeat("x", maxPassword+1)); !errors.Is(err, ErrPassword) {
		t.Errorf("long password: %v", err)
	}
	broken := errors.New("broken")
	if _, err := New(iotest.ErrReader(broken), 1).Hash(ctx, "x"); !errors.Is(err, broken) {
		t.Errorf("broken source: %v", err)
	}
}

func TestLongPasswordIsNotCut(t *testing.T) {
	t.Parallel()
	ctx, hasher := context.Background(), New(rand.Reader, 1)
	text, err := hasher.Hash(ctx, strings.Repeat("x", maxPassword))
	if err != nil {
		t.Fatal(err)
	}
	hash, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := hasher.Verify(ctx, hash, strings.Repeat("x", maxPassword+1)); got || err != nil {
		t.Errorf("a longer password matches: %v, %v", got, err)
	}
}

// blocking occupies a slot until released.
type blocking struct{ started, release chan struct{} }

func (b blocking) String() string { return "" }

func (b blocking) matches(string) bool {
	b.started <- struct{}{}
	<-b.release
	return true
}

func TestSlots(t *testing.T) {
	t.Parallel()
	hasher := New(rand.Reader, 2)
	work := blocking{make(chan struct{}), make(chan struct{})}
	done := make(chan bool, 2)
	for range 2 {
		go func() {
			ok, _ := hasher.Verify(context.Background(), work, "")
			done <- ok
		}()
		<-work.started
	}
	ctx, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	if _, err := hasher.Verify(ctx, work, ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a third hash at once: %v", err)
	}
	close(work.release)
	if !<-done || !<-done {
		t.Error("a waiting hash failed")
	}
}
