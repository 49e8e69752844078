package trigger

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/glob"
	"github.com/cognate-id/cognate/internal/trigger/invoke"
	"github.com/cognate-id/cognate/internal/trigger/lambda"
	"github.com/cognate-id/cognate/internal/trigger/webhook"
	"github.com/cognate-id/cognate/internal/trigger/worker"
)

// maxMapping bounds the text of a mapping, in bytes.
const maxMapping = 8192

// Mapping says where the functions whose name or ARN matches a pattern are.
type Mapping struct {
	// Pattern and Target are as written.
	Pattern, Target string
	// Secret signs webhook requests; nil means Deps.WebhookSecret.
	Secret []byte
	// Environment are further variables of a program, as NAME=value.
	Environment []string

	pattern glob.Pattern
	open    func(deps Deps, arn string) invoke.Function
}

// ParseMapping reads PATTERN=TARGET. The pattern is a function's name, or its
// ARN, and may hold * and ?; the target is one of
//
//	exec:PATH             a program that speaks the Lambda Runtime API
//	node:PATH#HANDLER     a JavaScript file, and the function it exports
//	python:PATH#HANDLER   a Python file, and the function in it
//	https://… or http://… a webhook
//	lambda:URL            a Lambda endpoint; without URL, AWS
func ParseMapping(s string) (Mapping, error) {
	pattern, target, ok := strings.Cut(s, "=")
	pattern, target = strings.TrimSpace(pattern), strings.TrimSpace(target)
	switch {
	case len(s) > maxMapping:
		return Mapping{}, fmt.Errorf("a function mapping is longer than %d characters", maxMapping)
	case !ok || pattern == "" || target == "":
		return Mapping{}, fmt.Errorf("a function mapping is written PATTERN=TARGET, such as my-function=exec:./bootstrap; %q is not", s)
	case strings.ContainsAny(pattern, " \t\r\n"):
		return Mapping{}, fmt.Errorf("the pattern %q of a function mapping must not hold spaces: it is a function's name or ARN", pattern)
	}
	m := Mapping{Pattern: pattern, Target: target, pattern: glob.Parse(pattern)}
	if err := m.parseTarget(); err != nil {
		return Mapping{}, fmt.Errorf("the function mapping for %q: %w", pattern, err)
	}
	return m, nil
}

func (m *Mapping) parseTarget() error {
	scheme, rest, _ := strings.Cut(m.Target, ":")
	switch scheme {
	case "exec":
		return m.program(worker.Program{Kind: worker.Exec, File: rest})
	case "node":
		return m.handler(worker.Node, rest, "handler")
	case "python":
		return m.handler(worker.Python, rest, "lambda_handler")
	case "https", "http":
		return m.webhook()
	case "lambda":
		return m.lambda(rest)
	}
	return fmt.Errorf("the target %q is none of exec:PATH, node:PATH#HANDLER, python:PATH#HANDLER, https://…, http://… and lambda:URL", m.Target)
}

func (m *Mapping) handler(kind worker.Kind, rest, fallback string) error {
	file, name, named := strings.Cut(rest, "#")
	if !named {
		name = fallback
	}
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.") != "" || name == "" {
		return fmt.Errorf("after # comes the name of a function in the file; %q is none", name)
	}
	return m.program(worker.Program{Kind: kind, File: file, Handler: name})
}

func (m *Mapping) program(p worker.Program) error {
	if p.File == "" {
		return fmt.Errorf("%s: needs the path of a file", p.Kind)
	}
	environment := func(deps Deps) []string { return append(append([]string{}, deps.Environment...), m.Environment...) }
	m.open = func(deps Deps, arn string) invoke.Function {
		return worker.New(worker.Deps{
			Program: p, ARN: arn, Concurrency: deps.Concurrency, Inherit: os.Environ(), Environment: environment(deps),
			Reload: deps.Reload, Now: deps.Now, Log: deps.Log,
		})
	}
	return nil
}

func (m *Mapping) webhook() error {
	address, err := endpoint(m.Target)
	if err != nil {
		return err
	}
	m.open = func(deps Deps, _ string) invoke.Function {
		secret := m.Secret
		if secret == nil {
			secret = deps.WebhookSecret
		}
		return webhook.New(webhook.Deps{URL: address, Secret: secret, HTTP: deps.HTTP, Now: deps.Now})
	}
	return nil
}

func (m *Mapping) lambda(address string) error {
	if address != "" {
		if _, err := endpoint(address); err != nil {
			return err
		}
	}
	m.open = func(deps Deps, arn string) invoke.Function {
		return lambda.New(lambda.Deps{Endpoint: address, ARN: arn, AWS: deps.AWS, HTTP: deps.HTTP})
	}
	return nil
}

// endpoint checks an address. Credentials in it would end up in logs.
func endpoint(text string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "", fmt.Errorf("%q is not an http or https URL", text)
	case u.User != nil:
		return "", errors.New("the URL must not hold a user name or password; requests are signed with a secret instead")
	case u.Fragment != "":
		return "", errors.New("the URL must not have a fragment")
	}
	return text, nil
}

// Matches reports whether the pattern fits the function: its whole ARN, the
// ARN without version or alias, its name, or name:alias.
func (m *Mapping) Matches(arn string) bool {
	bare, name := invoke.Unqualified(arn), invoke.Name(arn)
	return m.pattern.Match(arn) || m.pattern.Match(bare) || m.pattern.Match(name) ||
		bare != arn && m.pattern.Match(name+strings.TrimPrefix(arn, bare))
}
