package principal_test

import (
	"crypto/rand"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

var account = principal.Account{Partition: "aws", ID: "123456789012"}

func TestNames(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		account.RootARN():                           "arn:aws:iam::123456789012:root",
		account.RoleARN("/", "r"):                   "arn:aws:iam::123456789012:role/r",
		account.RoleARN("/a/b/", "r"):               "arn:aws:iam::123456789012:role/a/b/r",
		account.UserARN("/", "u"):                   "arn:aws:iam::123456789012:user/u",
		account.PolicyARN("/p/", "x"):               "arn:aws:iam::123456789012:policy/p/x",
		account.SessionARN("r", "s"):                "arn:aws:sts::123456789012:assumed-role/r/s",
		account.FederatedUserARN("f"):               "arn:aws:sts::123456789012:federated-user/f",
		account.OIDCProviderARN("id.example.com/a"): "arn:aws:iam::123456789012:oidc-provider/id.example.com/a",
		account.SAMLProviderARN("P"):                "arn:aws:iam::123456789012:saml-provider/P",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for _, tt := range []struct {
		in, path, name string
		ok             bool
	}{
		{"arn:aws:iam::123456789012:role/r", "/", "r", true},
		{"arn:aws:iam::123456789012:role/a/b/r", "/a/b/", "r", true},
		{"arn:aws:iam::123456789012:role/", "", "", false},
		{"arn:aws:iam::123456789012:user/r", "", "", false},
		{"arn:aws:iam::210987654321:role/r", "", "", false},
		{"arn:aws-cn:iam::123456789012:role/r", "", "", false},
		{"arn:aws:sts::123456789012:role/r", "", "", false},
		{"r", "", "", false},
	} {
		path, name, ok := account.SplitName(tt.in, "role")
		if ok != tt.ok || ok && (path != tt.path || name != tt.name) {
			t.Errorf("SplitName(%q) = %q, %q, %v", tt.in, path, name, ok)
		}
	}
	for path, ok := range map[string]bool{"/": true, "/a/": true, "/a/b/": true, "": false, "a/": false, "/a": false, "//": false, "/a//b/": false} {
		if err := principal.CheckPath(path); (err == nil) != ok {
			t.Errorf("CheckPath(%q) = %v", path, err)
		}
	}
	if principal.NameKey("MyRole") != principal.NameKey("myrole") {
		t.Error("names differ by case")
	}
}

func TestNewID(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 200 {
		id, err := principal.NewID(principal.RolePrefix, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^AROA[A-Z0-9]{17}$`).MatchString(id) || seen[id] {
			t.Fatalf("id %q", id)
		}
		seen[id] = true
	}
	if _, err := principal.NewID(principal.RolePrefix, strings.NewReader("\xff\xff")); err == nil {
		t.Error("made an id without randomness")
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	tags, err := principal.AddTags(
		[]access.Tag{{Key: "Team", Value: "red"}, {Key: "cost", Value: "1"}},
		[]access.Tag{{Key: "TEAM", Value: "blue"}, {Key: "new é", Value: ""}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]access.Tag{{Key: "TEAM", Value: "blue"}, {Key: "cost", Value: "1"}, {Key: "new é", Value: ""}}, tags); diff != "" {
		t.Errorf("AddTags (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]access.Tag{{Key: "cost", Value: "1"}}, principal.RemoveTags(tags, []string{"team", "NEW é", "other"})); diff != "" {
		t.Errorf("RemoveTags (-want +got):\n%s", diff)
	}
	var many []access.Tag
	for i := range principal.MaxTags {
		many = append(many, access.Tag{Key: strings.Repeat("k", i+1)})
	}
	if _, err := principal.AddTags(many, []access.Tag{{Key: "K"}}); err != nil {
		t.Errorf("replacing at the limit: %v", err)
	}
	if _, err := principal.AddTags(many, []access.Tag{{Key: "x"}}); principal.CodeOf(err) != principal.LimitExceeded {
		t.Errorf("beyond the limit: %v", err)
	}
	for _, bad := range [][]access.Tag{
		{{Key: "a"}, {Key: "A"}}, {{Key: "aws:a"}}, {{Key: ""}}, {{Key: "a;b"}}, {{Key: "a", Value: "\x00"}}, {{Key: "\xff"}},
		{{Key: strings.Repeat("k", 129)}}, {{Key: "a", Value: strings.Repeat("v", 257)}}, append(many, access.Tag{Key: "x"}),
	} {
		if err := principal.CheckTags(bad); principal.CodeOf(err) != principal.InvalidInput {
			t.Errorf("CheckTags(%v) = %v", bad, err)
		}
	}
}

func TestSessionLength(t *testing.T) {
	t.Parallel()
	role := principal.Role{MaxSession: 4 * time.Hour}
	for _, tt := range []struct {
		requested time.Duration
		chained   bool
		want      time.Duration
		message   string
	}{
		{0, false, time.Hour, ""},
		{0, true, time.Hour, ""},
		{4 * time.Hour, false, 4 * time.Hour, ""},
		{4*time.Hour + time.Second, false, 0, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."},
		{time.Hour, true, time.Hour, ""},
		{2 * time.Hour, true, 0, "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."},
	} {
		got, err := role.SessionLength(tt.requested, tt.chained)
		if got != tt.want || tt.message == "" && err != nil || tt.message != "" && (err == nil || err.Error() != "ValidationError: "+tt.message) {
			t.Errorf("SessionLength(%s, %v) = %s, %v", tt.requested, tt.chained, got, err)
		}
	}
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	role := principal.Role{ID: "AROA1", SessionsValidFrom: now}
	for _, tt := range []struct {
		session principal.Session
		want    bool
	}{
		{principal.Session{PrincipalID: "AROA1", IssuedAt: now.Add(-time.Second)}, false},
		{principal.Session{PrincipalID: "AROA1", IssuedAt: now}, true},
		{principal.Session{PrincipalID: "AROA2", IssuedAt: now.Add(time.Hour)}, false},
	} {
		if got := role.Honours(&tt.session); got != tt.want {
			t.Errorf("session of %s at %s honoured: %v", tt.session.PrincipalID, tt.session.IssuedAt, got)
		}
	}
}

const (
	allowAll   = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`
	trustGuest = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity"}}`
)

// padded makes a document of exactly n characters that count.
func padded(text string, n int) string {
	long := strings.Replace(text, `"Version"`, `"Id":"`+strings.Repeat("x", n-len(text)-len(`"Id":"",`))+`", "Version"`, 1)
	return long
}

func TestPolicyQuotas(t *testing.T) {
	t.Parallel()
	if _, err := principal.ParseTrust(padded(trustGuest, principal.MaxTrustSize)); err != nil {
		t.Errorf("greatest trust policy: %v", err)
	}
	_, err := principal.ParseTrust(padded(trustGuest, principal.MaxTrustSize+1))
	if err == nil || err.Error() != "LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048" {
		t.Errorf("trust policy too long: %v", err)
	}
	if _, err := principal.ParseTrust(allowAll); principal.CodeOf(err) != principal.MalformedPolicyDocument {
		t.Errorf("identity policy as trust policy: %v", err)
	}

	half := principal.InlinePolicy{Name: "half", Text: padded(allowAll, principal.MaxInlineSize/2)}
	all, err := principal.PutInline(nil, half, principal.MaxInlineSize, "role r")
	if err != nil {
		t.Fatal(err)
	}
	if all, err = principal.PutInline(all, half, principal.MaxInlineSize, "role r"); err != nil || len(all) != 1 {
		t.Errorf("replacing: %d policies, %v", len(all), err)
	}
	half.Name = "other"
	if all, err = principal.PutInline(all, half, principal.MaxInlineSize, "role r"); err != nil || len(all) != 2 {
		t.Errorf("second half: %d policies, %v", len(all), err)
	}
	if _, err = principal.PutInline(all, principal.InlinePolicy{Name: "third", Text: allowAll}, principal.MaxInlineSize, "role r"); principal.CodeOf(err) != principal.LimitExceeded {
		t.Errorf("beyond the limit: %v", err)
	}
	if err := principal.CheckAttach(principal.MaxAttached - 1); err != nil {
		t.Error(err)
	}
	if err := principal.CheckAttach(principal.MaxAttached); err == nil || err.Error() != "LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10" {
		t.Errorf("attach: %v", err)
	}
}

func TestManagedPolicyVersions(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:iam::123456789012:policy/P"
	var p principal.ManagedPolicy
	for i := range principal.MaxVersions {
		v, err := p.AddVersion(allowAll, i == 2, now)
		if err != nil || v.Number != i+1 {
			t.Fatalf("version %d: %+v, %v", i+1, v, err)
		}
	}
	if p.Default != 3 {
		t.Errorf("default is %d", p.Default)
	}
	_, err := p.AddVersion(allowAll, true, now)
	if err == nil || err.Error() != "LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version." {
		t.Errorf("sixth version: %v", err)
	}
	if err := p.DeleteVersion(arn, 3, now); err == nil || err.Error() != "DeleteConflict: Cannot delete the default version of a policy." {
		t.Errorf("deleting the default: %v", err)
	}
	if err := p.SetDefault(arn, 1, now); err != nil {
		t.Error(err)
	}
	if err := p.DeleteVersion(arn, 5, now); err != nil {
		t.Error(err)
	}
	if v, err := p.AddVersion(allowAll, false, now); err != nil || v.Number != 6 {
		t.Errorf("a number was used again: %+v, %v", v, err)
	}
	if err := p.DeleteVersion(arn, 5, now); err == nil || err.Error() != "NoSuchEntity: Policy arn:aws:iam::123456789012:policy/P version v5 does not exist or is not attachable." {
		t.Errorf("deleting twice: %v", err)
	}
	if err := p.SetDefault(arn, 9, now); principal.CodeOf(err) != principal.NoSuchEntity {
		t.Errorf("unknown default: %v", err)
	}
	if _, err := p.AddVersion(padded(allowAll, principal.MaxPolicySize+1), false, now); principal.CodeOf(err) != principal.LimitExceeded {
		t.Errorf("too long: %v", err)
	}
	if _, err := p.AddVersion("{}", false, now); principal.CodeOf(err) != principal.MalformedPolicyDocument {
		t.Errorf("malformed: %v", err)
	}
	for s, want := range map[string]int{"v1": 1, "v12": 12, "v0": 0, "v01": 0, "1": 0, "v": 0, "v1.x": 0, "v-1": 0} {
		n, ok := principal.ParseVersionID(s)
		if ok != (want > 0) || ok && n != want {
			t.Errorf("ParseVersionID(%q) = %d, %v", s, n, ok)
		}
	}
}

func TestParseIssuer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in     string
		issuer string
		strict bool // also without lax
		plain  bool
	}{
		{"https://token.actions.githubusercontent.com", "token.actions.githubusercontent.com", true, false},
		{"https://ID.example.com/realms/A/", "id.example.com/realms/A/", true, false},
		{"https://id.example.com/a?x=y", "id.example.com/a", true, false},
		{"http://localhost:9229/pool", "localhost:9229/pool", false, true},
		{"https://id.example.com:8443", "id.example.com:8443", false, false},
	} {
		issuer, plain, err := principal.ParseIssuer(tt.in, true)
		if err != nil || issuer != tt.issuer || plain != tt.plain {
			t.Errorf("ParseIssuer(%q) = %q, %v, %v", tt.in, issuer, plain, err)
		}
		if _, _, err := principal.ParseIssuer(tt.in, false); (err == nil) != tt.strict {
			t.Errorf("ParseIssuer(%q) strictly: %v", tt.in, err)
		}
		p := principal.OIDCProvider{Issuer: issuer, Plain: plain}
		if scheme, _, _ := strings.Cut(tt.in, ":"); p.URL() != scheme+"://"+tt.issuer {
			t.Errorf("URL = %q", p.URL())
		}
	}
	for _, bad := range []string{"", "id.example.com", "ftp://x", "https://", "https:///a", "https://:80", "https://u:p@x", "https://x/#f", "https:x", "https://x/*", "https://x y", "https://x/%zz"} {
		if got, _, err := principal.ParseIssuer(bad, true); principal.CodeOf(err) != principal.InvalidInput {
			t.Errorf("ParseIssuer(%q) = %q, %v", bad, got, err)
		}
	}
}

func TestOIDCProvider(t *testing.T) {
	t.Parallel()
	var p principal.OIDCProvider
	for i := range principal.MaxClientIDs {
		if err := p.AddClientID(strings.Repeat("c", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.AddClientID("c"); err != nil || len(p.ClientIDs) != principal.MaxClientIDs {
		t.Errorf("adding twice: %v", err)
	}
	if err := p.AddClientID("x"); err == nil || err.Error() != "LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100" {
		t.Errorf("beyond the limit: %v", err)
	}
	p.RemoveClientID("c")
	p.RemoveClientID("c")
	if len(p.ClientIDs) != principal.MaxClientIDs-1 {
		t.Errorf("%d client ids left", len(p.ClientIDs))
	}
	if err := p.SetThumbprints(make([]string, principal.MaxThumbprints)); err != nil {
		t.Error(err)
	}
	if err := p.SetThumbprints(make([]string, principal.MaxThumbprints+1)); principal.CodeOf(err) != principal.InvalidInput {
		t.Errorf("too many thumbprints: %v", err)
	}
}
