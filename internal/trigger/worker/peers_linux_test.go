package worker

import (
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// Other users of the machine get nothing from a process's listener.
func TestOtherUsers(t *testing.T) {
	t.Parallel()
	curl, err := exec.LookPath("curl")
	if os.Getuid() != 0 || err != nil {
		t.Skip("becoming another user needs root, and curl")
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "event") })}
	go server.Serve(ownPeers{listener})
	t.Cleanup(func() { server.Close() })
	const nobody = 65534
	for uid, want := range map[uint32]string{0: "event", nobody: ""} {
		cmd := exec.Command(curl, "-s", "--max-time", "10", "--noproxy", "*", "http://"+listener.Addr().String()+"/")
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
		out, err := cmd.Output()
		if string(out) != want || (err == nil) != (want != "") {
			t.Errorf("user %d: got %q, %v; want %q", uid, out, err, want)
		}
	}
}
