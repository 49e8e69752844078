package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognate-id/cognate/cognatetest"
)

// cognate runs the program in this process.
func cognate(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), terminal{out: &stdout, err: &stderr}, args)
	return code, stdout.String(), stderr.String()
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		code int
		out  string // in either stream
	}{
		{nil, 2, "Usage: cognate COMMAND"},
		{[]string{"help"}, 0, "Usage: cognate COMMAND"},
		{[]string{"frobnicate"}, 2, `unknown command "frobnicate"`},
		{[]string{"help", "frobnicate"}, 2, `unknown command "frobnicate"`},
		{[]string{"dev", "--help"}, 0, "--listen"},
		{[]string{"dev", "--regoin", "x"}, 2, "did you mean --region?"},
		{[]string{"dev", "--listen", "0.0.0.0:1"}, 2, "not a loopback address"},
		{[]string{"serve", "--data", ":memory:"}, 2, "for cognate dev only"},
		{[]string{"version"}, 0, "cognate "},
		{[]string{"version", "x"}, 2, "takes no arguments"},
		{[]string{"keys"}, 2, "needs an action"},
		{[]string{"keys", "burn"}, 2, `unknown action "burn"`},
		{[]string{"keys", "list", "--listen", "x"}, 2, "only cognate dev and cognate serve take it"},
		{[]string{"operations", "--json"}, 2, "unknown option --json"},
		{[]string{"messages", "--data", "/nonexistent"}, 1, "there is no database"},
		{[]string{"backup", "copy.db", "--data", "/nonexistent"}, 1, "there is no database"},
		{[]string{"operations", "x"}, 2, "unexpected argument"},
	} {
		code, out, errs := cognate(t, tt.args...)
		if code != tt.code || !strings.Contains(out+errs, tt.out) {
			t.Errorf("cognate %v: code %d\n%s%s", tt.args, code, out, errs)
		}
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		if code, out, _ := cognate(t, "help", c.name); code != 0 || !strings.HasPrefix(out, "Usage: cognate "+c.name) {
			t.Errorf("help %s: %d\n%s", c.name, code, out)
		}
	}
}

func TestOperations(t *testing.T) {
	t.Parallel()
	_, out, _ := cognate(t, "operations")
	for _, want := range []string{`(?m)^cognito-idp: \d+ of 140$`, `(?m)^iam: \d+ of 70$`, `(?m)^  SignUp +open +implemented$`, `(?m)^  AdminGetUser +signed +implemented$`} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("no line matches %s", want)
		}
	}
	if _, out, _ := cognate(t, "operations", "--missing"); strings.Contains(out, "  SignUp ") {
		t.Error("--missing lists an implemented operation")
	}
}

// signUp signs alice up at a server with data on disk and returns the pool.
func signUp(t *testing.T, s *cognatetest.Server) string {
	t.Helper()
	c := cognito.New(cognito.Options{BaseEndpoint: &s.URL, Region: s.Region,
		Credentials: credentials.NewStaticCredentialsProvider(s.AccessKey, s.SecretKey, "")})
	pool, err := c.CreateUserPool(t.Context(), &cognito.CreateUserPoolInput{
		PoolName: aws.String("first"), AutoVerifiedAttributes: []types.VerifiedAttributeType{"email"}})
	if err != nil {
		t.Fatal(err)
	}
	app, err := c.CreateUserPoolClient(t.Context(), &cognito.CreateUserPoolClientInput{
		UserPoolId: pool.UserPool.Id, ClientName: aws.String("web")})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.SignUp(t.Context(), &cognito.SignUpInput{
		ClientId: app.UserPoolClient.ClientId, Username: aws.String("alice"), Password: aws.String("Correct-Horse-7"),
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: aws.String("alice@example.com")}}})
	if err != nil {
		t.Fatal(err)
	}
	return *pool.UserPool.Id
}

func TestMessagesBesideARunningServer(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := cognatetest.Start(t, cognatetest.With("data", data))
	if code, _, errs := cognate(t, "messages", "--data", data, "--last"); code != 1 || !strings.Contains(errs, "there is no message") {
		t.Errorf("an empty outbox: %d %s", code, errs)
	}
	signUp(t, s)
	want := s.Outbox.LastCode("alice@example.com")
	if _, out, _ := cognate(t, "messages", "--data", data, "--to", "alice@example.com", "--last", "--code"); out != want+"\n" {
		t.Errorf("--code printed %q, want %q", out, want)
	}
	if _, out, _ := cognate(t, "messages", "--data", data); !strings.Contains(out, "EMAIL to alice@example.com") || !strings.Contains(out, want) {
		t.Errorf("printed %s", out)
	}
	_, out, _ := cognate(t, "messages", "--data", data, "--json")
	var m shownMessage
	if err := json.Unmarshal([]byte(out), &m); err != nil || m.Code != want || m.Kind != "SignUp" {
		t.Errorf("--json printed %s (%v)", out, err)
	}
	if code, _, _ := cognate(t, "messages", "--data", data, "--json", "--code"); code != 2 {
		t.Errorf("--json with --code: %d", code)
	}
	if code, _, _ := cognate(t, "messages", "--data", data, "--to", "bob@example.com", "--last"); code != 1 {
		t.Errorf("somebody else's last message: %d", code)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := cognatetest.Start(t, cognatetest.With("data", data))
	pool := signUp(t, s)
	_, out, _ := cognate(t, "keys", "create", "--data", data)
	id := regexp.MustCompile(`AWS_ACCESS_KEY_ID=(AKIA[A-Z2-7]{16})`).FindStringSubmatch(out)
	if id == nil || !strings.Contains(out, "AWS_SECRET_ACCESS_KEY=") {
		t.Fatalf("create printed %s", out)
	}
	if code, _, errs := cognate(t, "keys", "retire", id[1], "--data", data); code != 0 {
		t.Errorf("retire: %s", errs)
	}
	if _, out, _ := cognate(t, "keys", "list", "--data", data); !regexp.MustCompile(id[1] + `  Inactive`).MatchString(out) {
		t.Errorf("list printed %s", out)
	}
	for want, args := range map[string][]string{
		"cognate keys retire ID":                       {"keys", "retire", "--data", data},
		`unexpected argument "x": rotate-master takes`: {"keys", "rotate-master", "--data", data, "x"},
		`unexpected argument "x": list takes`:          {"keys", "list", "--data", data, "x"},
	} {
		if code, _, errs := cognate(t, args...); code != 2 || !strings.Contains(errs, want) {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
	if code, _, errs := cognate(t, "keys", "retire", "AKIANOBODY", "--data", data); code != 1 || !strings.Contains(errs, "there is no access key AKIANOBODY") {
		t.Errorf("retire nobody: %d %s", code, errs)
	}
	if code, out, _ := cognate(t, "keys", "rotate-pool", pool, "--data", data); code != 0 || !strings.Contains(out, "signs with new keys") {
		t.Errorf("rotate-pool: %d %s", code, out)
	}
	if code, _, errs := cognate(t, "keys", "rotate-pool", "us-east-1_nobody", "--data", data); code != 1 || !strings.Contains(errs, "there is no user pool") {
		t.Errorf("rotate nothing: %d %s", code, errs)
	}
	if code, _, errs := cognate(t, "keys", "rotate-identity", "RS256", "--data", data); code != 1 || !strings.Contains(errs, "there is no identity pool") {
		t.Errorf("rotate for no identity pool: %d %s", code, errs)
	}
	if code, _, errs := cognate(t, "keys", "rotate-identity", "HS256", "--data", data); code != 2 || !strings.Contains(errs, "no algorithm of identity pools") {
		t.Errorf("rotate to a shared secret: %d %s", code, errs)
	}
}

// A copy made beside a running server serves in the place of the original.
func TestBackup(t *testing.T) {
	t.Parallel()
	data, restored := t.TempDir(), t.TempDir()
	s := cognatetest.Start(t, cognatetest.With("data", data))
	pool := signUp(t, s)
	file := filepath.Join(restored, "cognate.db")
	if code, _, errs := cognate(t, "backup", file, "--data", data); code != 0 {
		t.Fatalf("backup: %s", errs)
	}
	if code, _, errs := cognate(t, "backup", "--data", data, file); code != 1 || !strings.Contains(errs, "file already exists") {
		t.Errorf("over the first one: %d %s", code, errs)
	}
	if code, _, errs := cognate(t, "backup", "--data", data); code != 2 || !strings.Contains(errs, "one file to write") {
		t.Errorf("to nowhere: %d %s", code, errs)
	}
	if code, _, _ := cognate(t, "keys", "rotate-pool", pool, "--data", restored); code == 0 {
		t.Error("a copy was opened without its keyring")
	}
	keyring := filepath.Join(data, "keyring")
	if code, _, errs := cognate(t, "keys", "rotate-pool", pool, "--data", restored, "--keyring", keyring); code != 0 {
		t.Errorf("the copy with its keyring: %s", errs)
	}
}

// A running server follows a new master key without a pause, and the old one
// cannot be dropped while nodes may still seal with it.
func TestRotateMaster(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := cognatetest.Start(t, cognatetest.With("data", data))
	signUp(t, s)
	before, err := os.ReadFile(data + "/keyring")
	if err != nil {
		t.Fatal(err)
	}
	code, out, errs := cognate(t, "keys", "rotate-master", "--data", data)
	if code != 0 || !regexp.MustCompile(`is active; [1-9]\d* values were sealed anew`).MatchString(out) {
		t.Fatalf("rotate-master: %d %s%s", code, out, errs)
	}
	after, err := os.ReadFile(data + "/keyring")
	if err != nil || bytes.Equal(before, after) {
		t.Errorf("the keyring file is the same: %v", err)
	}
	if s.Outbox.LastCode("alice@example.com") == "" {
		t.Error("the running server lost the message")
	}
	if code, _, errs := cognate(t, "keys", "rotate-master", "--drop-old", "--data", data); code != 1 || !strings.Contains(errs, "try again in") {
		t.Errorf("--drop-old at once: %d %s", code, errs)
	}
}

// lines is a writer that hands over what is written to it.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

func TestMessagesFollow(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := cognatetest.Start(t, cognatetest.With("data", data))
	ctx, stop := context.WithCancel(t.Context())
	printed, ended := make(lines, 10), make(chan int, 1)
	go func() {
		ended <- run(ctx, terminal{out: printed, err: printed}, []string{"messages", "--follow", "--code", "--data", data})
	}()
	signUp(t, s)
	if got, want := <-printed, s.Outbox.LastCode("alice@example.com")+"\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("ended with %d", code)
	}
}
