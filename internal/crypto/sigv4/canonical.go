package sigv4

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// target is the request target as it came over the wire.
type target struct {
	path   string
	query  string
	params []param // in order of appearance
}

// param is a query parameter, decoded.
type param struct{ name, value string }

// targetOf prefers the request line: a parsed URL may have lost how the client
// spelled the path, and middleware may have cut it.
func targetOf(r *http.Request) target {
	raw := r.RequestURI
	if raw == "" {
		raw = r.URL.EscapedPath() + "?" + r.URL.RawQuery
	} else if !strings.HasPrefix(raw, "/") {
		_, rest, ok := strings.Cut(raw, "://") // absolute form, as sent to proxies
		if slash := strings.IndexAny(rest, "/?"); ok && slash >= 0 {
			raw = rest[slash:]
		} else if ok {
			raw = "/"
		}
	}
	path, query, _ := strings.Cut(raw, "?")
	t := target{path: path, query: query}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		t.params = append(t.params, param{unescape(name), unescape(value)})
	}
	return t
}

// ambiguous tells whether the query has spellings that readers decode in
// different ways ("+", ";", a "%" that starts no escape) while the canonical
// request has one form for all of them.
func (t target) ambiguous() bool {
	if strings.ContainsAny(t.query, "+;") {
		return true
	}
	for rest := t.query; ; {
		_, after, found := strings.Cut(rest, "%")
		if !found {
			return false
		}
		if len(after) < 2 || !isHexDigit(after[0]) || !isHexDigit(after[1]) {
			return true
		}
		rest = after[2:]
	}
}

func (t target) has(name string) bool {
	_, count := t.get(name)
	return count > 0
}

// get returns the first value of a parameter and how often it occurs.
func (t target) get(name string) (value string, count int) {
	for _, p := range t.params {
		if p.name == name {
			if count == 0 {
				value = p.value
			}
			count++
		}
	}
	return value, count
}

// style is how the path is written in the canonical request.
type style int

const (
	strict  style = iota
	browser       // leaves !'()* alone, as encodeURIComponent does
)

const browserUnreserved = "!'()*"

// appendRequest appends the canonical request.
func (c *Credential) appendRequest(b []byte, payloadHash string, how style) []byte {
	method := c.request.Method
	if method == "" {
		method = http.MethodGet
	}
	b = append(append(b, method...), '\n')
	b = append(c.appendPath(b, how), '\n')
	b = append(c.target.appendQuery(b, c.Presigned), '\n')
	b = append(c.appendHeaders(b), '\n')
	for i, name := range c.SignedHeaders {
		if i > 0 {
			b = append(b, ';')
		}
		b = append(b, name...)
	}
	b = append(b, '\n')
	return append(b, payloadHash...)
}

func (c *Credential) appendPath(b []byte, how style) []byte {
	path := c.target.path
	if c.Service == s3 {
		path = unescape(path) // keys keep their dots and slashes
	} else {
		path = normalize(path)
	}
	if path == "" {
		return append(b, '/')
	}
	keep := "/"
	if how == browser {
		keep += browserUnreserved
	}
	return appendEscaped(b, path, keep)
}

// normalize removes empty and dot segments. Escaped dots are none: the path is
// what the client sent, not what it means.
func normalize(path string) string {
	if !strings.Contains(path, "//") && !strings.Contains(path, "/.") {
		return path
	}
	var kept []string
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		default:
			kept = append(kept, segment)
		}
	}
	result := "/" + strings.Join(kept, "/")
	if len(kept) > 0 && strings.HasSuffix(path, "/") {
		result += "/"
	}
	return result
}

func (t target) appendQuery(b []byte, presigned bool) []byte {
	pairs := make([]param, 0, len(t.params))
	for _, p := range t.params {
		if presigned && p.name == "X-Amz-Signature" {
			continue
		}
		pairs = append(pairs, param{escape(p.name), escape(p.value)})
	}
	slices.SortFunc(pairs, func(a, b param) int {
		if order := strings.Compare(a.name, b.name); order != 0 {
			return order
		}
		return strings.Compare(a.value, b.value)
	})
	for i, p := range pairs {
		if i > 0 {
			b = append(b, '&')
		}
		b = append(append(append(b, p.name...), '='), p.value...)
	}
	return b
}

func (c *Credential) appendHeaders(b []byte) []byte {
	for _, name := range c.SignedHeaders {
		b = append(append(b, name...), ':')
		for i, value := range c.headerValues(name) {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendTrimmed(b, value)
		}
		b = append(b, '\n')
	}
	return b
}

// headerValues returns the lines of a header, including those that net/http
// keeps outside of the header map.
func (c *Credential) headerValues(name string) []string {
	if name == "host" {
		if c.request.Host == "" {
			return []string{c.request.URL.Host}
		}
		return []string{c.request.Host}
	}
	values := c.request.Header[http.CanonicalHeaderKey(name)]
	if name == "content-length" && len(values) == 0 && c.request.ContentLength >= 0 {
		return []string{strconv.FormatInt(c.request.ContentLength, 10)}
	}
	return values
}

// appendTrimmed appends a value without blanks at its ends and with single
// spaces inside.
func appendTrimmed(b []byte, value string) []byte {
	value = strings.Trim(value, " \t")
	for i := range len(value) {
		if value[i] == ' ' && value[i-1] == ' ' {
			continue
		}
		b = append(b, value[i])
	}
	return b
}

func escape(s string) string { return string(appendEscaped(make([]byte, 0, len(s)+16), s, "")) }

// appendEscaped percent-encodes every byte outside the unreserved set of RFC
// 3986 and keep.
func appendEscaped(b []byte, s, keep string) []byte {
	const digits = "0123456789ABCDEF"
	for i := range len(s) {
		if isUnreserved(s[i]) || strings.IndexByte(keep, s[i]) >= 0 {
			b = append(b, s[i])
		} else {
			b = append(b, '%', digits[s[i]>>4], digits[s[i]&0xf])
		}
	}
	return b
}

func isUnreserved(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '-' || b == '_' || b == '.' || b == '~'
}

// unescape decodes percent escapes and nothing else: "+" is a plus, and a "%"
// that starts no escape is a percent sign.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHexDigit(s[i+1]) && isHexDigit(s[i+2]) {
			n, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			out = append(out, byte(n))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}

func isHexDigit(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F'
}
