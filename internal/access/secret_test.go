package access

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretIsNotPrinted(t *testing.T) {
	t.Parallel()
	k := Key{ID: "AKIAX", Secret: "do-not-tell"}
	var texts []string
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		texts = append(texts, fmt.Sprintf(format, k), fmt.Sprintf(format, &k), fmt.Sprintf(format, k.Secret))
	}
	document, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("key", "key", k, "pointer", &k, "secret", k.Secret)
	}
	for _, text := range append(texts, string(document), log.String()) {
		if strings.Contains(text, "do-not-tell") || strings.Contains(text, fmt.Sprintf("%x", "do-not-tell")) {
			t.Errorf("tells the secret: %s", text)
		}
	}
}
