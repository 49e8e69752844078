// Package config holds the settings of one Cognate process: one struct, and
// one table that says for each option its name, default, accepted values and
// meaning. Flags, COGNATE_* environment variables, the YAML file and
// docs/configuration.md all come from that table, so that none can drift.
//
// It decides what is a valid setting. It opens no file but the YAML file and
// the files that hold secrets, and it imports nothing of the project.
package config

import (
	"log/slog"
	"net/netip"
	"time"
)

// Mode says how the process treats its callers.
type Mode string

// The modes. Dev is for one machine: it listens on loopback only, accepts any
// access key and shows the inbox. Serve verifies every signature. Tool is for
// the subcommands that open the data of a server, running or not.
const (
	Dev   Mode = "dev"
	Serve Mode = "serve"
	Tool  Mode = "tool"
)

// Memory is the value of Config.Data that keeps everything in memory.
const Memory = ":memory:"

// Issuer says what the iss claim of tokens looks like.
type Issuer string

// The issuer forms: {public-url}/{poolId}, or the address that AWS would use,
// for verifiers that build it from the region.
const (
	IssuerSelf Issuer = "self"
	IssuerAWS  Issuer = "aws"
)

// SMTPTLS says how the connection to the mail server is protected.
type SMTPTLS string

// The ways to protect SMTP. TLSNone sends in the clear and never sends a
// password.
const (
	TLSStart    SMTPTLS = "starttls"
	TLSImplicit SMTPTLS = "implicit"
	TLSNone     SMTPTLS = "none"
)

// Config is everything an operator can decide. Load makes valid ones.
type Config struct {
	Mode     Mode
	Listen   string // host:port; port 0 takes a free one
	Data     string // directory, or Memory
	Database string // PostgreSQL URL; "" keeps users in SQLite below Data

	Region    string
	Account   string // 12 digits
	PublicURL string // no trailing slash; "" follows the address listened on
	Issuer    Issuer

	TLSCert, TLSKey string // PEM files; both or none
	LocalTLS        bool   // dev: serve HTTPS with certificates of a CA made below Data
	ACME            ACME

	// DomainSuffix is the host below which prefix domains answer, at
	// {prefix}.auth.{region}.{DomainSuffix}; "" leaves them their paths only.
	DomainSuffix string
	// DomainCerts is a directory of NAME.pem and NAME.key for domains of pools,
	// "" for none.
	DomainCerts string

	Keys      Keys
	SMTP      SMTP
	StrictAWS bool

	LogLevel  slog.Level
	LogFormat string // "text" or "json"
	Traces    string // OTLP/HTTP endpoint URL, "" for none
	Metrics   bool

	TrustedProxies []netip.Prefix
	CORSOrigins    []string // "*" for any
	Limits         Limits

	Functions           []string // PATTERN=TARGET, tried in order
	FunctionEnv         []string // NAME=VALUE
	FunctionConcurrency int      // processes of one function
	WebhookSecret       string   // "" leaves requests unsigned
	SenderKeys          SenderKeys

	Vend []string // PATTERN=URL, tried in order
	// VendRoleClaim is the claim in which the tokens for services of Vend hold
	// the name of the role; "" for none.
	VendRoleClaim string
	// VendGuestServices are the services that the session policies of guests
	// name there; none means all that AWS has.
	VendGuestServices []string

	Seed string // YAML file, "" for none
}

// SenderKeys says whose keys encrypt the codes that custom senders get.
type SenderKeys string

// The key services. KeysLocal seals with the server's own keyring, whatever
// key a pool names.
const (
	KeysLocal SenderKeys = "local"
	KeysAWS   SenderKeys = "aws"
)

// ACME says where certificates come from for the hosts that clients use:
// that of PublicURL unless TLSCert is set, and the domains of pools.
type ACME struct {
	Directory string // URL; "" for no ACME
	Email     string // for the CA to write to, "" for none
	Roots     string // PEM file of the CAs to trust at Directory, "" for the system's
}

// Keys says where the master keys come from. At most one of KMSKey and
// MasterKey is set; with neither, the file Keyring holds them.
type Keys struct {
	Keyring   string // path; "" means "keyring" below Data
	MasterKey string // one or more times 32 bytes in base64, comma-separated
	KMSKey    string // ARN of the AWS KMS key that wraps the keyring file
}

// SMTP says how mail leaves. An empty Host keeps all mail in the outbox.
type SMTP struct {
	Host           string
	Port           int // 0 means the usual one of TLS
	User, Password string
	TLS            SMTPTLS
	From           string // address, with or without a display name
}

// Limits bound what one client can make the server hold.
type Limits struct {
	HeaderTimeout   time.Duration
	RequestTimeout  time.Duration // reading the request and writing the answer
	IdleTimeout     time.Duration
	ShutdownTimeout time.Duration
	MaxHeaderBytes  int
	MaxBodyBytes    int64
}
