package worker

import (
	_ "embed" // the bootstraps
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

// Kind says how a program is run.
type Kind string

// The kinds. Exec is a program that speaks the Runtime API itself; Node and
// Python are files with a handler function.
const (
	Exec   Kind = "exec"
	Node   Kind = "node"
	Python Kind = "python"
)

// Program is what a function runs.
type Program struct {
	Kind Kind
	File string
	// Handler is the function in File; empty for Exec.
	Handler string
}

//go:embed bootstrap/node.mjs
var nodeBootstrap string

//go:embed bootstrap/python.py
var pythonBootstrap string

// command gives the command that runs the program, without environment.
func (p Program) command(file string) (*exec.Cmd, error) {
	var cmd *exec.Cmd
	switch p.Kind {
	case Exec:
		cmd = exec.Command(file)
	case Node:
		// The bootstrap travels on the command line: no file of ours to guard.
		cmd = exec.Command("node", "--input-type=module", "--eval", nodeBootstrap, "--", file, p.Handler)
	case Python:
		cmd = exec.Command("python3", "-u", "-c", pythonBootstrap, file, p.Handler)
	default:
		return nil, fmt.Errorf("unknown kind of program %q", p.Kind)
	}
	cmd.Dir = filepath.Dir(file)
	return cmd, cmd.Err
}

// handlerName is the _HANDLER variable of the program.
func (p Program) handlerName(file string) string {
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	if p.Handler == "" {
		return name
	}
	return name + "." + p.Handler
}

// siblings bounds the files that stamp looks at.
const siblings = 1000

// stamp is a text that changes when the program's file does. For handlers it
// covers the files of the same directory that could be imported, not deeper.
func (p Program) stamp(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", absent(err)
	}
	if info.IsDir() {
		return "", absent(fmt.Errorf("%s is a directory", file))
	}
	mark := fmt.Sprint(info.ModTime().UnixNano(), info.Size())
	if p.Kind == Exec {
		return mark, nil
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		return mark, nil // the file itself is what counts
	}
	for i, e := range entries {
		if i == siblings {
			break
		}
		if info, err := e.Info(); err == nil && !e.IsDir() && p.imports(e.Name()) {
			mark += fmt.Sprint(" ", e.Name(), info.ModTime().UnixNano(), info.Size())
		}
	}
	return mark, nil
}

func (p Program) imports(name string) bool {
	switch filepath.Ext(name) {
	case ".js", ".mjs", ".cjs", ".json":
		return p.Kind == Node
	case ".py":
		return p.Kind == Python
	}
	return false
}

// absent says that there is no function, as Lambda says it.
func absent(err error) error {
	cause := invoke.CauseNotFound
	if errors.Is(err, fs.ErrPermission) {
		cause = invoke.CauseDenied
	}
	return &invoke.Failure{Cause: cause, Err: err}
}
