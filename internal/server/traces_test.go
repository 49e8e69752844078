package server

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

func TestTraces(t *testing.T) {
	t.Parallel()
	spans := tracetest.NewInMemoryExporter()
	h, s, _ := watched(func(w http.ResponseWriter, r *http.Request) {
		e := eventFrom(r.Context())
		e.Service, e.Operation, e.Code = "cognito-idp", "SignUp", "UsernameExistsException"
		w.WriteHeader(http.StatusBadRequest)
	})
	s.tracer = tracerTo(spans)
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	h.ServeHTTP(httptest.NewRecorder(), r)
	if err := s.tracer.provider.ForceFlush(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := spans.GetSpans()
	if len(got) != 1 {
		t.Fatalf("%d spans, want 1", len(got))
	}
	span := got[0]
	if span.Name != "cognito-idp.SignUp" || span.SpanContext.TraceID().String() != "0af7651916cd43dd8448eb211c80319c" {
		t.Errorf("span %s of trace %s", span.Name, span.SpanContext.TraceID())
	}
	found := false
	for _, a := range span.Attributes {
		found = found || a.Key == "error.type" && a.Value.AsString() == "UsernameExistsException"
	}
	if !found {
		t.Errorf("attributes %v", span.Attributes)
	}
	if err := s.tracer.close(t.Context()); err != nil {
		t.Error(err)
	}
}
