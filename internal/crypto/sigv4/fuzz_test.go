package sigv4

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func FuzzParse(f *testing.F) {
	f.Add("/", "AWS4-HMAC-SHA256 Credential=A/20260105/r/s/aws4_request, SignedHeaders=host;x-amz-date, Signature="+vanilla, "20260105T030405Z", "")
	f.Add("//a/../%2e%zz?x=%&&=1&X-Amz-Algorithm=", "", "", "UNSIGNED-PAYLOAD")
	f.Add("http://h?X-Amz-Algorithm=AWS4-HMAC-SHA256", "", "", "")
	f.Fuzz(func(t *testing.T, target, authorization, date, content string) {
		r := &http.Request{Method: "GET", Host: "h", RequestURI: target, URL: &url.URL{}, Header: http.Header{}}
		for name, value := range map[string]string{"Authorization": authorization, "X-Amz-Date": date, "X-Amz-Content-Sha256": content} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		err := Verify(r, [32]byte{}, "secret", time.Date(2026, 1, 5, 3, 4, 5, 0, time.UTC))
		var refused *Error
		if !errors.As(err, &refused) || refused.Message == "" {
			t.Fatalf("a request nobody signed: %v", err)
		}
	})
}

func FuzzCanonicalPath(f *testing.F) {
	f.Add("/a/../b//c/.")
	f.Add("")
	f.Fuzz(func(t *testing.T, path string) {
		got := normalize(path)
		if strings.HasPrefix(path, "/") && (normalize(got) != got || strings.Contains(got, "//") || !strings.HasPrefix(got, "/")) {
			t.Fatalf("normalize(%q) = %q", path, got)
		}
		if plain := unescape(escape(path)); plain != path {
			t.Fatalf("%q escaped and back is %q", path, plain)
		}
	})
}
