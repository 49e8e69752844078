package config

import (
	"bytes"
	"encoding/base64"
	"errors"
	"flag"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	got, err := Load(Dev, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &Config{
		Mode: Dev, Listen: "127.0.0.1:9400", Data: "./cognate-data",
		Region: "us-east-1", Account: "123456789012", Issuer: IssuerSelf, DomainSuffix: "localhost",
		Keys: Keys{Keyring: "cognate-data/keyring"}, SMTP: SMTP{TLS: TLSStart},
		LogLevel: slog.LevelInfo, LogFormat: "text", Metrics: true, CORSOrigins: []string{"*"},
		Limits: Limits{
			HeaderTimeout: 10 * time.Second, RequestTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
			ShutdownTimeout: 20 * time.Second, MaxHeaderBytes: 65536, MaxBodyBytes: 4 << 20,
		},
		FunctionConcurrency: 10, SenderKeys: KeysLocal,
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(netip.Prefix{})); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	file := write(t, "c.yaml", "region: eu-west-1\naccount: '111111111111'\nlog-level: warn\n")
	env := []string{"COGNATE_CONFIG=" + file, "COGNATE_REGION=eu-west-2", "COGNATE_LOG_LEVEL=error", "COGNATE_TEST_POSTGRES=x", "HOME=/"}
	got, err := Load(Serve, []string{"--region", "eu-west-3"}, env)
	if err != nil {
		t.Fatal(err)
	}
	if got.Region != "eu-west-3" || got.LogLevel != slog.LevelError || got.Account != "111111111111" {
		t.Errorf("region %s level %v account %s, want flag, environment and file to win in that order", got.Region, got.LogLevel, got.Account)
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	file := write(t, "c.yaml", "trusted-proxies: [10.0.0.0/8, 192.0.2.1]\nfunctions:\n  b: http://127.0.0.1:2/\n  a-*: exec:./bootstrap\n")
	got, err := Load(Dev, []string{"--config", file, "--cors-origins", "https://a.example", "--cors-origins=https://b.example"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"https://a.example", "https://b.example"}, got.CORSOrigins); diff != "" {
		t.Errorf("origins:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"b=http://127.0.0.1:2/", "a-*=exec:./bootstrap"}, got.Functions); diff != "" {
		t.Errorf("functions:\n%s", diff)
	}
	var proxies []string
	for _, p := range got.TrustedProxies {
		proxies = append(proxies, p.String())
	}
	if diff := cmp.Diff([]string{"10.0.0.0/8", "192.0.2.1/32"}, proxies); diff != "" {
		t.Errorf("proxies:\n%s", diff)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	password := write(t, "password", "secret\n")
	tests := []struct {
		name string
		mode Mode
		args []string
		env  []string
		yaml string
		want string // the whole message
	}{
		{name: "unknown flag", args: []string{"--regoin=x"}, want: "unknown option --regoin: did you mean --region?"},
		{name: "unknown flag, nothing near", args: []string{"--zzzzzz"}, want: "unknown option --zzzzzz: docs/configuration.md lists the accepted names"},
		{name: "unknown variable", env: []string{"COGNATE_REGIONS=x"}, want: "unknown environment variable COGNATE_REGIONS: did you mean COGNATE_REGION?"},
		{name: "unknown key", yaml: "regions: x", want: "unknown key regions: did you mean region?"},
		{name: "config in the file", yaml: "config: x", want: "unknown key config: docs/configuration.md lists the accepted names"},
		{name: "not a mapping", yaml: "- a", want: "is not a YAML mapping of option names to values"},
		{name: "broken YAML", yaml: "region: [", want: "is no YAML: line 1: did not find expected node content"},
		{name: "key twice", yaml: "region: a\nregion: b", want: `line 2: mapping key "region" already defined at line 1`},
		{name: "key of serve", yaml: "acme-directory: https://x", want: "unknown key acme-directory: only cognate serve takes it"},
		{name: "variable of serve", env: []string{"COGNATE_ACME_EMAIL=x"}, want: "unknown environment variable COGNATE_ACME_EMAIL: only cognate serve takes it"},
		{name: "flag of dev", mode: Serve, args: []string{"--tls"}, want: "unknown option --tls: only cognate dev takes it"},
		{name: "boolean after a blank", args: []string{"--metrics", "false"}, want: `unexpected argument "false": it follows its option after =, as in --metrics=false`},
		{name: "sequence for a scalar", yaml: "region: [a, b]", want: "region: accepted: a region name such as us-east-1"},
		{name: "positional", args: []string{"x"}, want: `unexpected argument "x": cognate dev takes options only`},
		{name: "bare", args: []string{"--region"}, want: "--region: takes a value, accepted: a region name such as us-east-1"},
		{name: "secret as flag", args: []string{"--smtp-password=x"}, want: "--smtp-password: is a secret and no flag; set COGNATE_SMTP_PASSWORD"},
		{name: "bad region", args: []string{"--region=Mars"}, want: `--region: "Mars" is not valid, accepted: a region name such as us-east-1`},
		{name: "bad account", env: []string{"COGNATE_ACCOUNT=12"}, want: `COGNATE_ACCOUNT: "12" is not valid, accepted: 12 digits`},
		{name: "bad issuer", args: []string{"--issuer=x"}, want: `--issuer: "x" is not valid, accepted: self, aws`},
		{name: "bad claim", args: []string{"--vend-role-claim=1"}, want: `--vend-role-claim: "1" is not valid, accepted: a letter and up to 63 letters, digits, - and _`},
		{name: "bad service", args: []string{"--vend-guest-services=s3:*"}, want: `--vend-guest-services: "s3:*" is not valid, accepted: service names of AWS such as s3`},
		{name: "bad duration", args: []string{"--idle-timeout=5"}, want: `--idle-timeout: "5" is not valid, accepted: a duration from 1s to 1h`},
		{name: "bad number", args: []string{"--max-header-bytes=1"}, want: `--max-header-bytes: "1" is not valid, accepted: 4096 to 1048576`},
		{name: "bad boolean", args: []string{"--metrics=maybe"}, want: `--metrics: "maybe" is not valid, accepted: true, false`},
		{name: "database hides its password", args: []string{"--database=mysql://u:pw@h/d"}, want: "--database: accepted: a postgres:// URL"},
		{name: "master key hidden", env: []string{"COGNATE_MASTER_KEY=short"}, want: "COGNATE_MASTER_KEY: accepted: 32 bytes in base64, or several such with commas between"},
		{name: "two key sources", env: []string{"COGNATE_MASTER_KEY=" + base64.StdEncoding.EncodeToString(make([]byte, 32)), "COGNATE_KEYRING=x"},
			want: "master-key: excludes keyring and kms-key; choose one source of the master key"},
		{name: "dev beyond loopback", args: []string{"--listen=0.0.0.0:9400"},
			want: `listen: "0.0.0.0:9400" is not a loopback address; dev accepts any access key and therefore listens on 127.0.0.1, [::1] or localhost only; use cognate serve for others`},
		{name: "dev on every address", args: []string{"--listen=:9400"},
			want: `listen: ":9400" is not a loopback address; dev accepts any access key and therefore listens on 127.0.0.1, [::1] or localhost only; use cognate serve for others`},
		{name: "memory in serve", mode: Serve, args: []string{"--data=:memory:"}, want: "data: :memory: is for cognate dev only; accepted: a directory"},
		{name: "memory for a tool", mode: Tool, args: []string{"--data=:memory:"}, want: "data: what a server keeps in :memory: is out of reach of other processes; accepted: a directory"},
		{name: "public url unknown", mode: Serve, args: []string{"--listen=:9400"}, want: "public-url: is needed because listen names every address; accepted: an http or https URL"},
		{name: "public url", args: []string{"--public-url=ftp://x"}, want: `--public-url: "ftp://x" is not valid, accepted: an http or https URL without query`},
		{name: "half a certificate", args: []string{"--tls-cert=x"}, want: "tls-cert, tls-key: need each other"},
		{name: "smtp without from", args: []string{"--smtp-host=mail.example"}, want: "smtp-from: is needed with smtp-host"},
		{name: "smtp without host", args: []string{"--smtp-from=a@b.example"}, want: "smtp-host: is needed with smtp-user, smtp-password and smtp-from"},
		{name: "smtp password in the clear", args: []string{"--smtp-host=m", "--smtp-from=a@b.example", "--smtp-user=u", "--smtp-password-file=" + password, "--smtp-tls=none"},
			want: "smtp-tls: none would send smtp-password in the clear; accepted with a password: starttls, implicit"},
		{name: "two passwords", env: []string{"COGNATE_SMTP_PASSWORD=x", "COGNATE_SMTP_PASSWORD_FILE=" + password}, want: "COGNATE_SMTP_PASSWORD_FILE: excludes smtp-password; choose one"},
		{name: "function variable as flag", args: []string{"--functions-env=A=1"}, want: "--functions-env: is a secret and no flag; set COGNATE_FUNCTIONS_ENV"},
		{name: "function variable without name", env: []string{"COGNATE_FUNCTIONS_ENV=A=1,=2"}, want: "COGNATE_FUNCTIONS_ENV: accepted: NAME=VALUE"},
		{name: "short webhook secret", env: []string{"COGNATE_WEBHOOK_SECRET=short"}, want: "COGNATE_WEBHOOK_SECRET: accepted: a text of 16 characters or more"},
		{name: "unknown sender keys", args: []string{"--sender-keys=gcp"}, want: `--sender-keys: "gcp" is not valid, accepted: local, aws`},
		{name: "function without target", args: []string{"--function=f"}, want: `--function: "f" is not valid, accepted: PATTERN=TARGET; see docs/triggers.md`},
		{name: "proxy", args: []string{"--trusted-proxies=10.0.0.0/99"}, want: `--trusted-proxies: "10.0.0.0/99" is not valid, accepted: addresses or CIDR prefixes`},
		{name: "origin with path", args: []string{"--cors-origins=https://a.example/x"}, want: `--cors-origins: "https://a.example/x" is not valid, accepted: origins such as https://app.example.com, or *`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			mode, args, want := tt.mode, tt.args, tt.want
			if mode == "" {
				mode = Dev
			}
			if tt.yaml != "" {
				file := write(t, "c.yaml", tt.yaml)
				args, want = append(args, "--config="+file), file+": "+want
			}
			_, err := Load(mode, args, tt.env)
			if err == nil || err.Error() != want {
				t.Errorf("error %v\nwant  %s", err, want)
			}
		})
	}
}

func TestSMTPPorts(t *testing.T) {
	t.Parallel()
	for tls, port := range map[string]int{"starttls": 587, "implicit": 465, "none": 25} {
		c, err := Load(Serve, []string{"--smtp-host=m.example", "--smtp-from=A <a@b.example>", "--smtp-tls=" + tls}, nil)
		if err != nil || c.SMTP.Port != port {
			t.Errorf("%s: port %d, error %v, want %d", tls, c.SMTP.Port, err, port)
		}
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	addr := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}
	for _, tt := range []struct {
		config Config
		want   string
	}{
		{Config{Listen: "127.0.0.1:0"}, "http://127.0.0.1:4711"},
		{Config{Listen: "localhost:0", TLSCert: "x"}, "https://localhost:4711"},
		{Config{Listen: "[::1]:0"}, "http://[::1]:4711"},
		{Config{Listen: ":0", PublicURL: "https://id.example.com"}, "https://id.example.com"},
	} {
		if got := tt.config.BaseURL(addr); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.config, got, tt.want)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if _, err := Load(Dev, []string{"--help"}, nil); !errors.Is(err, flag.ErrHelp) {
		t.Fatalf("error %v, want flag.ErrHelp", err)
	}
	PrintUsage(&out, Dev)
	for _, o := range Options(Dev) {
		if !strings.Contains(out.String(), o.Usage) {
			t.Errorf("help says nothing of %s", o.Name)
		}
	}
	if strings.Contains(out.String(), "--smtp-password\n") {
		t.Error("help offers a flag for a secret")
	}
}

// The document is generated; "make generate" writes it.
func TestDocument(t *testing.T) {
	t.Parallel()
	var want bytes.Buffer
	Document(&want)
	got, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("docs/configuration.md is out of date, run make generate (-want +got):\n%s", diff)
	}
}

// A tool runs in the environment of the server whose data it opens.
func TestToolSharesSettings(t *testing.T) {
	t.Parallel()
	set := flag.NewFlagSet("messages", flag.ContinueOnError)
	to := set.String("to", "", "an address")
	c, err := LoadWith(set, Tool, []string{"--to=a@b.example", "--data=d", "rest"}, []string{"COGNATE_LISTEN=0.0.0.0:1", "COGNATE_DATA=e"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "d" || *to != "a@b.example" || set.Arg(0) != "rest" || c.Listen != "" {
		t.Errorf("data %q, to %q, args %q, listen %q", c.Data, *to, set.Args(), c.Listen)
	}
	if _, err := LoadWith(flag.NewFlagSet("messages", flag.ContinueOnError), Tool, []string{"--listen=x"}, nil); err == nil {
		t.Error("a tool accepted --listen")
	}
}
