package awsproto

import (
	"net/http"
	"strings"
)

// Browser SDKs call from any origin and never with cookies, so every origin may read every answer. Authorization has to
// be listed by name: the wildcard does not cover it.
const (
	corsMethods = "GET, POST, DELETE, OPTIONS"
	corsExposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
	corsMaxAge  = "86400"
)

var corsHeaders = strings.Join([]string{
	"authorization", "cache-control", "content-type", "amz-sdk-invocation-id", "amz-sdk-request", "x-amz-api-version",
	"x-amz-client-context", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-amz-target",
	"x-amz-user-agent", "x-amzn-trace-id",
}, ",")

func allowOrigins(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", corsExposed)
}

func preflight(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", corsMethods)
	h.Set("Access-Control-Allow-Headers", corsHeaders)
	h.Set("Access-Control-Max-Age", corsMaxAge)
	w.WriteHeader(http.StatusOK)
}
