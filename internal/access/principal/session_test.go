package principal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/crypto/seal"
)

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func ring(t testing.TB) *seal.Keyring {
	t.Helper()
	r, err := seal.Generate(rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func full() principal.Session {
	return principal.Session{
		Kind:              access.AssumedRole,
		Account:           "123456789012",
		PrincipalID:       "AROAREADER00000000001",
		PrincipalARN:      "arn:aws:iam::123456789012:role/app/reader",
		Name:              "CognitoIdentityCredentials",
		Policies:          []string{`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`},
		PolicyARNs:        []string{"arn:aws:iam::123456789012:policy/P", "arn:aws:iam::aws:policy/Q"},
		Tags:              []access.Tag{{Key: "team", Value: "blue"}, {Key: "empty"}},
		Transitive:        []string{"team"},
		FederatedProvider: "cognito-identity.amazonaws.com",
		SourceIdentity:    "me@example.com",
		Keys: map[string][]string{
			"cognito-identity.amazonaws.com:sub": {"eu-west-1:1f2e"},
			"cognito-identity.amazonaws.com:amr": {"authenticated", "x", ""},
		},
		MFA:       true,
		IssuedAt:  now,
		ExpiresAt: now.Add(time.Hour),
	}
}

func TestSessionRoundTrip(t *testing.T) {
	t.Parallel()
	keys := ring(t)
	for name, s := range map[string]principal.Session{
		"full": full(),
		"bare": {Kind: access.User, Account: "123456789012", PrincipalID: "AIDA", PrincipalARN: "arn:u", Name: "alice", IssuedAt: now, ExpiresAt: now.Add(time.Minute)},
	} {
		minted, token, err := principal.MintSession(s, rand.Reader, keys.Seal)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !regexp.MustCompile(`^ASIA[A-Z2-7]{16}$`).MatchString(minted.AccessKeyID) {
			t.Errorf("%s: access key id %q", name, minted.AccessKeyID)
		}
		if !regexp.MustCompile(`^[A-Za-z0-9+/]{40}$`).MatchString(string(minted.Secret)) {
			t.Errorf("%s: secret has the wrong form", name)
		}
		if strings.Contains(token, string(minted.Secret)) || !regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(token) {
			t.Errorf("%s: token %q", name, token)
		}
		opened, err := principal.OpenSession(token, minted.AccessKeyID, now, keys.Open)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(minted, opened); diff != "" {
			t.Errorf("%s: opened session differs (-minted +opened):\n%s", name, diff)
		}
	}
}

func TestSessionsDiffer(t *testing.T) {
	t.Parallel()
	keys := ring(t)
	a, tokenA, err := principal.MintSession(full(), rand.Reader, keys.Seal)
	if err != nil {
		t.Fatal(err)
	}
	b, tokenB, err := principal.MintSession(full(), rand.Reader, keys.Seal)
	if err != nil {
		t.Fatal(err)
	}
	if a.AccessKeyID == b.AccessKeyID || a.Secret == b.Secret || tokenA == tokenB {
		t.Error("two sessions share credentials")
	}
	if _, err := principal.OpenSession(tokenA, b.AccessKeyID, now, keys.Open); !errors.Is(err, principal.ErrToken) {
		t.Errorf("token with the key of another session: %v", err)
	}
}

func TestOpenSessionRefuses(t *testing.T) {
	t.Parallel()
	keys := ring(t)
	s, token, err := principal.MintSession(full(), rand.Reader, keys.Seal)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"empty":      "",
		"cut":        token[:len(token)-4],
		"longer":     token + "AAAA",
		"line break": token[:8] + "\n" + token[8:],
		"padding":    token + "=",
		"huge":       strings.Repeat("A", 1<<20),
		"aws":        "IQoJb3JpZ2luX2VjEJr",
	} {
		if _, err := principal.OpenSession(bad, s.AccessKeyID, now, keys.Open); !errors.Is(err, principal.ErrToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range token {
		mutated := []byte(token)
		mutated[i] ^= 1
		if _, err := principal.OpenSession(string(mutated), s.AccessKeyID, now, keys.Open); !errors.Is(err, principal.ErrToken) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	if _, err := principal.OpenSession(token, s.AccessKeyID, now, ring(t).Open); !errors.Is(err, principal.ErrToken) {
		t.Errorf("foreign key: %v", err)
	}
	// Something else sealed with the same key is no session.
	open := func(sealed, aad []byte) ([]byte, error) { return []byte{1, 2, 3}, nil }
	if _, err := principal.OpenSession(token, s.AccessKeyID, now, open); !errors.Is(err, principal.ErrToken) {
		t.Errorf("other content: %v", err)
	}
	for _, tt := range []struct {
		at   time.Time
		want error
	}{
		{now.Add(time.Hour - time.Second), nil},
		{now.Add(time.Hour), principal.ErrExpired},
		{now.Add(100 * time.Hour), principal.ErrExpired},
	} {
		if _, err := principal.OpenSession(token, s.AccessKeyID, tt.at, keys.Open); !errors.Is(err, tt.want) {
			t.Errorf("at %s: %v, want %v", tt.at, err, tt.want)
		}
	}
}

func TestMintRefusesTooMuch(t *testing.T) {
	t.Parallel()
	s := full()
	for i := range principal.MaxTags {
		s.Tags = append(s.Tags, access.Tag{Key: fmt.Sprint(i) + strings.Repeat("é", 120), Value: strings.Repeat("é", 256)})
	}
	if _, _, err := principal.MintSession(s, rand.Reader, ring(t).Seal); principal.CodeOf(err) != principal.PackedPolicyTooLarge {
		t.Errorf("MintSession = %v", err)
	}
	if _, _, err := principal.MintSession(full(), bytes.NewReader(nil), ring(t).Seal); err == nil {
		t.Error("minted without randomness")
	}
}

func TestSessionCaller(t *testing.T) {
	t.Parallel()
	s := full()
	got := s.Caller("aws", []access.Tag{{Key: "Team", Value: "red"}, {Key: "cost", Value: "1"}})
	want := access.Caller{
		Kind: access.AssumedRole, ARN: "arn:aws:sts::123456789012:assumed-role/reader/CognitoIdentityCredentials",
		ID: "AROAREADER00000000001:CognitoIdentityCredentials", Account: "123456789012",
		IssuerARN:         "arn:aws:iam::123456789012:role/app/reader",
		Tags:              []access.Tag{{Key: "team", Value: "blue"}, {Key: "cost", Value: "1"}, {Key: "empty"}},
		FederatedProvider: "cognito-identity.amazonaws.com", SourceIdentity: "me@example.com",
		IssuedAt: now, MFA: true, Keys: s.Keys,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("role session (-want +got):\n%s", diff)
	}
	s = principal.Session{Kind: access.FederatedUser, Account: "123456789012", PrincipalID: "AIDA", PrincipalARN: "arn:aws:iam::123456789012:user/alice", Name: "fred"}
	got = s.Caller("aws", nil)
	if got.ARN != "arn:aws:sts::123456789012:federated-user/fred" || got.ID != "123456789012:fred" || got.IssuerARN != s.PrincipalARN || got.Username != "" {
		t.Errorf("federated user: %+v", got)
	}
	s.Kind, s.Name = access.User, "alice"
	got = s.Caller("aws", nil)
	if got.ARN != s.PrincipalARN || got.ID != "AIDA" || got.Username != "alice" || got.IssuerARN != "" {
		t.Errorf("user session: %+v", got)
	}
}

func TestSessionCheck(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*principal.Session)
		want   principal.Code
	}{
		{"full", func(*principal.Session) {}, ""},
		{"bad policy", func(s *principal.Session) { s.Policies = []string{"{}"} }, principal.MalformedPolicyDocument},
		{"policies too long", func(s *principal.Session) {
			s.Policies[0] = strings.Replace(s.Policies[0], ":{", ":"+strings.Repeat(" ", principal.MaxSessionPolicies)+"{", 1)
		}, principal.PackedPolicyTooLarge},
		{"too many ARNs", func(s *principal.Session) { s.PolicyARNs = make([]string, principal.MaxSessionPolicyARNs+1) }, principal.PackedPolicyTooLarge},
		{"tag twice", func(s *principal.Session) { s.Tags = append(s.Tags, access.Tag{Key: "TEAM"}) }, principal.InvalidInput},
		{"reserved tag", func(s *principal.Session) { s.Tags = []access.Tag{{Key: "AWS:x"}} }, principal.InvalidInput},
		{"empty tag key", func(s *principal.Session) { s.Tags = []access.Tag{{}} }, principal.InvalidInput},
		{"wild tag value", func(s *principal.Session) { s.Tags = []access.Tag{{Key: "a", Value: "*"}} }, principal.InvalidInput},
		{"source identity", func(s *principal.Session) { s.SourceIdentity = "a b" }, principal.ValidationError},
	}
	for _, tt := range tests {
		s := full()
		tt.change(&s)
		if err := s.Check(); principal.CodeOf(err) != tt.want || (err == nil) != (tt.want == "") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if s := full(); s.PackedSize() != 1 {
		t.Errorf("PackedSize = %d", s.PackedSize())
	}
	if s := (principal.Session{}); s.PackedSize() != 0 {
		t.Errorf("PackedSize of nothing = %d", s.PackedSize())
	}
}

func TestInherit(t *testing.T) {
	t.Parallel()
	s := full()
	tags, keys, source, err := s.Inherit([]access.Tag{{Key: "project", Value: "x"}}, []string{"project"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]access.Tag{{Key: "team", Value: "blue"}, {Key: "project", Value: "x"}}, tags); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"team", "project"}, keys); diff != "" || source != "me@example.com" {
		t.Errorf("keys (-want +got):\n%s, source %q", diff, source)
	}
	if _, _, _, err := s.Inherit([]access.Tag{{Key: "TEAM", Value: "red"}}, nil, ""); principal.CodeOf(err) != principal.AccessDenied {
		t.Errorf("inherited tag changed: %v", err)
	}
	if _, _, _, err := s.Inherit(nil, nil, "other"); principal.CodeOf(err) != principal.AccessDenied {
		t.Errorf("source identity changed: %v", err)
	}
	if _, _, source, err := (&principal.Session{}).Inherit(nil, nil, "first"); err != nil || source != "first" {
		t.Errorf("source identity not set: %q, %v", source, err)
	}
}

func TestSecretIsNotPrinted(t *testing.T) {
	t.Parallel()
	s, _, err := principal.MintSession(full(), rand.Reader, ring(t).Seal)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, s); strings.Contains(text, string(s.Secret)) {
			t.Errorf("%s prints the secret", format)
		}
	}
}

func TestNewAccessKey(t *testing.T) {
	t.Parallel()
	const owner = "arn:aws:iam::123456789012:user/alice"
	a, err := principal.NewAccessKey(owner, now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b, err := principal.NewAccessKey(owner, now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^AKIA[A-Z2-7]{16}$`).MatchString(a.ID) || !regexp.MustCompile(`^[A-Za-z0-9+/]{40}$`).MatchString(string(a.Secret)) ||
		a.Principal != owner || a.Status != access.KeyActive || !a.Created.Equal(now) {
		t.Errorf("key %s of %s, %s since %s", a.ID, a.Principal, a.Status, a.Created)
	}
	if a.ID == b.ID || a.Secret == b.Secret {
		t.Error("two keys are alike")
	}
	if _, err := principal.NewAccessKey(owner, now, strings.NewReader("short")); err == nil {
		t.Error("made a key without randomness")
	}
}

func BenchmarkOpenSession(b *testing.B) {
	keys := ring(b)
	s, token, err := principal.MintSession(full(), rand.Reader, keys.Seal)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := principal.OpenSession(token, s.AccessKeyID, now, keys.Open); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMintSession(b *testing.B) {
	keys, s := ring(b), full()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := principal.MintSession(s, rand.Reader, keys.Seal); err != nil {
			b.Fatal(err)
		}
	}
}
