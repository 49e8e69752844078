package server

import (
	"context"
	"fmt"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// tracer makes one span per request, below the caller's span if it names one.
// The zero tracer does nothing.
type tracer struct {
	tracer   trace.Tracer
	provider *sdktrace.TracerProvider
}

// newTracer exports spans in batches to an OTLP/HTTP endpoint.
func newTracer(ctx context.Context, endpoint string) (tracer, error) {
	if endpoint == "" {
		return tracer{}, nil
	}
	client, err := newTraceClient(endpoint)
	if err != nil {
		return tracer{}, fmt.Errorf("otlp-endpoint: %w", err)
	}
	exporter, err := otlptrace.New(ctx, client)
	if err != nil {
		return tracer{}, fmt.Errorf("otlp-endpoint: %w", err)
	}
	return tracerTo(exporter), nil
}

func tracerTo(exporter sdktrace.SpanExporter) tracer {
	version, _ := Version()
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(exporter),
		sdktrace.WithResource(resource.NewSchemaless(
			attribute.String("service.name", "cognate"), attribute.String("service.version", version))),
	)
	return tracer{tracer: provider.Tracer("cognate"), provider: provider}
}

// span is the trace of one request; the zero span does nothing.
type span struct{ span trace.Span }

func (t tracer) start(ctx context.Context, r *http.Request) (context.Context, span) {
	if t.tracer == nil {
		return ctx, span{}
	}
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(r.Header))
	ctx, s := t.tracer.Start(ctx, r.Method, trace.WithSpanKind(trace.SpanKindServer))
	return ctx, span{s}
}

func (s span) end(e *event) {
	if s.span == nil {
		return
	}
	if e.Operation != "" {
		s.span.SetName(e.Service + "." + e.Operation)
	}
	s.span.SetAttributes(
		attribute.String("rpc.service", e.Service), attribute.String("rpc.method", e.Operation),
		attribute.Int("http.response.status_code", e.Status), attribute.String("cognate.request_id", e.ID))
	if e.Code != "" {
		s.span.SetAttributes(attribute.String("error.type", e.Code))
	}
	if e.Status >= http.StatusInternalServerError {
		s.span.SetStatus(codes.Error, e.Code)
	}
	s.span.End()
}

// close sends what is left.
func (t tracer) close(ctx context.Context) error {
	if t.provider == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}
