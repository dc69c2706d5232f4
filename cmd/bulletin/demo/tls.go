package demo

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"time"
)

// mailHost is the name by which the mail server introduces itself.
const mailHost = "mail.example.com"

// authority signs the certificates of the demo's servers.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority() (authority, error) {
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "bulletin demo CA"},
		NotBefore: time.Now().AddDate(-1, 0, 0), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	a := authority{t, key}
	a.certificate, err = a.sign(t, key)
	return a, err
}

func (a authority) sign(t *x509.Certificate, key *ecdsa.PrivateKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, t, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// pem is what is to be trusted.
func (a authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// issue makes a certificate for these names, good until then.
func (a authority) issue(until time.Time, addresses []net.IP, names ...string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	c, err := a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, IPAddresses: addresses,
		NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{c.Raw}, PrivateKey: key}, nil
}

// here are the address and the end of a certificate for this machine that is in order.
func here() (until time.Time, addresses []net.IP) {
	return time.Now().AddDate(0, 6, 0), []net.IP{net.IPv4(127, 0, 0, 1)}
}

// secured is the demo's Jira behind TLS, for the faults that need it. It shows a certificate
// that is in order until one of them is there, and a new one on every request.
func (j *jira) secured(s *http.Server, a authority) (server, error) {
	until, addresses := here()
	stranger, err := newAuthority()
	if err != nil {
		return nil, err
	}
	shown := map[string]tls.Certificate{}
	for name, issue := range map[string]func() (tls.Certificate, error){
		"":            func() (tls.Certificate, error) { return a.issue(until, addresses, "localhost") },
		"tls-expired": func() (tls.Certificate, error) { return a.issue(time.Now().Add(-time.Hour), addresses, "localhost") },
		"tls-name":    func() (tls.Certificate, error) { return a.issue(until, nil, "jira.example.com") },
		"tls-unknown": func() (tls.Certificate, error) { return stranger.issue(until, addresses, "localhost") },
	} {
		if shown[name], err = issue(); err != nil {
			return nil, err
		}
	}
	s.SetKeepAlivesEnabled(false)
	return secure{s, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		c := shown[""]
		for name, bad := range shown {
			if name != "" && j.ails(name) {
				c = bad
			}
		}
		return &c, nil
	}}}, nil
}

// secure is a server behind TLS.
type secure struct {
	*http.Server
	config *tls.Config
}

// Serve answers on l until it is closed.
func (s secure) Serve(l net.Listener) error { return s.Server.Serve(tls.NewListener(l, s.config)) }
