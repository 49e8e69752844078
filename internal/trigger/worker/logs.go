package worker

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

// What a function can make us log.
const (
	maxLine           = 8 << 10 // bytes; longer lines are cut
	maxLinesPerSecond = 200
)

// logWriter turns the output of a process into log records, one for each line.
type logWriter struct {
	log *slog.Logger
	now func() time.Time

	mu      sync.Mutex
	line    []byte
	cut     bool
	second  int64
	lines   int
	dropped int
}

func newLogWriter(deps Deps) *logWriter {
	return &logWriter{log: deps.Log.With("function", invoke.Name(deps.ARN)), now: deps.Now}
}

// Write takes output and never fails.
func (w *logWriter) Write(output []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(output)
	for {
		end := bytes.IndexByte(output, '\n')
		if end < 0 {
			w.add(output)
			return n, nil
		}
		w.add(output[:end])
		w.emit()
		output = output[end+1:]
	}
}

func (w *logWriter) add(text []byte) {
	if room := maxLine - len(w.line); len(text) > room {
		text, w.cut = text[:room], true
	}
	w.line = append(w.line, text...)
}

func (w *logWriter) emit() {
	line := string(bytes.TrimRight(w.line, "\r"))
	cut := w.cut
	w.line, w.cut = w.line[:0], false
	if line == "" || !w.allowed() {
		return
	}
	attributes := []any{"line", line}
	if cut {
		attributes = append(attributes, "cut", true)
	}
	w.log.InfoContext(context.Background(), "function output", attributes...)
}

// allowed counts lines and says once a second how many were dropped.
func (w *logWriter) allowed() bool {
	if second := w.now().Unix(); second != w.second {
		if w.dropped > 0 {
			w.log.Warn("function output dropped", "lines", w.dropped)
		}
		w.second, w.lines, w.dropped = second, 0, 0
	}
	w.lines++
	if w.lines > maxLinesPerSecond {
		w.dropped++
		return false
	}
	return true
}

// flush logs what is left when the process has ended.
func (w *logWriter) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.emit()
	if w.dropped > 0 {
		w.log.Warn("function output dropped", "lines", w.dropped)
		w.dropped = 0
	}
}
