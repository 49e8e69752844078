package oauth

import (
	"strings"
	"testing"
)

func FuzzParseBasic(f *testing.F) {
	f.Add("Basic YTpi")
	f.Add("basic  YTpi ")
	f.Add("Basic JTI1OiUyQg==")
	f.Fuzz(func(t *testing.T, header string) {
		c, err := parseBasic(header)
		if err != nil && (c.ClientID != "" || c.Secret != "") {
			t.Errorf("%q: credentials %+v with error %v", header, c, err)
		}
		if err == nil && !strings.EqualFold(header[:6], "Basic ") {
			t.Errorf("%q is taken for Basic", header)
		}
	})
}
