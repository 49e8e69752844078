package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/trigger/localkms"
)

// triggers calls the functions of pools, and answers them where they ask for
// the keys of the codes that custom senders get.
type triggers struct {
	caller *trigger.Caller
	keys   http.Handler // nil when the keys are in AWS KMS
}

// triggerParts are what triggers are built from.
type triggerParts struct {
	config  *config.Config
	ring    *Ring
	deps    Deps
	url     string // where functions call back
	auth    awsproto.Authenticator
	observe func(trigger.Observation)
	watch   func(trigger.Exchange) // nil in a server
}

// buildTriggers makes the caller of Lambda functions.
func buildTriggers(ctx context.Context, p triggerParts) (*triggers, error) {
	c := p.config
	deps := trigger.Deps{
		Environment: functionEnvironment(c, p.url), Concurrency: c.FunctionConcurrency, WebhookSecret: []byte(c.WebhookSecret),
		Reload: c.Mode == config.Dev, StrictAWS: c.StrictAWS,
		Now: p.deps.Now, Rand: p.deps.Rand, Log: p.deps.Log, Observe: p.observe, Watch: p.watch,
	}
	aws := c.SenderKeys == config.KeysAWS
	for _, s := range c.Functions {
		m, err := trigger.ParseMapping(s)
		if err != nil {
			return nil, fmt.Errorf("functions: %w", err)
		}
		deps.Functions = append(deps.Functions, m)
		aws = aws || strings.HasPrefix(m.Target, "lambda:")
	}
	if aws {
		settings, err := awsconfig.LoadDefaultConfig(ctx, awsconfig.WithRegion(c.Region))
		if err != nil {
			return nil, fmt.Errorf("functions: %w", err)
		}
		deps.AWS = settings
	}
	t := &triggers{}
	if c.SenderKeys == config.KeysAWS {
		deps.DataKeys = trigger.AWSDataKeys{Client: kms.NewFromConfig(deps.AWS)}
	} else {
		keys := localkms.New(localkms.Deps{Seal: p.ring.Seal, Open: p.ring.Open, Allow: allowKeys(p.auth),
			Rand: p.deps.Rand, Log: p.deps.Log})
		deps.DataKeys, t.keys = keys, keys
	}
	t.caller = trigger.New(deps)
	return t, nil
}

// functionEnvironment is what programs are told of this server. What the
// operator sets comes last and wins.
func functionEnvironment(c *config.Config, url string) []string {
	env := []string{"AWS_ENDPOINT_URL=" + url}
	if c.Mode == config.Dev {
		env = append(env, "AWS_ACCESS_KEY_ID=cognate", "AWS_SECRET_ACCESS_KEY=cognate")
	}
	return append(env, c.FunctionEnv...)
}

// kmsService is the name of KMS in signatures.
const kmsService = "kms"

// allowKeys lets the account itself use every key. Other principals would need
// a policy, and there is none for keys.
func allowKeys(auth awsproto.Authenticator) func(*http.Request, []byte, string, string) error {
	return func(r *http.Request, body []byte, _, _ string) error {
		caller, err := auth.Authenticate(r, body, kmsService)
		var fault *awsproto.Fault
		switch {
		case errors.As(err, &fault):
			return &localkms.Refusal{Code: fault.Code, Message: fault.Message}
		case err != nil:
			return err
		case !caller.Root:
			return &localkms.Refusal{Code: "AccessDeniedException", Message: "User: " + caller.ARN + " is not authorized to use keys."}
		}
		return nil
	}
}

// withKeys gives calls of KMS to keys and everything else to next.
func withKeys(keys, next http.Handler) http.Handler {
	if keys == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("X-Amz-Target"), localkms.TargetPrefix) {
			eventFrom(r.Context()).Service = kmsService
			named("Decrypt", keys).ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// OpenTriggers makes a caller for a tool that tries functions out; watch sees
// every exchange. The caller must be closed.
func OpenTriggers(ctx context.Context, c *config.Config, s *Storage, deps Deps, watch func(trigger.Exchange)) (*trigger.Caller, error) {
	url := c.PublicURL
	if url == "" {
		url = "http://" + c.Listen
	}
	t, err := buildTriggers(ctx, triggerParts{config: c, ring: s.Ring, deps: deps.complete(), url: url, watch: watch})
	if err != nil {
		return nil, err
	}
	return t.caller, nil
}

// closeTriggers lets functions that nobody waits for finish, within the
// patience of a shutdown.
func (s *Server) closeTriggers(c *trigger.Caller) error {
	ctx, cancel := context.WithTimeout(context.Background(), s.config.Limits.ShutdownTimeout)
	defer cancel()
	return c.Close(ctx)
}

// observeTriggers counts calls of functions, or is nil when nobody looks.
func (s *Server) observeTriggers() func(trigger.Observation) {
	if s.metrics == nil {
		return nil
	}
	return func(o trigger.Observation) {
		s.metrics.triggers.WithLabelValues(o.Trigger, string(o.Outcome)).Observe(o.Duration.Seconds())
	}
}
