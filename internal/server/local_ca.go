package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/seal"
)

// LocalCAFile is the certificate of the CA of a development server, below its
// data. Whoever trusts it trusts this machine for its own names.
const LocalCAFile = "local-ca.pem"

// How long the CA and its certificates are valid, and how many of the latter
// are remembered.
const (
	caLife   = 5 * 365 * 24 * time.Hour
	leafLife = 90 * 24 * time.Hour
	maxLeafs = 1000
)

// localCA makes certificates for this machine. It is bound to the names of this
// machine by constraints in its own certificate, so that nobody who gets at its
// key can pass for another site.
type localCA struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	deps        Deps

	mu    sync.Mutex
	leafs map[string]*tls.Certificate
}

// openLocalCA reads the CA, or makes one where there is none yet or the old
// one is about to end. Its key lies beside it, sealed.
func openLocalCA(path string, ring *Ring, deps Deps) (*localCA, error) {
	ca := &localCA{deps: deps, leafs: map[string]*tls.Certificate{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ca, ca.create(path, ring)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is no certificate", path)
	}
	if ca.certificate, err = x509.ParseCertificate(block.Bytes); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if deps.Now().Add(leafLife).After(ca.certificate.NotAfter) {
		return ca, ca.create(path, ring)
	}
	sealed, err := os.ReadFile(path + ".key")
	if err != nil {
		return nil, err
	}
	der, err := ring.Open(sealed, caPlace())
	if err != nil {
		return nil, fmt.Errorf("%s.key: %w", path, err)
	}
	ca.key, err = x509.ParseECPrivateKey(der)
	return ca, err
}

func caPlace() []byte { return seal.Place("files", LocalCAFile, "key") }

func (ca *localCA) create(path string, ring *Ring) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), ca.deps.Rand)
	if err != nil {
		return err
	}
	serial, err := serialNumber(ca.deps.Rand)
	if err != nil {
		return err
	}
	now := ca.deps.Now()
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: []string{"Cognate"}, CommonName: "Cognate development CA"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(caLife), IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign, PermittedDNSDomainsCritical: true, PermittedDNSDomains: []string{"localhost"},
		PermittedIPRanges: []*net.IPNet{
			{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)}, {IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)},
		},
	}
	der, err := x509.CreateCertificate(ca.deps.Rand, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	if ca.certificate, err = x509.ParseCertificate(der); err != nil {
		return err
	}
	ca.key = key
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".key", ring.Seal(private, caPlace()), 0o600); err != nil {
		return err
	}
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
}

// issue gives a certificate for the name that a client asks for.
func (ca *localCA) issue(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	name := strings.ToLower(hello.ServerName)
	if name != "" && name != "localhost" && !strings.HasSuffix(name, ".localhost") {
		return nil, fmt.Errorf("%s is not a name of this machine", name)
	}
	ca.mu.Lock()
	defer ca.mu.Unlock()
	if leaf := ca.leafs[name]; leaf != nil && ca.deps.Now().Before(leaf.Leaf.NotAfter) {
		return leaf, nil
	}
	leaf, err := ca.sign(name)
	if err != nil {
		return nil, err
	}
	if len(ca.leafs) >= maxLeafs {
		clear(ca.leafs)
	}
	ca.leafs[name] = leaf
	return leaf, nil
}

func (ca *localCA) sign(name string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), ca.deps.Rand)
	if err != nil {
		return nil, err
	}
	serial, err := serialNumber(ca.deps.Rand)
	if err != nil {
		return nil, err
	}
	now := ca.deps.Now()
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: []string{"Cognate"}}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(leafLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	if name != "" {
		template.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(ca.deps.Rand, template, ca.certificate, key.Public(), ca.key)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, ca.certificate.Raw}, PrivateKey: key, Leaf: parsed}, nil
}

func serialNumber(rand io.Reader) (*big.Int, error) {
	var b [16]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return nil, err
	}
	b[0] &= 0x7f
	return new(big.Int).SetBytes(b[:]), nil
}
