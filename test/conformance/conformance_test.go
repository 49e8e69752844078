package conformance

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cognate-id/cognate/cognatetest"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/server"
	"github.com/cognate-id/cognate/test/postgres"
)

// services are those that have scripts, by directory.
var services = map[string]string{"idp": "cognito-idp"}

// servers is how many servers the scripts share.
const servers = 3

// skips are what the scripts do not cover, from skips.txt.
type skips struct {
	operations map[string]bool // without a script
	undeclared map[string]bool // "Operation Exception": answered although the model lacks it
	errors     map[string]bool // "Operation Exception": declared but not scripted
}

func readSkips(t *testing.T) *skips {
	file, err := os.Open("skips.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := &skips{operations: map[string]bool{}, undeclared: map[string]bool{}, errors: map[string]bool{}}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		what, reason, _ := strings.Cut(line, ": ")
		words := strings.Fields(what)
		switch {
		case strings.TrimSpace(reason) == "":
			t.Errorf("skips.txt:%d: %s has no reason", n, what)
		case len(words) == 2 && words[0] == "operation":
			out.operations[words[1]] = true
		case len(words) >= 3 && words[0] == "undeclared":
			out.undeclared[words[1]+" "+words[2]] = true
		case len(words) >= 3 && words[0] == "error":
			for _, code := range words[2:] {
				out.errors[words[1]+" "+code] = true
			}
		default:
			t.Errorf("skips.txt:%d: %q is not understood", n, line)
		}
	}
	return out
}

// service is the route table of a service of the program.
func service(t *testing.T, name string) *awsproto.Service {
	for _, s := range server.Inventory() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("there is no service %s", name)
	return nil
}

func TestScripts(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { runAll(t, true) })
	t.Run("postgres", func(t *testing.T) {
		url := os.Getenv(postgres.Variable)
		if url == "" {
			t.Skip(postgres.Variable + " is not set")
		}
		runAll(t, false, cognatetest.OnPostgres(url))
	})
}

// runAll runs every script of every service on servers with these options.
func runAll(t *testing.T, judge bool, engine ...cognatetest.Option) {
	shared := make(chan *target, servers)
	for range servers {
		shared <- startTarget(t, engine...)
	}
	skipped := readSkips(t)
	for dir, name := range services {
		p := &product{dir: dir, service: service(t, name), skips: skipped, shared: shared, engine: engine, shown: map[string]bool{}}
		d := describe(t, dir)
		all, err := scripts(dir)
		if err != nil {
			t.Fatal(err)
		}
		// The group ends when all its parallel scripts have.
		passed := t.Run(dir, func(t *testing.T) {
			for _, operation := range slices.Sorted(maps.Keys(all)) {
				for _, path := range all[operation] {
					t.Run(operation+"/"+strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
						t.Parallel()
						p.script(t, path)
					})
				}
			}
			common(t, p.service, d, func(t *testing.T, steps []step) {
				on := <-shared
				defer func() { shared <- on }()
				p.steps(t, on, steps)
			})
		})
		if judge && passed && !filtered() {
			complete(t, p.service, all, p.shown, skipped)
		}
	}
}

// A product is a service with its scripts, and what they have shown so far.
type product struct {
	dir     string
	service *awsproto.Service
	skips   *skips
	shared  chan *target
	engine  []cognatetest.Option

	mu    sync.Mutex
	shown map[string]bool // operations and errors that were answered as expected
}

// script runs one file, on a server of its own if it asks for options.
func (p *product) script(t *testing.T, path string) {
	read, err := readScript(path)
	if err != nil {
		t.Fatal(err)
	}
	options, steps := p.engine, read.steps
	for len(steps) > 0 && steps[0].verb == "server" {
		name, value, _ := strings.Cut(steps[0].rest, "=")
		options, steps = append(slices.Clone(options), cognatetest.With(name, value)), steps[1:]
	}
	if len(options) > len(p.engine) {
		p.steps(t, startTarget(t, options...), steps)
		return
	}
	on := <-p.shared
	defer func() { p.shared <- on }()
	p.steps(t, on, steps)
}

func (p *product) steps(t *testing.T, on *target, steps []step) {
	r := &run{
		t: t, dir: p.dir, service: p.service, target: on, skips: p.skips, seen: map[string]bool{},
		vars: variables{"region": on.Region, "account": on.Account, "url": on.URL},
	}
	r.steps(steps)
	if r.operation != nil {
		t.Fatal("nothing is said of the last answer")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.Copy(p.shown, r.seen)
}

// filtered reports whether only some scripts were asked for.
func filtered() bool {
	return slices.ContainsFunc(os.Args, func(arg string) bool {
		return strings.HasPrefix(arg, "-test.run=") && strings.Count(arg, "/") > 1
	})
}

// complete fails for operations without a success, and for errors they declare that no script shows, unless skips.txt
// says why; and for skips that are no longer needed.
func complete(t *testing.T, s *awsproto.Service, all map[string][]string, shown map[string]bool, skipped *skips) {
	known := map[string]bool{}
	var missing []string
	for _, op := range s.Operations() {
		known[snake(op.Name)] = true
		if !op.Implemented {
			continue
		}
		if !shown[op.Name] != skipped.operations[op.Name] {
			missing = append(missing, fmt.Sprintf("operation %s: success shown: %t, skipped: %t", op.Name, shown[op.Name], skipped.operations[op.Name]))
		}
		for _, code := range op.Errors {
			pair := op.Name + " " + code
			excused := skipped.errors[pair] || skipped.errors["* "+code] || skipped.errors[op.Auth.String()+" "+code]
			if !shown[pair] && !excused && !skipped.operations[op.Name] {
				missing = append(missing, "error "+pair+": no script shows it")
			}
			if shown[pair] && skipped.errors[pair] {
				missing = append(missing, "error "+pair+": shown and skipped")
			}
		}
	}
	for dir := range all {
		if !known[dir] {
			t.Errorf("%s is the directory of no operation", dir)
		}
	}
	for _, m := range missing {
		t.Error(m)
	}
}

func TestSnake(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"SignUp": "sign_up", "GetCSVHeader": "get_csv_header", "SetUserPoolMfaConfig": "set_user_pool_mfa_config",
		"AdminSetUserMFAPreference": "admin_set_user_mfa_preference", "SetUICustomization": "set_ui_customization",
		"ListWebAuthnCredentials": "list_web_authn_credentials",
	} {
		if got := snake(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}
