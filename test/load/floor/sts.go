package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The one key that signs here.
const (
	keyID     = "AKIAFLOORFLOORFLOOR0"
	keySecret = "the secret of the floor"
)

// query answers the operations of STS.
func (s *server) query(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var out any
	if form.Get("Action") == "GetCallerIdentity" {
		out, err = callerIdentity(r, body)
	} else {
		out, err = s.assumeRole(form)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	_ = xml.NewEncoder(w).Encode(out)
}

type metadata struct {
	RequestID string `xml:"RequestId"`
}

type assumed struct {
	XMLName struct{} `xml:"https://sts.amazonaws.com/doc/2011-06-15/ AssumeRoleWithWebIdentityResponse"`
	Result  struct {
		Credentials     credentials
		AssumedRoleUser struct{ AssumedRoleID, Arn string }
		Provider        string
		Audience        string
		Subject         string `xml:"SubjectFromWebIdentityToken"`
	} `xml:"AssumeRoleWithWebIdentityResult"`
	Metadata metadata `xml:"ResponseMetadata"`
}

func (s *server) assumeRole(form url.Values) (any, error) {
	id, err := s.openIDToken(form.Get("WebIdentityToken"))
	if err != nil {
		return nil, err
	}
	if form.Get("RoleArn") != role {
		return nil, errors.New("no such role")
	}
	var out assumed
	out.Result.Credentials, err = s.credentials(id)
	out.Result.AssumedRoleUser.AssumedRoleID = "AROAFLOOR:" + form.Get("RoleSessionName")
	out.Result.AssumedRoleUser.Arn = "arn:aws:sts::123456789012:assumed-role/load/" + form.Get("RoleSessionName")
	out.Result.Provider, out.Result.Audience, out.Result.Subject = "cognito-identity.amazonaws.com", "us-east-1:floor", id
	out.Metadata.RequestID = uuid()
	return out, err
}

type identified struct {
	XMLName struct{} `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse"`
	Result  struct {
		Arn     string
		UserID  string `xml:"UserId"`
		Account string
	} `xml:"GetCallerIdentityResult"`
	Metadata metadata `xml:"ResponseMetadata"`
}

func callerIdentity(r *http.Request, body []byte) (any, error) {
	if err := checkSignature(r, body); err != nil {
		return nil, err
	}
	var out identified
	out.Result.Arn, out.Result.UserID, out.Result.Account = "arn:aws:iam::123456789012:root", "123456789012", "123456789012"
	out.Metadata.RequestID = uuid()
	return out, nil
}

// checkSignature verifies AWS Signature Version 4 of a request without a query.
func checkSignature(r *http.Request, body []byte) error {
	fields := map[string]string{}
	text, _ := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	key, scope, _ := strings.Cut(fields["Credential"], "/")
	parts := strings.Split(scope, "/")
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil || key != keyID || len(parts) != 4 || time.Since(at).Abs() > 5*time.Minute {
		return errors.New("bad credential")
	}
	var canonical strings.Builder
	canonical.WriteString(r.Method + "\n" + r.URL.EscapedPath() + "\n\n")
	for name := range strings.SplitSeq(fields["SignedHeaders"], ";") {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		canonical.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	canonical.WriteString("\n" + fields["SignedHeaders"] + "\n" + hexSum(body))
	signing := []byte("AWS4" + keySecret)
	for _, part := range parts {
		signing = mac(signing, []byte(part))
	}
	toSign := "AWS4-HMAC-SHA256\n" + r.Header.Get("X-Amz-Date") + "\n" + scope + "\n" + hexSum([]byte(canonical.String()))
	given, err := hex.DecodeString(fields["Signature"])
	if err != nil || !hmac.Equal(mac(signing, []byte(toSign)), given) {
		return errors.New("bad signature")
	}
	return nil
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
