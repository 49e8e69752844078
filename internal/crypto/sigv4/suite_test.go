package sigv4

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	suiteKey    = "AKIDEXAMPLE"
	suiteSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

var suiteTime = time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)

// suiteCase is a request of AWS's published Signature Version 4 test suite and
// its signature.
type suiteCase struct {
	name, method, target string
	headers              [][2]string
	body, signature      string
}

const vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"

var suite = []suiteCase{
	{"get-vanilla", "GET", "/", nil, "", vanilla},
	{"get-vanilla-query-order-key-case", "GET", "/?Param2=value2&Param1=value1", nil, "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
	{"get-vanilla-empty-query-key", "GET", "/?Param1=value1", nil, "", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"},
	{"get-vanilla-utf8-query", "GET", "/?ሴ=bar", nil, "", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
	{"get-unreserved", "GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", nil, "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
	{"get-utf8", "GET", "/ሴ", nil, "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
	{"get-space", "GET", "/example space/", nil, "", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
	{"get-relative", "GET", "/example/..", nil, "", vanilla},
	{"get-relative-relative", "GET", "/example1/example2/../..", nil, "", vanilla},
	{"get-slash", "GET", "//", nil, "", vanilla},
	{"get-slash-dot-slash", "GET", "/./", nil, "", vanilla},
	{"get-slashes", "GET", "//example//", nil, "", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
	{"get-slash-pointless-dot", "GET", "/./example", nil, "", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"},
	{"get-header-key-duplicate", "GET", "/", [][2]string{{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}}, "", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
	{"get-header-value-order", "GET", "/", [][2]string{{"My-Header1", "value4"}, {"My-Header1", "value1"}, {"My-Header1", "value3"}, {"My-Header1", "value2"}}, "", "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"},
	{"get-header-value-trim", "GET", "/", [][2]string{{"My-Header1", " value1"}, {"My-Header2", ` "a   b   c"`}}, "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
	{"post-vanilla", "POST", "/", nil, "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
	{"post-vanilla-query", "POST", "/?Param1=value1", nil, "", "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"},
	{"post-header-key-sort", "POST", "/", [][2]string{{"My-Header1", "value1"}}, "", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"},
	{"post-header-value-case", "POST", "/", [][2]string{{"My-Header1", "VALUE1"}}, "", "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"},
	{"post-x-www-form-urlencoded", "POST", "/", [][2]string{{"Content-Type", "application/x-www-form-urlencoded"}}, "Param1=value1", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
	{"post-sts-header-before", "POST", "/", [][2]string{{"X-Amz-Security-Token", "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="}}, "", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"},
}

// request builds the case as a server receives it.
func (s suiteCase) request(region, service, host, date string) *http.Request {
	path, query, _ := strings.Cut(s.target, "?")
	r, err := http.NewRequest(s.method, "http://"+host, nil)
	if err != nil {
		panic(err)
	}
	r.RequestURI, r.URL.Path, r.URL.RawQuery = s.target, path, query
	r.Header.Set("X-Amz-Date", date)
	signed := map[string]bool{"host": true, "x-amz-date": true}
	for _, h := range s.headers {
		r.Header.Add(h[0], h[1])
		signed[strings.ToLower(h[0])] = true
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+suiteKey+"/"+date[:8]+"/"+region+"/"+service+"/aws4_request, SignedHeaders="+
		strings.Join(sorted(signed), ";")+", Signature="+s.signature)
	return r
}

func TestSuite(t *testing.T) {
	t.Parallel()
	for _, tt := range suite {
		r := tt.request("us-east-1", "service", "example.amazonaws.com", "20150830T123600Z")
		if err := Verify(r, sha256.Sum256([]byte(tt.body)), suiteSecret, suiteTime); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestListUsers is the worked example of the IAM documentation.
func TestListUsers(t *testing.T) {
	t.Parallel()
	tt := suiteCase{
		method: "GET", target: "/?Action=ListUsers&Version=2010-05-08",
		headers:   [][2]string{{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
		signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
	}
	r := tt.request("us-east-1", "iam", "iam.amazonaws.com", "20150830T123600Z")
	if err := Verify(r, sha256.Sum256(nil), suiteSecret, suiteTime); err != nil {
		t.Error(err)
	}
	c, err := Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	key := signingKey(c, suiteSecret)
	if got, want := hex.EncodeToString(key[:]), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"; got != want {
		t.Errorf("signing key %s, want %s", got, want)
	}
}

// TestS3Presigned is the worked example of the S3 documentation.
func TestS3Presigned(t *testing.T) {
	t.Parallel()
	r, err := http.NewRequest("GET", "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"+
		"&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"+
		"&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404", nil)
	if err != nil {
		t.Fatal(err)
	}
	signed := time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	if err := Verify(r, [32]byte{}, secret, signed.Add(24*time.Hour)); err != nil {
		t.Error(err)
	}
	if got := kindOf(Verify(r, [32]byte{}, secret, signed.Add(24*time.Hour+time.Second))); got != Expired {
		t.Errorf("a second too late: %q", got)
	}
}
