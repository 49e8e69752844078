package trigger_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// example is a file in docs/triggers.md: its name on one line, then the text.
var example = regexp.MustCompile("(?ms)^`([a-z.]+)`[^\\n]*:\\n\\n```[a-z]+\\n(.*?)^```$")

// documented writes the examples of docs/triggers.md into a directory.
func documented(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/triggers.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	found := example.FindAllStringSubmatch(string(text), -1)
	if len(found) != 4 {
		t.Fatalf("%d examples in docs/triggers.md, want 4", len(found))
	}
	for _, f := range found {
		if err := os.WriteFile(filepath.Join(dir, f[1]), []byte(f[2]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The examples of the documentation do what it says.
func TestDocumentedExamples(t *testing.T) {
	needRuntimes(t)
	t.Parallel()
	dir := documented(t)
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(handlers + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-o", "bootstrap")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the Go example: %v\n%s", err, out)
	}
	for name, mapping := range map[string]string{
		"node": "*=node:" + dir + "/hello.mjs", "python": "*=python:" + dir + "/hello.py",
		"go": "*=exec:" + dir + "/bootstrap", "webhook": "*=" + documentedWebhook(t, dir),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCaller(t, trigger.Deps{Timeout: time.Minute, WebhookSecret: []byte("a shared secret")}, mapping)
			e := event(hook.SourceSignUp)
			e.Attributes = userpool.Attributes{"email": "jane@example.com"}
			got, err := c.PreSignUp(t.Context(), e)
			want(t, "PreSignUp", got, err, hook.PreSignUpResult{AutoConfirm: true})
			e.Attributes = userpool.Attributes{"email": "jane@example.org"}
			_, err = c.PreSignUp(t.Context(), e)
			wantError(t, "PreSignUp refused", err, userpool.UserLambdaValidation, "PreSignUp failed with error Please use your company address.")
			if name == "webhook" {
				forger := newCaller(t, trigger.Deps{WebhookSecret: []byte("another secret")}, mapping)
				_, err := forger.PreSignUp(t.Context(), e)
				wantError(t, "forged", err, userpool.UnexpectedLambda, "PreSignUp invocation failed due to error AccessDeniedException.")
			}
		})
	}
}

// documentedWebhook runs the webhook until the test ends.
func documentedWebhook(t *testing.T, dir string) string {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	server := exec.Command("python3", filepath.Join(dir, "webhook.py"), fmt.Sprint(port))
	server.Env = append(os.Environ(), "WEBHOOK_SECRET=a shared secret")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	url := fmt.Sprintf("http://127.0.0.1:%d", port)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		response, err := http.Post(url, "application/json", strings.NewReader("{}"))
		if err == nil {
			response.Body.Close()
			return url
		}
		if time.Now().After(deadline) {
			t.Fatalf("the webhook does not start: %v", err)
		}
	}
}
