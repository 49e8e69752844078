package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// devAddress is what README.md says that cognate dev listens on.
const devAddress = "127.0.0.1:9400"

// readme runs the journey that README.md shows, word for word but for the
// port, against cognate dev.
func readme(ctx context.Context, binary string) (err error) {
	if _, err := exec.LookPath("aws"); err != nil {
		return errNotInstalled
	}
	script, err := readmeScript()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "cognate-readme-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	// The script finds data in ./cognate-data and cognate on the path.
	if err := os.Symlink(binary, filepath.Join(dir, "cognate")); err != nil {
		return err
	}
	s, err := startDev(ctx, binary, filepath.Join(dir, "cognate-data"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", strings.ReplaceAll(script, "http://"+devAddress, s.url))
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, os.Stdout, os.Stderr
	cmd.Env = append(environment(), "PATH="+dir+":"+os.Getenv("PATH"), "AWS_PAGER=")
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w\n%s", err, s.log.String())
	}
	return nil
}

func readmeScript() (string, error) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		return "", err
	}
	_, after, _ := strings.Cut(string(raw), "<!-- journey")
	_, block, found := strings.Cut(after, "```sh\n")
	script, _, closed := strings.Cut(block, "```")
	if !found || !closed {
		return "", errors.New("README.md has no block after its journey mark")
	}
	return script, nil
}
