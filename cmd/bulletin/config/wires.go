package config

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"bulletin/jiraclient"
	"bulletin/notify/smtp"
)

// jira reads how Jira is reached.
func (r *reader) jira(t table) jiraclient.Options {
	if !t.present {
		return jiraclient.Options{}
	}
	o := jiraclient.Options{
		URL:     t.base("url"),
		Filter:  t.text("filter"),
		JQL:     t.text("jql"),
		RootCAs: t.roots("ca_file"),
		Proxy:   t.proxy("proxy"),
		Budget:  t.number("budget", 10, 100_000),

		Certificate: t.certificate("cert_file", "key_file"),
	}
	if t.has("filter") == t.has("jql") {
		t.fault(t.at("jql"), "jira needs exactly one of filter and jql")
	}
	switch basic := t.oneOf("auth", "pat", "pat", "basic") == "basic"; {
	case basic:
		o.Auth, o.Email = jiraclient.Basic, t.need("email")
	case t.has("email"):
		t.fault(t.at("email"), `jira.email belongs to auth: basic; with auth: pat remove it`)
	}
	o.Token = t.secret("token", true)
	return o
}

// smtp reads how the mail server is reached.
func (r *reader) smtp(t table) smtp.Server {
	if !t.present {
		return smtp.Server{}
	}
	s := smtp.Server{Host: t.need("host"), Roots: t.roots("ca_file"), Username: t.text("username")}
	if s.Host != "" && !hostName(s.Host) {
		t.fault(t.at("host"), "smtp.host: %q is no host name; the port stands in smtp.port", s.Host)
	}
	port := 587
	switch t.oneOf("tls", "starttls", "starttls", "implicit", "none") {
	case "implicit":
		s.TLS, port = smtp.Implicit, 465
	case "none":
		s.TLS = smtp.None
		if !loopback(s.Host) {
			t.fault(t.at("tls"), "smtp.tls: none is for servers on this machine only; %q is none", s.Host)
		}
	default:
		s.TLS = smtp.StartTLS
	}
	s.Port = t.port("port", port)
	s.Transaction = t.number("transaction", 1, 1000)
	s.Pace = t.number("pace", 0, 10_000)
	switch {
	case t.has("username") != t.has("password"):
		t.fault(t.line, "smtp needs both username and password, or neither")
	case t.has("username") && s.TLS == smtp.None:
		t.fault(t.at("username"), "smtp.username: a password is never sent without encryption; remove it, or tls: none")
	default:
		s.Password = smtp.Hide(t.secret("password", false))
	}
	return s
}

// base reads a URL without the slash at its end. It never repeats one that may hold a
// password.
func (t table) base(key string) string {
	s := t.need(key)
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	switch {
	case strings.Contains(s, "@"), err == nil && (u.RawQuery != "" || u.Fragment != ""):
		t.fault(t.at(key), "%s holds more than a host and a path; take user, ? and # out of it", t.full(key))
	case err != nil || u.Hostname() == "":
		t.fault(t.at(key), "%s: %q is no address; write it as https://jira.example.com", t.full(key), s)
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		t.fault(t.at(key), "%s: %q must begin with https://, so that the token does not travel in the clear", t.full(key), s)
	}
	return strings.TrimRight(s, "/")
}

// roots reads certificates that are trusted instead of the system's.
func (t table) roots(key string) *x509.CertPool {
	p := t.text(key)
	if p == "" {
		return nil
	}
	pem, err := readFile(t.path(p), maxFile)
	if err != nil {
		t.fault(t.at(key), "%s: cannot read %q: %s", t.full(key), p, cause(err))
		return nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(pem)) {
		t.fault(t.at(key), "%s: %q holds no certificate in PEM form", t.full(key), p)
	}
	return pool
}

// certificate reads the certificate by which this computer proves itself, and its key.
func (t table) certificate(cert, key string) *tls.Certificate {
	if t.has(cert) != t.has(key) {
		t.fault(t.line, "%s needs both %s and %s, or neither", t.name, cert, key)
	}
	own, private := t.text(cert), t.text(key)
	if own == "" || private == "" {
		return nil
	}
	proof, err := readFile(t.path(own), maxFile)
	if err != nil {
		t.fault(t.at(cert), "%s: cannot read %q: %s", t.full(cert), own, cause(err))
		return nil
	}
	hidden, err := privateFile(t.path(private), maxFile)
	if err != nil {
		t.fault(t.at(key), "%s: cannot read %q: %s", t.full(key), private, err)
		return nil
	}
	pair, err := tls.X509KeyPair([]byte(proof), []byte(hidden))
	if err != nil { // what the parser says may quote the key
		t.fault(t.at(key), "%s: %q and %q are no certificate and its key in PEM form, without a password", t.full(key), own, private)
		return nil
	}
	return &pair
}

// proxy reads the address of a proxy.
func (t table) proxy(key string) *url.URL {
	s := t.text(key)
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	switch {
	case strings.Contains(s, "@"):
		t.fault(t.at(key), "%s: a password never stands in this file; remove the line and set HTTPS_PROXY, which may hold one", t.full(key))
	case err != nil, u.Hostname() == "", !slices.Contains([]string{"http", "https", "socks5"}, u.Scheme), strings.Trim(u.Path, "/")+u.RawQuery+u.Fragment != "":
		t.fault(t.at(key), "%s: %q is no address of a proxy; write it as http://proxy.example.com:3128", t.full(key), s)
	default:
		return u
	}
	return nil
}

var hostShape = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)

func hostName(s string) bool { return net.ParseIP(s) != nil || hostShape.MatchString(s) }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
