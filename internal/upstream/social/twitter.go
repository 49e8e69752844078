package social

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // OAuth 1.0a signs with HMAC-SHA1 and Twitter takes nothing else
	"encoding/base64"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// twitter asks who a token stands for, in a request that the app signs: that
// Twitter accepts it proves that the token is this app's.
func (c *Client) twitter(ctx context.Context, app, token string) (User, time.Duration, error) {
	consumer, consumerSecret, ok := strings.Cut(app, ";")
	access, accessSecret, both := strings.Cut(token, ";")
	if !ok || !both {
		return User{}, 0, errors.Join(ErrRefused, errors.New("key and secret are not both there"))
	}
	var me struct {
		ID string `json:"id_str"`
	}
	address := c.deps.At.Twitter + "/1.1/account/verify_credentials.json"
	parameters := [][2]string{ // in the order that the signature wants
		{"oauth_consumer_key", consumer}, {"oauth_nonce", c.deps.Nonce()}, {"oauth_signature_method", "HMAC-SHA1"},
		{"oauth_timestamp", strconv.FormatInt(c.deps.Now().Unix(), 10)}, {"oauth_token", access}, {"oauth_version", "1.0"},
	}
	header := oauth1("GET", address, parameters, consumerSecret, accessSecret)
	if err := c.get(ctx, address, header, &me); err != nil {
		return User{}, 0, err
	}
	return User{App: consumer, Subject: me.ID}, Remember, nil
}

// oauth1 is the Authorization header of a signed request (RFC 5849, section
// 3.4). Parameters are sorted, and the address has no query.
func oauth1(method, address string, parameters [][2]string, consumerSecret, tokenSecret string) string {
	var pairs, header []string
	for _, p := range parameters {
		pairs = append(pairs, percent(p[0])+"="+percent(p[1]))
		header = append(header, percent(p[0])+`="`+percent(p[1])+`"`)
	}
	base := method + "&" + percent(address) + "&" + percent(strings.Join(pairs, "&"))
	mac := hmac.New(sha1.New, []byte(percent(consumerSecret)+"&"+percent(tokenSecret)))
	mac.Write([]byte(base))
	signature := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return "OAuth " + strings.Join(append(header, `oauth_signature="`+percent(signature)+`"`), ", ")
}

// percent encodes all but the unreserved characters (RFC 5849, section 3.6).
func percent(s string) string {
	return strings.NewReplacer("+", "%20").Replace(url.QueryEscape(s))
}
