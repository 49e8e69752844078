package config

import (
	"math"
	"time"
)

// Options is the table of all settings of a mode, in the order of the
// documents.
func Options(mode Mode) []Option {
	var all []Option
	if mode == Tool {
		return append(storageOptions(mode), keyOptions()...)
	}
	for _, group := range [][]Option{
		storageOptions(mode), listenOptions(), identityOptions(), tlsOptions(mode), domainOptions(mode), keyOptions(),
		mailOptions(), observeOptions(), limitOptions(), functionOptions(), vendOptions(), behaviourOptions(),
	} {
		all = append(all, group...)
	}
	return all
}

func storageOptions(mode Mode) []Option {
	data := "a directory"
	if mode == Dev {
		data += ", or :memory: to keep nothing"
	}
	const group = "Settings and data"
	return []Option{
		{Name: "config", Group: group, flagOnly: true,
			Usage: "read settings from this YAML file", Accepts: "a path",
			set: func(*Config, []string) error { return nil }},
		{Name: "data", Group: group, Default: "./cognate-data",
			Usage:   "keep the database file and the keyring in this directory",
			Accepts: data,
			set:     text(func(c *Config) *string { return &c.Data }, nil)},
		{Name: "database", Group: group, hidden: true,
			Usage:   "keep everything but the keyring in this PostgreSQL database instead of SQLite",
			Accepts: "a postgres:// URL",
			set:     text(func(c *Config) *string { return &c.Database }, isPostgresURL)},
	}
}

func listenOptions() []Option {
	const group = "Address"
	return []Option{
		{Name: "listen", Group: group, Default: "127.0.0.1:9400",
			Usage:   "listen on this address; dev accepts loopback addresses only",
			Accepts: "host:port, port 0 for a free one",
			set:     text(func(c *Config) *string { return &c.Listen }, isHostPort)},
		{Name: "public-url", Group: group,
			Usage:   "the address that clients use, in issuers and links; by default that of listen",
			Accepts: "an http or https URL without query",
			set:     text(func(c *Config) *string { return &c.PublicURL }, isBaseURL)},
	}
}

func identityOptions() []Option {
	const group = "What it calls itself"
	return []Option{
		{Name: "region", Group: group, Default: "us-east-1",
			Usage: "the AWS region in pool ids, ARNs and signatures", Accepts: "a region name such as us-east-1",
			set: text(func(c *Config) *string { return &c.Region }, isRegion)},
		{Name: "account", Group: group, Default: "123456789012",
			Usage: "the AWS account id in ARNs", Accepts: "12 digits",
			set: text(func(c *Config) *string { return &c.Account }, isAccount)},
		{Name: "issuer", Group: group, Default: string(IssuerSelf),
			Usage:   "the iss claim: {public-url}/{poolId}, or https://cognito-idp.{region}.amazonaws.com/{poolId}",
			Accepts: "self, aws",
			set:     choice(func(c *Config) *Issuer { return &c.Issuer }, IssuerSelf, IssuerAWS)},
	}
}

func tlsOptions(mode Mode) []Option {
	const group = "TLS"
	options := []Option{
		{Name: "tls-cert", Group: group, Usage: "serve HTTPS with this certificate chain; needs tls-key",
			Accepts: "a PEM file", set: text(func(c *Config) *string { return &c.TLSCert }, nil)},
		{Name: "tls-key", Group: group, Usage: "the private key of tls-cert",
			Accepts: "a PEM file", set: text(func(c *Config) *string { return &c.TLSKey }, nil)},
		{Name: "domain-certs", Group: group, Usage: "serve the domains of pools with the certificate chains NAME.pem and keys NAME.key in this directory",
			Accepts: "a directory", set: text(func(c *Config) *string { return &c.DomainCerts }, nil)},
	}
	if mode == Dev {
		return append(options, Option{Name: "tls", Group: group, Default: "false", boolean: true,
			Usage: "serve HTTPS with certificates of a CA for this machine alone, made below data", Accepts: "true, false",
			set: toggle(func(c *Config) *bool { return &c.LocalTLS })})
	}
	return append(options,
		Option{Name: "acme-directory", Group: group,
			Usage:   "get certificates from this ACME server for public-url, unless tls-cert is set, and for the domains of pools; port 443 must lead here",
			Accepts: "an https URL such as https://acme-v02.api.letsencrypt.org/directory; using it accepts its terms",
			set:     text(func(c *Config) *string { return &c.ACME.Directory }, isHTTPS)},
		Option{Name: "acme-email", Group: group, Usage: "the address to which the ACME server may write", Accepts: "an address",
			set: text(func(c *Config) *string { return &c.ACME.Email }, nil)},
		Option{Name: "acme-roots", Group: group, Usage: "trust these CAs at acme-directory instead of the system's", Accepts: "a PEM file",
			set: text(func(c *Config) *string { return &c.ACME.Roots }, nil)})
}

func domainOptions(mode Mode) []Option {
	o := Option{Name: "domain-suffix", Group: "Domains of pools",
		Usage:   "prefix domains answer at {prefix}.auth.{region}.{domain-suffix} besides {public-url}/domain/{prefix}",
		Accepts: "a host name",
		set:     text(func(c *Config) *string { return &c.DomainSuffix }, isHostName)}
	if mode == Dev {
		o.Default = "localhost"
	}
	return []Option{o}
}

func keyOptions() []Option {
	const group = "Master key"
	return []Option{
		{Name: "keyring", Group: group,
			Usage:   "the file of master keys that seal secrets at rest; made at the first start, by default \"keyring\" below data",
			Accepts: "a path", set: text(func(c *Config) *string { return &c.Keys.Keyring }, nil)},
		{Name: "master-key", Group: group, secret: true,
			Usage:   "the master keys themselves, instead of a keyring file; the first one seals, all open",
			Accepts: "32 bytes in base64, or several such with commas between",
			set:     text(func(c *Config) *string { return &c.Keys.MasterKey }, isMasterKeys)},
		{Name: "kms-key", Group: group,
			Usage: "wrap the keyring file with this AWS KMS key", Accepts: "a KMS key ARN",
			set: text(func(c *Config) *string { return &c.Keys.KMSKey }, isKMSKey)},
	}
}

func mailOptions() []Option {
	const group = "Mail"
	return []Option{
		{Name: "smtp-host", Group: group,
			Usage: "send mail through this server; without it mail stays in the outbox", Accepts: "a host name or address",
			set: text(func(c *Config) *string { return &c.SMTP.Host }, isHost)},
		{Name: "smtp-port", Group: group, Default: "0",
			Usage: "its port; 0 means 587 for starttls, 465 for implicit, 25 for none", Accepts: "0 to 65535",
			set: number(func(c *Config) *int { return &c.SMTP.Port }, 0, 65535)},
		{Name: "smtp-tls", Group: group, Default: string(TLSStart),
			Usage: "how the connection is protected; none refuses to send a password", Accepts: "starttls, implicit, none",
			set: choice(func(c *Config) *SMTPTLS { return &c.SMTP.TLS }, TLSStart, TLSImplicit, TLSNone)},
		{Name: "smtp-user", Group: group, Usage: "log in as this user", Accepts: "a user name",
			set: text(func(c *Config) *string { return &c.SMTP.User }, nil)},
		{Name: "smtp-password", Group: group, secret: true, Usage: "the password of smtp-user", Accepts: "a password",
			set: text(func(c *Config) *string { return &c.SMTP.Password }, nil)},
		{Name: "smtp-password-file", Group: group, Usage: "read the password of smtp-user from this file",
			Accepts: "a readable file of at most 4096 bytes", set: setPasswordFile},
		{Name: "smtp-from", Group: group,
			Usage: "the sender of pools that name none; needed with smtp-host", Accepts: "an e-mail address, with or without a name",
			set: text(func(c *Config) *string { return &c.SMTP.From }, isMailbox)},
	}
}

func observeOptions() []Option {
	const group = "Observation"
	return []Option{
		{Name: "log-level", Group: group, Default: "info", Usage: "log events from this level on",
			Accepts: "debug, info, warn, error", set: setLogLevel},
		{Name: "log-format", Group: group, Default: "text", Usage: "the form of log lines", Accepts: "text, json",
			set: choice(func(c *Config) *string { return &c.LogFormat }, "text", "json")},
		{Name: "metrics", Group: group, Default: "true", boolean: true,
			Usage: "answer GET /metrics in the Prometheus format", Accepts: "true, false",
			set: toggle(func(c *Config) *bool { return &c.Metrics })},
		{Name: "otlp-endpoint", Group: group, hidden: true,
			Usage:   "send OpenTelemetry traces by OTLP over HTTP to this address, and to /v1/traces where it has no path",
			Accepts: "an http or https URL, with user and password if the collector needs them",
			set:     text(func(c *Config) *string { return &c.Traces }, isHTTPURL)},
	}
}

func limitOptions() []Option {
	const group = "Limits"
	return []Option{
		{Name: "trusted-proxies", Group: group, list: true,
			Usage:   "believe X-Forwarded-For of these peers; without any, the peer is the client",
			Accepts: "addresses or CIDR prefixes", set: setTrustedProxies},
		{Name: "cors-origins", Group: group, list: true, Default: "*",
			Usage: "let pages of these origins call the API", Accepts: "origins such as https://app.example.com, or *",
			set: setCORSOrigins},
		{Name: "header-timeout", Group: group, Default: "10s", Usage: "give a client this long to send its headers",
			Accepts: "a duration from 1s to 10m", set: span(func(c *Config) *time.Duration { return &c.Limits.HeaderTimeout }, time.Second, 10*time.Minute)},
		{Name: "request-timeout", Group: group, Default: "30s", Usage: "give a request this long, answer included",
			Accepts: "a duration from 1s to 10m", set: span(func(c *Config) *time.Duration { return &c.Limits.RequestTimeout }, time.Second, 10*time.Minute)},
		{Name: "idle-timeout", Group: group, Default: "2m", Usage: "close connections without requests after this long",
			Accepts: "a duration from 1s to 1h", set: span(func(c *Config) *time.Duration { return &c.Limits.IdleTimeout }, time.Second, time.Hour)},
		{Name: "shutdown-timeout", Group: group, Default: "20s", Usage: "let running requests finish for this long at shutdown",
			Accepts: "a duration from 0s to 10m", set: span(func(c *Config) *time.Duration { return &c.Limits.ShutdownTimeout }, 0, 10*time.Minute)},
		{Name: "max-header-bytes", Group: group, Default: "65536", Usage: "refuse larger request headers",
			Accepts: "4096 to 1048576", set: number(func(c *Config) *int { return &c.Limits.MaxHeaderBytes }, 4096, 1<<20)},
		{Name: "max-body-bytes", Group: group, Default: "4194304",
			Usage:   "refuse larger request bodies; most operations have a smaller limit of their own",
			Accepts: "65536 to 2147483647", set: number(func(c *Config) *int64 { return &c.Limits.MaxBodyBytes }, 65536, math.MaxInt32)},
	}
}

func behaviourOptions() []Option {
	const group = "Behaviour"
	return []Option{
		{Name: "strict-aws", Group: group, Default: "false", boolean: true,
			Usage: "demand what only AWS's own wiring needs, such as SES identities and SNS roles", Accepts: "true, false",
			set: toggle(func(c *Config) *bool { return &c.StrictAWS })},
		{Name: "seed", Group: group, Usage: "apply this YAML file of pools, clients, groups and users at start, see docs/seed.md; what is there already stays",
			Accepts: "a path", set: text(func(c *Config) *string { return &c.Seed }, nil)},
	}
}

func vendOptions() []Option {
	const group = "Credentials from elsewhere"
	return []Option{
		{Name: "vend", Group: group, list: true,
			Usage: "the STS that gives identity pools the credentials of the roles whose ARNs match, by AssumeRoleWithWebIdentity; " +
				"the first match wins, other roles are this server's",
			Accepts: "PATTERN=URL such as arn:minio:*=http://127.0.0.1:9000", set: setVend},
		{Name: "vend-role-claim", Group: group,
			Usage:   "tell these services the name of the role in this claim of the OpenID token; MinIO takes \"policy\" for the name of its policy",
			Accepts: "a letter and up to 63 letters, digits, - and _",
			set:     text(func(c *Config) *string { return &c.VendRoleClaim }, isClaimName)},
		{Name: "vend-guest-services", Group: group, list: true,
			Usage: "let the session policies of guests name only these services there, for an STS that refuses actions it does not know; " +
				"without any, all that AWS lets guests use",
			Accepts: "service names of AWS such as s3", set: setGuestServices},
	}
}

func functionOptions() []Option {
	const group = "Lambda functions"
	return []Option{
		{Name: "functions", flag: "function", Group: group, list: true,
			Usage:   "where the Lambda functions that triggers name are; the first match wins",
			Accepts: "PATTERN=TARGET; see docs/triggers.md", set: setFunctions},
		{Name: "functions-env", Group: group, list: true, secret: true,
			Usage:   "variables for functions that run as programs, above those of this process",
			Accepts: "NAME=VALUE", set: setFunctionEnv},
		{Name: "functions-concurrency", Group: group, Default: "10",
			Usage: "run at most this many processes of one function", Accepts: "1 to 1000",
			set: number(func(c *Config) *int { return &c.FunctionConcurrency }, 1, 1000)},
		{Name: "webhook-secret", Group: group, secret: true,
			Usage: "sign what is sent to functions behind URLs", Accepts: "a text of 16 characters or more",
			set: text(func(c *Config) *string { return &c.WebhookSecret }, func(s string) bool { return len(s) >= 16 })},
		{Name: "sender-keys", Group: group, Default: string(KeysLocal),
			Usage:   "encrypt the codes of custom senders with keys of this server, which answers kms:Decrypt, or of AWS KMS",
			Accepts: "local, aws", set: choice(func(c *Config) *SenderKeys { return &c.SenderKeys }, KeysLocal, KeysAWS)},
	}
}
