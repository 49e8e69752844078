package store

import (
	"encoding/json"
	"testing"
	"testing/quick"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
)

// TestScanReadsWhatIsWritten sees that the fast way takes every document that
// the rows give, whatever is in them: a field that scan does not know would go
// the slow way for good.
func TestScanReadsWhatIsWritten(t *testing.T) {
	t.Parallel()
	profile := profileRow{
		Username: "ann", Status: "CONFIRMED", Enabled: true, Created: 1, Modified: 2,
		Attributes: map[userpool.AttributeName]string{"email": "ann@example.com", "name": "Änne"}, Pending: map[userpool.AttributeName]string{"email": "b"},
		PasswordExpires: 3,
		MFA: mfaRow{SMS: true, Email: true, TOTP: true, Passkey: true, Preferred: "TOTP", TOTPName: "phone", TOTPStep: 4,
			LegacySMS: true},
		Identities:     []identityRow{{Provider: "p", ProviderType: "t", UserID: "u", Issuer: "i", Primary: true, Created: 5}, {}},
		LocalSignInOff: true, TokenEpoch: 6, SignedOutAt: 7,
	}
	family := familyRow{Sub: "s", Client: "c", Epoch: 1, AuthTime: 2, Created: 3, Expires: 4, Scopes: []string{"openid", "email"},
		DeviceKey: "d", EventID: "e", Nonce: "n", Resource: "r", ACR: "a", AMR: []string{"pwd"}, GraceUntil: 5, SessionID: "si",
		Origin: "o", LastActive: 6, IP: "127.0.0.1", Agent: []byte("agent \xff")}
	secrets := userSecrets{Password: credentialRow{Salt: []byte{1}, Verifier: []byte{2, 3}}, History: []credentialRow{{Hash: "h"}, {}},
		TOTPSeed: "seed", TOTPPending: "pending"}
	scans(t, profile, (*profileRow).scan)
	scans(t, family, (*familyRow).scan)
	scans(t, secrets, (*userSecrets).scan)
	scans(t, profileRow{}, (*profileRow).scan)
	scans(t, familyRow{}, (*familyRow).scan)
	scans(t, userSecrets{}, (*userSecrets).scan)
}

func scans[T any](t *testing.T, row T, scan func(*T, *scanner, string) bool) {
	t.Helper()
	text, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	var got T
	s := scanner{text: string(text)}
	if !s.object(func(name string) bool { return scan(&got, &s, name) }) || !s.done() {
		t.Fatalf("%T stops at %q", row, s.text[s.at:])
	}
	if diff := cmp.Diff(row, got); diff != "" {
		t.Error(diff)
	}
}

// TestScanIsJSON draws rows and compares with encoding/json.
func TestScanIsJSON(t *testing.T) {
	t.Parallel()
	if err := quick.Check(func(p profileRow, f familyRow, u userSecrets) bool {
		return sameAsJSON(t, p, readProfile) && sameAsJSON(t, f, readFamily) && sameAsJSON(t, u, readSecrets)
	}, &quick.Config{MaxCount: 300}); err != nil {
		t.Error(err)
	}
}

func sameAsJSON[T any](t *testing.T, row T, read func(string) (*T, error)) bool {
	t.Helper()
	text, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	return same(t, string(text), read)
}

// same compares a reader with encoding/json on one text.
func same[T any](t *testing.T, text string, read func(string) (*T, error)) bool {
	t.Helper()
	var want T
	wantErr := json.Unmarshal([]byte(text), &want)
	got, err := read(text)
	if (err == nil) != (wantErr == nil) {
		t.Errorf("%q: %v, encoding/json: %v", text, err, wantErr)
		return false
	}
	if err != nil {
		return true
	}
	diff := cmp.Diff(&want, got)
	if diff != "" {
		t.Errorf("%q: %s", text, diff)
	}
	return diff == ""
}

// FuzzScan compares the readers with encoding/json on any text.
func FuzzScan(f *testing.F) {
	for _, text := range []string{
		``, `{}`, `[]`, `null`, `{"username":"a","attributes":{"a":"b","a":"c"}}`, `{"username":"\u00e4"}`, `{"created":-1}`,
		`{"created":01}`, `{"created":1e3}`, `{"created":9999999999999999999}`, `{"enabled":false}`, `{"attributes":null}`,
		`{"scopes":["a","b"],"amr":[]}`, `{"agent":"/w=="}`, `{"agent":"/w"}`, `{"agent":"/w==` + "\n" + `"}`, `{"password":{"salt":"AQ=="},"history":[{}]}`,
		`{"Username":"A"}`, `{"mfa":{"sms":true}}x`, `{"mfa":{"sms":true},}`, "{\"username\":\"\xff\"}", ` {"username":"a"}`,
		`{"identities":[{"provider":"p"},{"primary":true}]}`,
		`{"history":[{"hash":"a"}],"history":[{"salt":"AQ=="}]}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		same(t, text, readProfile)
		same(t, text, readFamily)
		same(t, text, readSecrets)
	})
}

func BenchmarkReadProfile(b *testing.B) {
	text := `{"username":"user00000001","status":"CONFIRMED","enabled":true,"created":1767225600000,"modified":1767225600000,` +
		`"attributes":{"email":"user00000001@example.com","email_verified":"true","name":"User One"}}`
	b.Run("scanner", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := readProfile(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var r profileRow
			if err := readDocument(text, &r); err != nil {
				b.Fatal(err)
			}
		}
	})
}
