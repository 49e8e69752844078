package server

import (
	"context"
	"fmt"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/trigger"
)

// buildTriggers makes the caller of Lambda functions.
func buildTriggers(c *config.Config, deps Deps) (*trigger.Caller, error) {
	var mappings []trigger.Mapping
	for _, s := range c.Functions {
		m, err := trigger.ParseMapping(s)
		if err != nil {
			return nil, fmt.Errorf("functions: %w", err)
		}
		mappings = append(mappings, m)
	}
	return trigger.New(trigger.Deps{
		Functions: mappings, Reload: c.Mode == config.Dev, StrictAWS: c.StrictAWS,
		Now: deps.Now, Rand: deps.Rand, Log: deps.Log,
	}), nil
}

// closeTriggers lets functions that nobody waits for finish, within the
// patience of a shutdown.
func (s *Server) closeTriggers(c *trigger.Caller) error {
	ctx, cancel := context.WithTimeout(context.Background(), s.config.Limits.ShutdownTimeout)
	defer cancel()
	return c.Close(ctx)
}
