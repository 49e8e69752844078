package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/pattern"
)

// complete checks what concerns several options and fills in what follows
// from others.
func (c *Config) complete() error {
	checks := []func(*Config) error{checkData, checkKeys}
	if c.Mode != Tool {
		checks = append(checks, checkAddress, checkTLS, checkSMTP, checkPublicURL)
	}
	for _, check := range checks {
		if err := check(c); err != nil {
			return err
		}
	}
	return nil
}

func checkAddress(c *Config) error {
	if c.Listen == "" {
		return errors.New("listen: accepted: host:port")
	}
	host, _, _ := net.SplitHostPort(c.Listen)
	if c.Mode == Dev && !isLoopback(host) {
		return fmt.Errorf("listen: %q is not a loopback address; dev accepts any access key and "+
			"therefore listens on 127.0.0.1, [::1] or localhost only; use cognate serve for others", c.Listen)
	}
	return nil
}

func checkData(c *Config) error {
	switch {
	case c.Data == "":
		return errors.New("data: accepted: a directory")
	case c.Data == Memory && c.Mode == Tool:
		return errors.New("data: what a server keeps in :memory: is out of reach of other processes; accepted: a directory")
	case c.Data == Memory && c.Mode != Dev:
		return errors.New("data: :memory: is for cognate dev only; accepted: a directory")
	case c.Data == Memory && c.Database != "":
		return errors.New("data: :memory: and database exclude each other")
	case c.Data == Memory && (c.Keys.Keyring != "" || c.Keys.KMSKey != ""):
		return errors.New("keyring, kms-key: have no use with data :memory:, which keeps nothing to unseal")
	}
	return nil
}

func checkTLS(c *Config) error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("tls-cert, tls-key: need each other")
	}
	if c.LocalTLS && (c.TLSCert != "" || c.Data == Memory) {
		return errors.New("tls: excludes tls-cert, and needs data in a directory to keep its CA")
	}
	if c.ACME.Directory == "" && (c.ACME.Email != "" || c.ACME.Roots != "") {
		return errors.New("acme-directory: is needed with acme-email and acme-roots")
	}
	if c.DomainCerts != "" && !c.UsesTLS() {
		return errors.New("domain-certs: needs tls-cert or acme-directory")
	}
	return nil
}

// UsesTLS reports whether the server itself speaks TLS.
func (c *Config) UsesTLS() bool { return c.TLSCert != "" || c.LocalTLS || c.ACME.Directory != "" }

func checkKeys(c *Config) error {
	if c.Keys.MasterKey != "" && (c.Keys.KMSKey != "" || c.Keys.Keyring != "") {
		return errors.New("master-key: excludes keyring and kms-key; choose one source of the master key")
	}
	if c.Keys.Keyring == "" && c.Keys.MasterKey == "" && c.Data != Memory {
		c.Keys.Keyring = filepath.Join(c.Data, "keyring")
	}
	return nil
}

func checkSMTP(c *Config) error {
	s := &c.SMTP
	if s.Host == "" {
		if s.User != "" || s.Password != "" || s.From != "" {
			return errors.New("smtp-host: is needed with smtp-user, smtp-password and smtp-from")
		}
		return nil
	}
	if s.From == "" {
		return errors.New("smtp-from: is needed with smtp-host")
	}
	if (s.User == "") != (s.Password == "") {
		return errors.New("smtp-user, smtp-password: need each other")
	}
	if s.TLS == TLSNone && s.Password != "" {
		return errors.New("smtp-tls: none would send smtp-password in the clear; accepted with a password: starttls, implicit")
	}
	if s.Port == 0 {
		s.Port = map[SMTPTLS]int{TLSStart: 587, TLSImplicit: 465, TLSNone: 25}[s.TLS]
	}
	return nil
}

// checkPublicURL demands an address where none can be guessed: tokens name it
// as their issuer, and a guess that changes makes them invalid.
func checkPublicURL(c *Config) error {
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if c.PublicURL != "" {
		return nil
	}
	host, _, _ := net.SplitHostPort(c.Listen)
	addr, err := netip.ParseAddr(host)
	if host == "" || err == nil && addr.IsUnspecified() {
		return errors.New("public-url: is needed because listen names every address; accepted: an http or https URL")
	}
	return nil
}

// BaseURL is PublicURL, or the URL of the address that was really listened on.
func (c *Config) BaseURL(listening net.Addr) string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	scheme := "http"
	if c.UsesTLS() {
		scheme = "https"
	}
	host, _, _ := net.SplitHostPort(c.Listen)
	_, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return scheme + "://" + listening.String()
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

func setPasswordFile(c *Config, v []string) error {
	if v[0] == "" {
		return nil
	}
	if c.SMTP.Password != "" {
		return errors.New("excludes smtp-password; choose one")
	}
	raw, err := readBounded(v[0], maxPassword)
	if err != nil {
		return err
	}
	c.SMTP.Password = strings.TrimRight(string(raw), "\r\n")
	return nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

func isHostPort(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host != "" && !isHost(host) {
		return false
	}
	n, err := strconv.Atoi(port)
	return err == nil && n >= 0 && n <= 65535
}

var (
	hostName     = pattern.Lazy(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)
	regionName   = pattern.Lazy(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`)
	accountID    = pattern.Lazy(`^[0-9]{12}$`)
	kmsKey       = pattern.Lazy(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+$`)
	variableName = pattern.Lazy(`^[A-Za-z_][A-Za-z0-9_]*$`)
	claimName    = pattern.Lazy(`^[A-Za-z][A-Za-z0-9_-]{0,63}$`)
	serviceName  = pattern.Lazy(`^[a-z][a-z0-9-]{0,31}$`)
	functionName = pattern.Lazy(`^[A-Za-z0-9:_*?$-]{1,256}$`)
)

func isHost(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil || hostName().MatchString(s)
}

func isRegion(s string) bool       { return regionName().MatchString(s) }
func isAccount(s string) bool      { return accountID().MatchString(s) }
func isKMSKey(s string) bool       { return kmsKey().MatchString(s) }
func isClaimName(s string) bool    { return claimName().MatchString(s) }
func isFunctionName(s string) bool { return functionName().MatchString(s) }

func isMasterKeys(s string) bool {
	for _, key := range strings.Split(s, ",") {
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(key))
		if err != nil || len(raw) != 32 {
			return false
		}
	}
	return true
}

func isPostgresURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql")
}

func isHTTPURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func isBaseURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && isHTTPURL(s) && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

func isHTTPS(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}

func isHostName(s string) bool { return hostName().MatchString(s) && len(s) <= 253 }

func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && isBaseURL(s) && u.Path == ""
}

func isMailbox(s string) bool {
	_, err := mail.ParseAddress(s)
	return err == nil
}
