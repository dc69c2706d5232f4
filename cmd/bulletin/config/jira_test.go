package config_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulletin/cmd/bulletin/config"
)

// TestWayToJira: proxies and client certificates, and what is said of bad ones.
func TestWayToJira(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ keys, fault string }{
		{"", ""},
		{"\n  proxy: http://proxy.example.com:3128", ""},
		{"\n  proxy: socks5://127.0.0.1:1080", ""},
		{"\n  proxy: proxy.example.com:3128", `config.yaml:6: jira.proxy: "proxy.example.com:3128" is no address of a proxy; write it as http://proxy.example.com:3128`},
		{"\n  proxy: http://me:pass@proxy.example.com", "config.yaml:6: jira.proxy: a password never stands in this file; remove the line and set HTTPS_PROXY, which may hold one"},
		{"\n  cert_file: me.pem\n  key_file: me.key", ""},
		{"\n  cert_file: me.pem", "config.yaml:1: jira needs both cert_file and key_file, or neither"},
		{"\n  cert_file: no.pem\n  key_file: me.key", `config.yaml:6: jira.cert_file: cannot read "no.pem": no such file or directory`},
		{"\n  cert_file: me.pem\n  key_file: open.key", `config.yaml:7: jira.key_file: cannot read "open.key": others can read it (mode 0644); run chmod 600 on it`},
		{"\n  cert_file: me.key\n  key_file: me.pem", `config.yaml:7: jira.key_file: "me.key" and "me.pem" are no certificate and its key in PEM form, without a password`},
	} {
		path := folder(t, strings.Replace(good, "filter: 10042", "filter: 10042"+tt.keys, 1))
		pair(t, filepath.Dir(path))
		got, err := config.Load(path, config.Env(getenv))
		if tt.fault != "" {
			want(t, err, tt.fault)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		o := got.Jira()
		if (o.Proxy != nil) != strings.Contains(tt.keys, "proxy") || (o.Certificate != nil) != strings.Contains(tt.keys, "cert_file") {
			t.Errorf("%q: proxy %v, certificate %v", tt.keys, o.Proxy, o.Certificate != nil)
		}
	}
}

// TestSite: letters link to where people open issues.
func TestSite(t *testing.T) {
	t.Parallel()
	for keys, browse := range map[string]string{
		"": "https://jira.example.com/browse/", "\n  site: https://example.atlassian.net/": "https://example.atlassian.net/browse/",
	} {
		got, err := config.Load(folder(t, strings.Replace(good, "filter: 10042", "filter: 10042"+keys, 1)), config.Env(getenv))
		if err != nil || got.Desk.Browse != browse {
			t.Errorf("%q: %q, %v", keys, got.Desk.Browse, err)
		}
	}
}

// pair lays out a certificate, its key, and the key once more for everybody to read.
func pair(t *testing.T, dir string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1)}
	cert, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct {
		name, kind string
		der        []byte
		mode       os.FileMode
	}{{"me.pem", "CERTIFICATE", cert, 0o600}, {"me.key", "PRIVATE KEY", private, 0o600}, {"open.key", "PRIVATE KEY", private, 0o644}} {
		if err := os.WriteFile(filepath.Join(dir, f.name), pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.der}), f.mode); err != nil {
			t.Fatal(err)
		}
	}
}
