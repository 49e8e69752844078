package srp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"time"
)

const (
	testPool = "EXAMPLE01"
	testUser = "3f1c2d4e-0000-4000-8000-000000000001"
)

func number(t testing.TB, hex string) *big.Int {
	t.Helper()
	n, ok := new(big.Int).SetString(hex, 16)
	if !ok {
		t.Fatalf("bad number %q", hex)
	}
	return n
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// seeded is a reproducible stream of bytes.
func seeded(seed byte) *mathrand.ChaCha8 { return mathrand.NewChaCha8([32]byte{seed}) }

// TestVector follows one exchange of which the official JavaScript client
// derives the same key. Its b is longer than ours, so the server's side is
// computed here by formula and the products are compared.
func TestVector(t *testing.T) {
	t.Parallel()
	salt := number(t, "e5b0f2c3d4a5968778695a4b3c2d1e")
	x := privateKey(salt.Bytes(), testPool, testUser, "Passw0rd!")
	if got, want := hex.EncodeToString(x[:]), "adc6593ca5f043381000ee3b9ece7dd79254a08d27541a74ea9292579e865d34"; got != want {
		t.Fatalf("x = %s, want %s", got, want)
	}
	v := new(big.Int).SetBytes(group().generatorPower(&x).bytes())
	if got, want := digest(pad(v)), "d6b347a60647b73e391d297a74abc32df7eb25dbcd168467431db739ac54d51d"; got != want {
		t.Fatalf("SHA256(PAD(v)) = %s, want %s", got, want)
	}
	client := clientFromSecret(number(t, "ede30bbb3ea2bf0e73d1688b4eea0a0068f74ac132fdef2311c819b935a12de3b3cb0a082719f11616f0fbfaf0b7668623405970e51e58fcd1f56c5086944abc"), testPool, testUser)
	if got, want := digest(pad(client.A())), "bf572e06d915e39d2f553a5475eeef557f74430d474155e73af4b8b3908725ca"; got != want {
		t.Fatalf("SHA256(PAD(A)) = %s, want %s", got, want)
	}
	b := number(t, "1a8af6c3cb62c394854dfe5b0a26c3df53ffea47d8990d1ce96b227e4756e6ab2dd701f808bd9cebb19a8fda7b8b8e05289124359d19bd0b76541a7620a95525")
	multiplier := new(big.Int).SetBytes(group().multiplier.bytes())
	if multiplier.Cmp(clientMultiplier()) != 0 {
		t.Fatalf("k = %x", multiplier)
	}
	public := new(big.Int).Exp(generator(), b, modulus())
	public.Add(public, multiplier.Mul(multiplier, v)).Mod(public, modulus())
	if got, want := digest(pad(public)), "993d2c5334748b150bedb29f97cf5bc05e2f93f7138363d03ec23f93618dd302"; got != want {
		t.Fatalf("SHA256(PAD(B)) = %s, want %s", got, want)
	}
	u := scramble(client.A(), public)
	if got, want := hex.EncodeToString(u[:]), "d5e95b37b21f3325a11763b1dcf3541d8d32879a914efd5538289311b274ed71"; got != want {
		t.Fatalf("u = %s, want %s", got, want)
	}
	shared := new(big.Int).Exp(v, new(big.Int).SetBytes(u[:]), modulus())
	shared.Mul(shared, client.A()).Exp(shared, b, modulus())
	if got, want := digest(pad(shared)), "a5d47722848b28de6f37a15ee96289ade73a6bc3a828314d2e9f82e2f1dbcfc4"; got != want {
		t.Fatalf("SHA256(PAD(S)) = %s, want %s", got, want)
	}
	key, err := client.Key(Hex(public), Hex(salt), "Passw0rd!")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hex.EncodeToString(key[:]), "aeb74be00634410fcae6d687f38dfcfd"; got != want {
		t.Fatalf("client K = %s, want %s", got, want)
	}
	if deriveKey(shared.Bytes(), u) != key {
		t.Fatal("server K differs from client K")
	}
	block, _ := base64.StdEncoding.DecodeString("c2VjcmV0LWJsb2NrLWJ5dGVzLWZvci10ZXN0LXZlY3Rvcg==")
	proof := client.Sign(key, block, "Mon Jan 5 03:04:05 UTC 2026")
	if got, want := base64.StdEncoding.EncodeToString(proof), "HBbVMnqeciL7PGcv7J8GPSQMWZdFCSpDMw7UX/dMf7A="; got != want {
		t.Fatalf("M = %s, want %s", got, want)
	}
}

// leadingZero names the values whose encoding goes wrong in naive
// implementations, one bit each.
type leadingZero map[string]int

func (z leadingZero) note(name string, b []byte, full int) {
	if len(b) < full {
		z[name]++
	}
}

// TestRandomSignIns runs two thousand exchanges, split for two processors, each
// half with a seed of its own.
func TestRandomSignIns(t *testing.T) {
	t.Parallel()
	count := 1000
	if testing.Short() {
		count = 25
	}
	for _, seed := range []byte{1, 2} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			seen := signInOften(t, seeded(seed), count)
			for _, name := range []string{"A", "B", "u", "salt"} {
				if !testing.Short() && seen[name] == 0 {
					t.Errorf("no sign-in had a leading zero byte in %s; choose another seed", name)
				}
			}
		})
	}
}

func signInOften(t *testing.T, random *mathrand.ChaCha8, count int) leadingZero {
	t.Helper()
	seen := leadingZero{}
	for i := range count {
		v, err := NewVerifier(random, testPool, testUser, "Passw0rd!")
		if err != nil {
			t.Fatal(err)
		}
		client, server := exchange(t, random, v, testUser)
		clientKey, err := client.Key(Hex(server.B()), v.SaltHex(), "Passw0rd!")
		if err != nil {
			t.Fatal(err)
		}
		resumed, err := ServerFromState(server.State(), v)
		if err != nil {
			t.Fatal(err)
		}
		serverKey, err := resumed.Key(client.A())
		if err != nil || serverKey != clientKey {
			t.Fatalf("sign-in %d: keys differ (%v): salt %x, b %x, a %x", i, err, v.Salt, server.Secret(), client.secret)
		}
		u := scramble(client.A(), server.B())
		seen.note("A", client.A().Bytes(), byteSize)
		seen.note("B", server.B().Bytes(), byteSize)
		seen.note("u", new(big.Int).SetBytes(u[:]).Bytes(), 32)
		seen.note("salt", new(big.Int).SetBytes(v.Salt).Bytes(), saltSize)
	}
	return seen
}

func exchange(t testing.TB, random *mathrand.ChaCha8, v Verifier, user string) (*Client, *Server) {
	t.Helper()
	// A short exponent saves most of the client's time; TestVector and
	// TestWrongProofs use the official length.
	secret := make([]byte, 8)
	random.Read(secret)
	client := clientFromSecret(new(big.Int).SetBytes(secret), testPool, user)
	server, err := NewServer(random, v)
	if err != nil {
		t.Fatal(err)
	}
	return client, server
}

// TestLeadingZeros searches for exchanges in which exactly the values that
// other implementations get wrong start with zeros, and runs them.
func TestLeadingZeros(t *testing.T) {
	t.Parallel()
	random := seeded(2)
	innerHashZero := func(user string) bool {
		sum := sha256.Sum256([]byte(testPool + user + ":pw"))
		return sum[0] == 0
	}
	user := testUser
	for i := 0; !innerHashZero(user); i++ {
		user = testUser + strings.Repeat("x", i%40) + Hex(big.NewInt(int64(i)))
	}
	salts := [][]byte{{0}, {0, 1}, {0x80}, append(make([]byte, 15), 7), append([]byte{0, 0xff}, make([]byte, 14)...)}
	for i, salt := range salts {
		x := privateKey(salt, testPool, user, "pw")
		v := Verifier{Salt: salt, V: group().generatorPower(&x).bytes()}
		zeros := []string{"u", "odd digits"}
		if i == 0 {
			zeros = append(zeros, "S", "B") // a search of a second each
		}
		for _, want := range zeros {
			client, server := exchange(t, random, v, user)
			for tries := 0; !startsWithZero(client, server, want, v); tries++ {
				if tries > 20000 {
					t.Fatalf("no exchange with leading zeros in %s", want)
				}
				client.secret = new(big.Int).Add(client.secret, big.NewInt(1))
				client.public = new(big.Int).Lsh(client.public, 1)
				client.public.Mod(client.public, modulus())
			}
			got, err := server.Key(client.A())
			expected, clientErr := client.Key(Hex(server.B()), v.SaltHex(), "pw")
			if err != nil || clientErr != nil || got != expected {
				t.Errorf("salt %x, zeros in %s: keys differ (%v, %v)", salt, want, err, clientErr)
			}
		}
	}
}

func startsWithZero(c *Client, s *Server, name string, v Verifier) bool {
	u := scramble(c.public, s.public)
	switch name {
	case "u":
		return u[0] == 0
	case "odd digits":
		return len(Hex(c.public))%2 == 1
	case "B":
		// The server's key does not depend on the client's: redraw it.
		if len(s.public.Bytes()) < byteSize {
			return true
		}
		s.secret[3]++
		if s.secret[3] == 0 {
			s.secret[2]++
		}
		next, err := ServerFromSecret(s.secret[:], v)
		if err == nil {
			*s = *next
		}
		return false
	default: // S, by the short way only a test may go
		return len(c.shared(s.public, new(big.Int).SetBytes(v.Salt), u, "pw").Bytes()) < byteSize
	}
}

func TestWrongProofs(t *testing.T) {
	t.Parallel()
	v, err := NewVerifier(rand.Reader, testPool, testUser, "right")
	if err != nil {
		t.Fatal(err)
	}
	client, err := NewClient(rand.Reader, testPool, testUser)
	if err != nil {
		t.Fatal(err)
	}
	server, err := NewServer(rand.Reader, v)
	if err != nil {
		t.Fatal(err)
	}
	serverKey, err := server.Key(client.A())
	if err != nil {
		t.Fatal(err)
	}
	block, stamp := []byte("block"), "Mon Jan 5 03:04:05 UTC 2026"
	want := Signature(serverKey, testPool, testUser, block, stamp)
	tests := []struct {
		name, user, password, salt, stamp string
		block                             []byte
		accepted                          bool
	}{
		{"right", testUser, "right", v.SaltHex(), stamp, block, true},
		{"password", testUser, "wrong", v.SaltHex(), stamp, block, false},
		{"user", "alice", "right", v.SaltHex(), stamp, block, false},
		{"salt", testUser, "right", "1234", stamp, block, false},
		{"block", testUser, "right", v.SaltHex(), stamp, []byte("blocK"), false},
		{"time", testUser, "right", v.SaltHex(), "Mon Jan 5 03:04:06 UTC 2026", block, false},
	}
	for _, tt := range tests {
		c := client.As(tt.user)
		key, err := c.Key(Hex(server.B()), tt.salt, tt.password)
		if err != nil {
			t.Fatal(err)
		}
		if got := hmac.Equal(c.Sign(key, tt.block, tt.stamp), want); got != tt.accepted {
			t.Errorf("%s: accepted = %v, want %v", tt.name, got, tt.accepted)
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	v, err := NewVerifier(rand.Reader, testPool, testUser, "Passw0rd!")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name                 string
		v                    Verifier
		pool, user, password string
		want                 bool
	}{
		{"right", v, testPool, testUser, "Passw0rd!", true},
		{"stored without leading zeros", Verifier{v.Salt, new(big.Int).SetBytes(v.V).Bytes()}, testPool, testUser, "Passw0rd!", true},
		{"case", v, testPool, testUser, "passw0rd!", false},
		{"empty", v, testPool, testUser, "", false},
		{"other user", v, testPool, "u", "Passw0rd!", false},
		{"other pool", v, "P", testUser, "Passw0rd!", false},
		{"zero record", Verifier{}, testPool, testUser, "Passw0rd!", false},
		{"oversized record", Verifier{v.Salt, make([]byte, 5000)}, testPool, testUser, "Passw0rd!", false},
	}
	for _, tt := range tests {
		if got := tt.v.Matches(tt.pool, tt.user, tt.password); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestDevice(t *testing.T) {
	t.Parallel()
	const groupKey, deviceKey = "-v7w9UcY6", "eu-west-1_0a1b2c3d-0000-4000-8000-00000000abcd"
	password, made, err := NewDeviceVerifier(rand.Reader, groupKey, deviceKey)
	if err != nil {
		t.Fatal(err)
	}
	// Clients send PAD encodings, so a leading zero byte is common.
	v, err := ParseVerifier(padBytes(made.Salt), padBytes(made.V))
	if err != nil {
		t.Fatal(err)
	}
	client, err := NewClient(rand.Reader, groupKey, deviceKey)
	if err != nil {
		t.Fatal(err)
	}
	server, err := NewServer(rand.Reader, v)
	if err != nil {
		t.Fatal(err)
	}
	clientKey, err := client.Key(Hex(server.B()), v.SaltHex(), password)
	if err != nil {
		t.Fatal(err)
	}
	if serverKey, err := server.Key(client.A()); err != nil || serverKey != clientKey {
		t.Fatalf("keys differ (%v)", err)
	}
}

func TestParseVerifierRefuses(t *testing.T) {
	t.Parallel()
	n := modulus()
	salt, good := []byte{1}, big.NewInt(4).Bytes()
	tests := []struct {
		name    string
		salt, v []byte
	}{
		{"no salt", nil, good},
		{"long salt", make([]byte, maxSaltSize+1), good},
		{"no verifier", salt, nil},
		{"zero", salt, []byte{0}},
		{"one", salt, []byte{1}},
		{"minus one", salt, new(big.Int).Sub(n, big.NewInt(1)).Bytes()},
		{"modulus", salt, n.Bytes()},
		{"long", salt, make([]byte, byteSize+2)},
	}
	for _, tt := range tests {
		if _, err := ParseVerifier(tt.salt, tt.v); !errors.Is(err, ErrVerifier) {
			t.Errorf("%s: %v, want ErrVerifier", tt.name, err)
		}
	}
}

func TestServerRefuses(t *testing.T) {
	t.Parallel()
	v, err := NewVerifier(rand.Reader, "p", "u", "pw")
	if err != nil {
		t.Fatal(err)
	}
	server, err := NewServer(rand.Reader, v)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []*big.Int{new(big.Int), modulus(), big.NewInt(-1), new(big.Int).Lsh(modulus(), 1)} {
		if _, err := server.Key(a); !errors.Is(err, ErrPublicKey) {
			t.Errorf("Key(%x): %v, want ErrPublicKey", a, err)
		}
	}
	if _, err := ServerFromSecret(make([]byte, 31), v); !errors.Is(err, ErrSecret) {
		t.Errorf("short secret: %v", err)
	}
	if _, err := ServerFromState(make([]byte, StateSize), v); !errors.Is(err, ErrSecret) {
		t.Errorf("state without public key: %v", err)
	}
	if _, err := NewServer(rand.Reader, Verifier{Salt: v.Salt}); !errors.Is(err, ErrVerifier) {
		t.Errorf("empty verifier: %v", err)
	}
	again, err := ServerFromSecret(server.Secret(), v)
	if err != nil || again.B().Cmp(server.B()) != 0 {
		t.Errorf("resumed server has another public key (%v)", err)
	}
}

func TestParseA(t *testing.T) {
	t.Parallel()
	n := modulus()
	tests := []struct {
		in string
		ok bool
	}{
		{"1", true}, {"0aF", true}, {strings.Repeat("0", 16) + strings.Repeat("e", 768), true},
		{"", false}, {"0", false}, {"000", false}, {"-1", false}, {"+1", false}, {"0x1", false}, {"1_0", false}, {" 1", false}, {"g", false},
		{Hex(n), false}, {Hex(new(big.Int).Lsh(n, 1)), false}, {Hex(new(big.Int).Sub(n, big.NewInt(1))), true},
		{strings.Repeat("0", 784) + "1", false}, {"１", false},
	}
	for _, tt := range tests {
		got, err := ParseA(tt.in)
		if (err == nil) != tt.ok {
			t.Errorf("ParseA(%.20q…) = %v, %v", tt.in, got, err)
		}
	}
}

func TestParseTimestamp(t *testing.T) {
	t.Parallel()
	good := map[string]time.Time{
		"Mon Jan 5 03:04:05 UTC 2026":    time.Date(2026, 1, 5, 3, 4, 5, 0, time.UTC),
		"Thu Dec 31 23:59:59 UTC 2026":   time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC),
		"Thu Feb 29 00:00:00 UTC 2024":   time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
		FormatTimestamp(time.Unix(0, 0)): time.Unix(0, 0).UTC(),
	}
	for in, want := range good {
		if got, err := ParseTimestamp(in); err != nil || !got.Equal(want) {
			t.Errorf("ParseTimestamp(%q) = %v, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", "Mon Jan 05 03:04:05 UTC 2026", "Mon Jan  5 03:04:05 UTC 2026", "Tue Jan 5 03:04:05 UTC 2026",
		"Mon Jan 5 3:04:05 UTC 2026", "Mon Jan 5 03:04:05 GMT 2026", "Mo Jan 5 03:04:05 UTC 2026",
		"mon jan 5 03:04:05 utc 2026", "Mon Jan 5 03:04:05.5 UTC 2026", "Mon Feb 30 03:04:05 UTC 2026",
		"Mon Jan 5 24:04:05 UTC 2026", "Mon Jan 5 03:04:05 UTC 26", strings.Repeat("Mon", 1000),
	} {
		if got, err := ParseTimestamp(in); !errors.Is(err, ErrTimestamp) {
			t.Errorf("ParseTimestamp(%.40q) = %v, %v", in, got, err)
		}
	}
}

func TestFake(t *testing.T) {
	t.Parallel()
	secret := []byte("0123456789abcdef0123456789abcdef")
	base := FakeVerifier(secret, "pool", "alice")
	if again := FakeVerifier(secret, "pool", "alice"); again.SaltHex() != base.SaltHex() || string(again.V) != string(base.V) {
		t.Error("the same user got another verifier")
	}
	if _, err := ParseVerifier(base.Salt, base.V); err != nil {
		t.Error(err)
	}
	v := new(big.Int).SetBytes(base.V)
	if big.Jacobi(v, modulus()) != 1 {
		t.Error("fake verifier is not a square, real ones are")
	}
	others := [][3]string{{"other secret", "pool", "alice"}, {string(secret), "poola", "lice"}, {string(secret), "pool", "bob"}}
	for _, o := range others {
		if got := FakeVerifier([]byte(o[0]), o[1], o[2]); got.SaltHex() == base.SaltHex() || string(got.V) == string(base.V) {
			t.Errorf("%q shares a salt or verifier", o)
		}
		if FakeUserID([]byte(o[0]), o[1], o[2]) == FakeUserID(secret, "pool", "alice") {
			t.Errorf("%q shares a user id", o)
		}
	}
	id := FakeUserID(secret, "pool", "alice")
	if len(id) != 36 || id[14] != '4' || !strings.ContainsRune("89ab", rune(id[19])) {
		t.Errorf("FakeUserID = %q", id)
	}
}
