package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	envPrefix = "COGNATE_"
	// Variables below testPrefix configure the project's tests. They may be
	// set while a test starts the program.
	testPrefix = envPrefix + "TEST_"

	maxFile     = 1 << 20
	maxPassword = 4096
)

// Load reads the settings of a mode: a flag beats the environment variable,
// which beats the YAML file, which beats the default. Args are the arguments
// after the subcommand, environ is in the form of os.Environ.
//
// flag.ErrHelp means that the user asked for help. Any other error names the
// option and what it accepts.
func Load(mode Mode, args, environ []string) (*Config, error) {
	set := flag.NewFlagSet("cognate "+string(mode), flag.ContinueOnError)
	c, err := LoadWith(set, mode, args, environ)
	if err == nil && set.NArg() > 0 {
		if set.Arg(0) == "true" || set.Arg(0) == "false" {
			return nil, fmt.Errorf("unexpected argument %q: it follows its option after =, as in --metrics=false", set.Arg(0))
		}
		return nil, fmt.Errorf("unexpected argument %q: cognate %s takes options only", set.Arg(0), mode)
	}
	return c, err
}

// LoadWith is Load for a subcommand with flags of its own, which it has defined
// in set. What follows the flags stays in set.Args.
func LoadWith(set *flag.FlagSet, mode Mode, args, environ []string) (*Config, error) {
	options := Options(mode)
	fromFlags, err := parseFlags(set, options, args)
	if err != nil {
		return nil, err
	}
	shared := sharedOptions(mode)
	fromEnv, err := parseEnv(shared, environ)
	if err != nil {
		return nil, err
	}
	path := last(fromFlags["config"])
	if path == "" {
		path = last(fromEnv["config"])
	}
	fromFile, err := parseFile(shared, path)
	if err != nil {
		return nil, err
	}

	c := &Config{Mode: mode}
	for _, o := range options {
		source, values := "default of "+o.Name, []string{o.Default}
		if v, ok := fromFlags[o.Name]; ok {
			source, values = "--"+o.Flag(), v
		} else if v, ok := fromEnv[o.Name]; ok {
			source, values = o.Env(), v
		} else if v, ok := fromFile[o.Name]; ok {
			source, values = path+": "+o.Name, v
		} else if o.Default == "" {
			continue
		}
		if err := o.apply(c, source, values); err != nil {
			return nil, err
		}
	}
	if err := c.complete(); err != nil {
		return nil, err
	}
	return c, nil
}

// sharedOptions are those that environment and file may set. A tool shares
// both with the server whose data it opens, whichever mode that has.
func sharedOptions(mode Mode) []Option {
	if mode == Tool {
		return append(Options(Serve), Options(Dev)...)
	}
	return Options(mode)
}

// values maps option names to what a source says of them.
type values map[string][]string

func parseFlags(set *flag.FlagSet, options []Option, args []string) (values, error) {
	out := values{}
	set.SetOutput(io.Discard)
	known := map[string]Option{}
	set.VisitAll(func(f *flag.Flag) { known[f.Name] = Option{Name: f.Name, Accepts: f.Usage} })
	for _, o := range options {
		if o.secret {
			continue
		}
		known[o.Flag()] = o
		set.Var(&flagValue{option: o, into: out}, o.Flag(), o.Usage)
	}
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, explainFlag(err, known, options)
	}
	return out, nil
}

// explainFlag rewrites the flag package's error for an unknown or bare flag.
func explainFlag(err error, known map[string]Option, options []Option) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		name, bare := strings.CutPrefix(err.Error(), "flag needs an argument: -")
		if bare {
			return fmt.Errorf("--%s: takes a value, accepted: %s", name, known[name].Accepts)
		}
		return err
	}
	for _, o := range options {
		if o.Name == name && o.secret {
			return fmt.Errorf("--%s: is a secret and no flag; set %s", name, o.Env())
		}
	}
	return unknownName("option --"+name, name, "--", known)
}

func unknownName(what, name, prefix string, known map[string]Option) error {
	if taker := takenBy(name, prefix); taker != "" {
		return fmt.Errorf("unknown %s: only %s", what, taker)
	}
	if near := nearest(name, known); near != "" {
		return fmt.Errorf("unknown %s: did you mean %s%s?", what, prefix, near)
	}
	return fmt.Errorf("unknown %s: docs/configuration.md lists the accepted names", what)
}

// takenBy says which modes have an option that the present one lacks; empty if
// none has it.
func takenBy(name, prefix string) string {
	has := func(mode Mode) bool {
		return slices.ContainsFunc(Options(mode), func(o Option) bool {
			if prefix != "" {
				return o.Flag() == name && !o.secret
			}
			return o.Env() == name || o.Name == name && !o.flagOnly
		})
	}
	switch dev, serve := has(Dev), has(Serve); {
	case dev && serve:
		return "cognate dev and cognate serve take it"
	case dev:
		return "cognate dev takes it"
	case serve:
		return "cognate serve takes it"
	}
	return ""
}

// flagValue records what a flag was set to; apply judges it later, after
// precedence is known.
type flagValue struct {
	option Option
	into   values
}

func (f *flagValue) String() string { return "" }

func (f *flagValue) Set(s string) error {
	if !f.option.list {
		f.into[f.option.Name] = []string{s}
		return nil
	}
	f.into[f.option.Name] = append(f.into[f.option.Name], strings.Split(s, ",")...)
	return nil
}

// IsBoolFlag lets --metrics stand for --metrics=true.
func (f *flagValue) IsBoolFlag() bool { return f.option.boolean }

func parseEnv(options []Option, environ []string) (values, error) {
	known := map[string]Option{}
	for _, o := range options {
		known[o.Env()] = o
	}
	out := values{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, envPrefix) || strings.HasPrefix(name, testPrefix) {
			continue
		}
		o, ok := known[name]
		if !ok {
			return nil, unknownName("environment variable "+name, name, "", known)
		}
		out[o.Name] = split(o, value)
	}
	return out, nil
}

func split(o Option, value string) []string {
	if o.list {
		return strings.Split(value, ",")
	}
	return []string{value}
}

func parseFile(options []Option, path string) (values, error) {
	if path == "" {
		return values{}, nil
	}
	raw, err := readBounded(path, maxFile)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	out, err := parseYAML(options, raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return out, nil
}

func parseYAML(options []Option, raw []byte) (values, error) {
	var entries map[string]yaml.Node
	if err := yaml.Unmarshal(raw, &entries); err != nil {
		return nil, explainYAML(err)
	}
	known := map[string]Option{}
	for _, o := range options {
		if !o.flagOnly {
			known[o.Name] = o
		}
	}
	out := values{}
	for name, node := range entries {
		o, ok := known[name]
		if !ok {
			return nil, unknownName("key "+name, name, "", known)
		}
		v, ok := scalars(o, node)
		if !ok {
			return nil, fmt.Errorf("%s: accepted: %s", name, o.Accepts)
		}
		out[name] = v
	}
	return out, nil
}

// explainYAML says what is wrong, without the values that the parser's messages
// about types quote: they may be secrets.
func explainYAML(err error) error {
	var types *yaml.TypeError
	if !errors.As(err, &types) {
		return errors.New("is no YAML: " + strings.TrimPrefix(err.Error(), "yaml: "))
	}
	for _, e := range types.Errors {
		if strings.Contains(e, ": mapping key ") {
			return errors.New(e)
		}
	}
	return errors.New("is not a YAML mapping of option names to values")
}

// scalars reads one value, or for lists a sequence or a mapping, which stands
// for name=value pairs.
func scalars(o Option, node yaml.Node) ([]string, bool) {
	switch {
	case node.Kind == yaml.ScalarNode:
		if node.Tag == "!!null" {
			return []string{""}, true
		}
		return split(o, node.Value), true
	case !o.list:
		return nil, false
	case node.Kind == yaml.SequenceNode:
		var v []string
		err := node.Decode(&v)
		return v, err == nil
	case node.Kind == yaml.MappingNode:
		var v []string
		for i := 0; i+1 < len(node.Content); i += 2 { // in the order of the file
			name, value := node.Content[i], node.Content[i+1]
			if name.Kind != yaml.ScalarNode || value.Kind != yaml.ScalarNode {
				return nil, false
			}
			v = append(v, name.Value+"="+value.Value)
		}
		return v, true
	}
	return nil, false
}

// readBounded reads a file that must not be larger than limit bytes.
func readBounded(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > limit {
		return nil, fmt.Errorf("%s: is larger than %d bytes", path, limit)
	}
	return raw, nil
}

func last(v []string) string {
	if len(v) == 0 {
		return ""
	}
	return v[len(v)-1]
}
