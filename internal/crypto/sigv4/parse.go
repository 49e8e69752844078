package sigv4

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	terminator = "aws4_request"
	s3         = "s3"

	maxAuthorization = 8 << 10 // bytes
	maxTarget        = 64 << 10
	maxSignedHeaders = 100
	maxScopePart     = 128
	// maxExpires is the longest life of a presigned URL.
	maxExpires = 7 * 24 * time.Hour
)

// Credential is what a request claims about its signer. Nothing of it is
// proved before Verify.
type Credential struct {
	AccessKeyID   string
	SessionToken  string    // "" without temporary credentials
	Date          time.Time // when it was signed, UTC
	Region        string
	Service       string
	SignedHeaders []string // lower case, sorted
	Payload       Payload
	Presigned     bool          // signed in the query
	Expires       time.Duration // of a presigned URL, from Date: 1 second to 7 days

	signature [32]byte
	declared  string // x-amz-content-sha256, or ""
	target    target
	request   *http.Request
}

// Parse reads the credential of a request, from its Authorization header or
// its query. It does not read the body. The request must not change before
// Verify. The error is an *Error: Missing, Incomplete or UnsignedHeaders.
func Parse(r *http.Request) (*Credential, error) {
	if len(r.RequestURI) > maxTarget || len(r.URL.RawQuery) > maxTarget {
		return nil, incomplete("The request target is too long.")
	}
	c := &Credential{request: r, target: targetOf(r)}
	if c.target.ambiguous() {
		return nil, incomplete("The query string has a '+', ';' or incomplete percent escape: send it percent-encoded.")
	}
	authorization, inQuery := r.Header["Authorization"], c.target.has("X-Amz-Algorithm")
	var err error
	switch {
	case len(authorization) > 1 || len(authorization) == 1 && inQuery:
		// Two credentials would let two readers see two signers.
		return nil, incomplete("Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, " +
			"Signature query string parameter or the Authorization header should be specified")
	case len(authorization) == 1:
		err = c.parseHeader(authorization[0])
	case inQuery:
		err = c.parseQuery()
	default:
		err = missing()
	}
	if err != nil {
		return nil, err
	}
	if err := c.parsePayload(); err != nil {
		return nil, err
	}
	if err := c.checkCoverage(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Credential) parseHeader(header string) error {
	if len(header) > maxAuthorization {
		return incomplete("The Authorization header is too long.")
	}
	scheme, rest, _ := strings.Cut(header, " ")
	if scheme != algorithm {
		return incomplete("Unsupported AWS 'algorithm': '%s': only %s is supported.", scheme, algorithm)
	}
	fields := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		part = strings.Trim(part, " \t")
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			return incomplete("'%s' not a valid key=value pair (missing equal-sign) in Authorization header: '%s'.", part, header)
		}
		if _, twice := fields[name]; twice {
			return incomplete("'%s' occurs twice in Authorization header: '%s'.", name, header)
		}
		fields[name] = value
	}
	var lacks []string
	for _, name := range []string{"Credential", "Signature", "SignedHeaders"} {
		if fields[name] == "" {
			lacks = append(lacks, "Authorization header requires '"+name+"' parameter.")
		}
	}
	date := c.headerDate()
	if date == "" {
		lacks = append(lacks, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
	}
	if lacks != nil {
		return incomplete("%s Authorization=%s", strings.Join(lacks, " "), header)
	}
	token, err := c.single("X-Amz-Security-Token")
	if err != nil {
		return err
	}
	c.SessionToken = token
	return c.parseClaim(claim{fields["Credential"], date, fields["SignedHeaders"], fields["Signature"]})
}

// headerDate is the text of the header that dates the signature. Of a header
// sent twice nothing is taken: the values would be joined in the signature.
func (c *Credential) headerDate() string {
	for _, name := range []string{"X-Amz-Date", "Date"} {
		if values := c.request.Header[name]; len(values) > 0 {
			return strings.Join(values, ",")
		}
	}
	return ""
}

func (c *Credential) parseQuery() error {
	c.Presigned = true
	values := map[string]string{}
	for _, name := range []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date", "X-Amz-Expires"} {
		value, count := c.target.get(name)
		if count != 1 || value == "" {
			return incomplete("AWS query-string parameters must include '%s' once. Re-examine the query-string parameters.", name)
		}
		values[name] = value
	}
	if values["X-Amz-Algorithm"] != algorithm {
		return incomplete("Unsupported AWS 'algorithm': '%s': only %s is supported.", values["X-Amz-Algorithm"], algorithm)
	}
	seconds, err := strconv.ParseUint(values["X-Amz-Expires"], 10, 32)
	if err != nil || seconds < 1 || seconds > uint64(maxExpires/time.Second) {
		return incomplete("X-Amz-Expires must be between 1 and %d seconds", maxExpires/time.Second)
	}
	c.Expires = time.Duration(seconds) * time.Second
	token, count := c.target.get("X-Amz-Security-Token")
	if count > 1 {
		return incomplete("X-Amz-Security-Token occurs twice.")
	}
	c.SessionToken = token
	return c.parseClaim(claim{values["X-Amz-Credential"], values["X-Amz-Date"], values["X-Amz-SignedHeaders"], values["X-Amz-Signature"]})
}

// claim is the text common to both forms.
type claim struct{ credential, date, signedHeaders, signature string }

func (c *Credential) parseClaim(text claim) error {
	parts := strings.Split(text.credential, "/")
	if len(parts) != 5 {
		return incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'", text.credential)
	}
	for _, part := range parts {
		if !isScopePart(part) {
			return incomplete("Credential has an invalid element: '%s'", text.credential)
		}
	}
	if parts[4] != terminator {
		return incomplete("Credential should be scoped with a valid terminator: '%s', not '%s'.", terminator, parts[4])
	}
	c.AccessKeyID, c.Region, c.Service = parts[0], parts[2], parts[3]
	var ok bool
	if c.Date, ok = parseDate(text.date, c.Presigned); !ok {
		return incomplete("Date must be in ISO-8601 'basic format'. Got '%s'.", text.date)
	}
	if day := c.Date.Format(dayLayout); day != parts[1] {
		return incomplete("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'.",
			parts[1], day, stamp(c.Date))
	}
	if n, err := hex.Decode(c.signature[:], []byte(text.signature[:min(len(text.signature), 64)])); err != nil || n != 32 || text.signature != strings.ToLower(text.signature) || len(text.signature) != 64 {
		return mismatch()
	}
	return c.parseSignedHeaders(text.signedHeaders)
}

func isScopePart(s string) bool {
	for _, b := range []byte(s) {
		if !isUnreserved(b) {
			return false
		}
	}
	return s != "" && len(s) <= maxScopePart
}

// parseDate reads the time of signing. Only a Date header may have the format
// of HTTP.
func parseDate(text string, presigned bool) (time.Time, bool) {
	t, err := time.Parse(stampLayout, text)
	if err == nil {
		// time.Parse takes fractions of seconds that the layout does not show.
		return t, t.Format(stampLayout) == text
	}
	if presigned {
		return time.Time{}, false
	}
	t, err = http.ParseTime(text)
	return t.UTC(), err == nil
}

func (c *Credential) parseSignedHeaders(list string) error {
	names := strings.Split(list, ";")
	if len(names) > maxSignedHeaders {
		return incomplete("SignedHeaders has more than %d names.", maxSignedHeaders)
	}
	for i, name := range names {
		// In order and without repetition: the list itself is signed as sent.
		if !isHeaderName(name) || i > 0 && names[i-1] >= name {
			return incomplete("SignedHeaders must be lower-case header names in order, got '%s'", list)
		}
	}
	c.SignedHeaders = names
	return nil
}

func isHeaderName(s string) bool {
	for _, b := range []byte(s) {
		if !('a' <= b && b <= 'z' || '0' <= b && b <= '9' || strings.IndexByte("-_.!#$%&'*+^`|~", b) >= 0) {
			return false
		}
	}
	return s != ""
}

// checkCoverage refuses a request in which somebody on the way could have
// added a header that changes its meaning.
func (c *Credential) checkCoverage() error {
	var unsigned []string
	if !slices.Contains(c.SignedHeaders, "host") {
		unsigned = append(unsigned, "host")
	}
	for name := range c.request.Header {
		lower := strings.ToLower(name)
		if !strings.HasPrefix(lower, "x-amz-") || lower == "x-amz-content-sha256" {
			continue // the content hash is part of what is signed anyway
		}
		if !slices.Contains(c.SignedHeaders, lower) {
			unsigned = append(unsigned, lower)
		}
	}
	if unsigned == nil {
		return nil
	}
	slices.Sort(unsigned)
	return &Error{Kind: UnsignedHeaders, Message: "There were headers present in the request which were not signed: " + strings.Join(unsigned, ", ")}
}

// single returns the value of a header that may occur at most once.
func (c *Credential) single(name string) (string, error) {
	switch values := c.request.Header[name]; len(values) {
	case 0:
		return "", nil
	case 1:
		return strings.Trim(values[0], " \t"), nil
	default:
		return "", incomplete("The header '%s' occurs twice.", name)
	}
}
