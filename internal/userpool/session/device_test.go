package session_test

import (
	"testing"

	"github.com/cognate-id/cognate/internal/userpool/session"
)

func TestDevice(t *testing.T) {
	t.Parallel()
	const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	for agent, want := range map[string]string{
		mac + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36":                                                                    "Chrome 125 / macOS 10.15",
		mac + "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":                                                                    "Safari 17 / macOS 10.15",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:126.0) Gecko/20100101 Firefox/126.0":                                                            "Firefox 126 / macOS 15.0",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36 Edg/125.0.2535.51":              "Edge 125 / Windows 10.0",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0":                  "Opera 110 / Windows 10.0",
		"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.6422.53 Mobile Safari/537.36":                      "Chrome 125 / Android 14",
		"Mozilla/5.0 (Linux; Android 13; SM-S901B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36":     "Samsung Internet 25 / Android 13",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1":      "Safari 17 / iOS 17.5",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/125.0.6422.80 Mobile/15E148 Safari/604.1": "Chrome 125 / iOS 17.5",
		"Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/126.0 Mobile/15E148 Safari/605.1.15":               "Firefox 126 / iPadOS 16.6",
		"Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0":                                                                         "Firefox 126 / Linux",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36":                                 "Chrome 125 / ChromeOS",
		"Chrome/125":                  "Chrome 125",
		"Chrome/":                     "unknown",
		"Version/3 of something else": "unknown",
		"aws-sdk-go-v2/1.30.0 ua/2.1 os/linux lang/go#1.26 api/cognitoidentityprovider#1.40": "unknown",
		"": "unknown",
	} {
		if got := session.Device(agent); got != want {
			t.Errorf("Device(%q) = %q, want %q", agent, got, want)
		}
	}
}
