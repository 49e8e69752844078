// Command wiregen turns descriptions of AWS services into Go.
//
//	wiregen convert [-overlay api/idp.overlay] model.json > api/idp.api
//	wiregen generate [-out internal/wire] [api/idp.api...]
//
// convert reads a service model and writes it as a description, with the corrections of an overlay applied. generate
// writes one package per description, of all in api unless some are named: shapes, constraint checks, codecs and the
// route table. See docs/api-descriptions.md for the format. Both are deterministic: equal input gives equal bytes.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "wiregen:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("usage: wiregen convert|generate")
	}
	switch args[0] {
	case "convert":
		return runConvert(args[1:], stdout)
	case "generate":
		return runGenerate(args[1:])
	}
	return fmt.Errorf("unknown subcommand %q", args[0])
}

func runConvert(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("convert", flag.ContinueOnError)
	overlay := flags.String("overlay", "", "description `file` with corrections to apply")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return fmt.Errorf("convert takes one model file")
	}
	model, err := os.ReadFile(flags.Arg(0))
	if err != nil {
		return err
	}
	description, err := convert(model)
	if err != nil {
		return fmt.Errorf("%s: %w", flags.Arg(0), err)
	}
	if *overlay != "" {
		corrections, err := parseFile(*overlay)
		if err != nil {
			return err
		}
		if err := description.Apply(corrections); err != nil {
			return fmt.Errorf("%s: %w", *overlay, err)
		}
	}
	return apidesc.Print(stdout, description)
}

func runGenerate(args []string) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	out := flags.String("out", "internal/wire", "`directory` that holds one package per description")
	if err := flags.Parse(args); err != nil {
		return err
	}
	paths := flags.Args()
	if len(paths) == 0 {
		var err error
		if paths, err = filepath.Glob("api/*.api"); err != nil || len(paths) == 0 {
			return fmt.Errorf("generate found no api/*.api here (%v)", err)
		}
	}
	for _, path := range paths {
		files, err := generateFile(path)
		if err != nil {
			return err
		}
		dir := filepath.Join(*out, packageName(path))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		for name, content := range files {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// generateFile returns the generated files of one description by name.
func generateFile(path string) (map[string][]byte, error) {
	description, err := parseFile(path)
	if err != nil {
		return nil, err
	}
	if err := description.Validate(awsproto.Compiles); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	files, err := generate(description, packageName(path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return files, nil
}

func parseFile(path string) (*apidesc.Description, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	d, err := apidesc.Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

func packageName(path string) string {
	return strings.TrimSuffix(filepath.Base(path), ".api")
}
