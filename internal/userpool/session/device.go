package session

import "strings"

// Unknown is the device of a user agent that tells nothing.
const Unknown = "unknown"

// maxAgent bounds what is read of a user agent, in bytes.
const maxAgent = 512

// browsers are the tokens that name a browser, those first that others carry
// along for old servers' sake: Edge also says Chrome, and Chrome says Safari.
var browsers = []struct{ token, name string }{
	{"Edg/", "Edge"}, {"EdgA/", "Edge"}, {"EdgiOS/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
	{"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Version/", "Safari"},
}

// systems are the marks of operating systems, in the same spirit: Android says
// Linux, and iPhones say Mac OS X.
var systems = []struct{ mark, name string }{
	{"Windows NT ", "Windows"}, {"Android ", "Android"}, {"iPhone OS ", "iOS"}, {"CPU OS ", "iPadOS"},
	{"Mac OS X ", "macOS"}, {"CrOS", "ChromeOS"}, {"Android", "Android"}, {"Linux", "Linux"},
}

// Device describes a user agent as `Chrome 125 / macOS 15.0`: the browser with
// its major version and the system with its version, of which one may be
// missing. It is Unknown for programs that are no browser.
func Device(agent string) string {
	agent = agent[:min(len(agent), maxAgent)]
	browser := ""
	for _, b := range browsers {
		if v, ok := version(agent, b.token); ok && v != "" && (b.name != "Safari" || strings.Contains(agent, "Safari/")) {
			major, _, _ := strings.Cut(v, ".")
			browser = b.name + " " + major
			break
		}
	}
	if browser == "" {
		return Unknown
	}
	for _, s := range systems {
		if v, ok := version(agent, s.mark); ok {
			return browser + " / " + strings.TrimSpace(s.name+" "+short(v))
		}
	}
	return browser
}

// version gives the number, in dots, that stands right after mark.
func version(agent, mark string) (v string, ok bool) {
	_, rest, ok := strings.Cut(agent, mark)
	if !ok {
		return "", false
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != '_' })
	if end >= 0 {
		rest = rest[:end]
	}
	return strings.Trim(strings.ReplaceAll(rest, "_", "."), "."), true
}

// short keeps two numbers of a version.
func short(v string) string {
	parts := strings.SplitN(v, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}
