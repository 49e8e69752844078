package main

import (
	"fmt"
	"io"

	"github.com/cognate-id/cognate/internal/config"
)

func overview(w io.Writer) {
	fmt.Fprint(w, "Cognate speaks the API of Amazon Cognito.\n\nUsage: cognate COMMAND [options]\n\nCommands\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-11s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "  help        explain a command: cognate help COMMAND\n")
}

// help explains one command. The topic "configuration" is the reference of
// all settings, in Markdown.
func help(t terminal, args []string) int {
	if len(args) == 0 {
		overview(t.out)
		return 0
	}
	if args[0] == "configuration" {
		config.Document(t.out)
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			c.help(t.out)
			return 0
		}
	}
	fmt.Fprintf(t.err, "cognate help: unknown command %q\n", args[0])
	return exitUsage
}

// helpWithSettings is the help of a command that takes settings.
func helpWithSettings(text string, mode config.Mode) func(io.Writer) {
	return func(w io.Writer) {
		fmt.Fprint(w, text)
		config.PrintUsage(w, mode)
	}
}
