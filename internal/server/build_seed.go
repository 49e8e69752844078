package server

import (
	"context"

	"github.com/cognate-id/cognate/internal/seed"
)

// plant applies the seed file, before the first request is answered.
func (s *Server) plant(ctx context.Context, ops seed.Operations) error {
	if s.config.Seed == "" {
		return nil
	}
	file, err := seed.Load(s.config.Seed)
	if err != nil {
		return err
	}
	return seed.Apply(ctx, ops, file)
}
