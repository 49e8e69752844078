//go:build unix

package worker

import (
	"errors"
	"os/exec"
	"syscall"
)

// ownGroup makes the process the leader of a group, so that what it starts
// ends with it.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// signalGroup ends the group: by force, or by asking.
func signalGroup(cmd *exec.Cmd, force bool) {
	signal := syscall.SIGTERM
	if force {
		signal = syscall.SIGKILL
	}
	// The only error is that nobody is left.
	_ = syscall.Kill(-cmd.Process.Pid, signal)
}

// isBusy reports whether the program's file is being written right now.
func isBusy(err error) bool { return errors.Is(err, syscall.ETXTBSY) }
