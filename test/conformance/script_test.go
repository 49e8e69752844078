package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A step is one line of a script with the lines that continue it.
type step struct {
	at   string // file:line
	verb string
	rest string
}

// A script is one file.
type script struct {
	path  string
	steps []step
}

func readScript(path string) (*script, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	steps, err := parseScript(path, string(text))
	if err != nil {
		return nil, err
	}
	return &script{path: path, steps: steps}, nil
}

func parseScript(path, text string) ([]step, error) {
	var steps []step
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == ' ' || line[0] == '\t':
			if len(steps) == 0 {
				return nil, fmt.Errorf("%s:%d: continues nothing", path, i+1)
			}
			last := &steps[len(steps)-1]
			last.rest += " " + strings.TrimSpace(line)
		default:
			verb, rest, _ := strings.Cut(line, " ")
			steps = append(steps, step{fmt.Sprintf("%s:%d", path, i+1), verb, strings.TrimSpace(rest)})
		}
	}
	return steps, nil
}

// scripts are the files of a service, by operation directory.
func scripts(service string) (map[string][]string, error) {
	paths, err := filepath.Glob(filepath.Join(service, "*", "*.txt"))
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, path := range paths {
		if dir := filepath.Base(filepath.Dir(path)); dir != "setup" {
			out[dir] = append(out[dir], path)
		}
	}
	return out, nil
}

// snake is the directory of an operation.
func snake(operation string) string {
	var b strings.Builder
	for i, r := range operation {
		upper := r >= 'A' && r <= 'Z'
		if upper && i > 0 && (isLower(operation, i-1) || isLower(operation, i+1) && operation[i-1] != '_') {
			b.WriteByte('_')
		}
		b.WriteString(strings.ToLower(string(r)))
	}
	return b.String()
}

func isLower(s string, i int) bool { return i < len(s) && s[i] >= 'a' && s[i] <= 'z' }
