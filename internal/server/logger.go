package server

import (
	"io"
	"log/slog"

	"github.com/cognate-id/cognate/internal/config"
)

// NewLogger makes the logger that the settings ask for.
func NewLogger(c *config.Config, out io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}
