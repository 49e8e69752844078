//go:build !unix

package worker

import "os/exec"

// ownGroup has no meaning without process groups.
func ownGroup(*exec.Cmd) {}

// signalGroup ends the process. There is no asking here.
func signalGroup(cmd *exec.Cmd, _ bool) { _ = cmd.Process.Kill() }

func isBusy(error) bool { return false }
