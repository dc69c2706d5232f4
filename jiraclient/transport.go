package jiraclient

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"

	"bulletin/notify/incident"
)

const (
	connectTimeout = 10 * time.Second
	tlsTimeout     = 10 * time.Second
	headerTimeout  = 20 * time.Second
	wholeTimeout   = 30 * time.Second
	maxHeader      = 1 << 20  // bytes
	maxBody        = 16 << 20 // bytes, after decompression
)

// newHTTP is the client on whose time-outs, caution and manners everything here rests.
func newHTTP(base *url.URL, o Options, login func() string) *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone() // HTTP/2, and the proxy of the environment
	t.DialContext = (&net.Dialer{Timeout: connectTimeout}).DialContext
	t.TLSHandshakeTimeout = tlsTimeout
	t.ResponseHeaderTimeout = headerTimeout
	t.MaxResponseHeaderBytes = maxHeader
	t.TLSClientConfig = &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12}
	if o.Certificate != nil {
		t.TLSClientConfig.Certificates = []tls.Certificate{*o.Certificate}
	}
	if o.Proxy != nil {
		t.Proxy = http.ProxyURL(o.Proxy)
	}
	proxy := t.Proxy
	t.Proxy = func(r *http.Request) (*url.URL, error) {
		if r.URL.Scheme == "http" { // that is for this computer alone, and the token would be in the clear
			return nil, nil
		}
		return proxy(r)
	}
	t.OnProxyConnectResponse = refusedByProxy
	return &http.Client{
		Timeout:   wholeTimeout,
		Transport: &transport{scheme: base.Scheme, host: base.Host, login: login, next: t},
	}
}

// refusedByProxy makes a proxy's refusal the same error as one that cannot be reached.
func refusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &net.OpError{Op: "proxyconnect", Net: "tcp", Err: errors.New(resp.Status)}
}

// transport gives the login to the configured host alone and turns a redirect into an
// error before anybody can follow it or read where it leads.
type transport struct {
	scheme, host string
	login        func() string // a func, because fmt shows where it is and not what it holds
	next         http.RoundTripper
}

var errElsewhere = errors.New("a request to another host than the configured one")

// redirect is an answer of the 3xx kind.
type redirect struct {
	host string // clean; empty where it is the same host or cannot be read
}

func (r *redirect) Error() string { return "redirected" }

// RoundTrip sends one request.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != t.scheme || req.URL.Host != t.host {
		return nil, errElsewhere
	}
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", t.login())
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "bulletin")
	resp, err := t.next.RoundTrip(req)
	if err != nil || resp.StatusCode/100 != 3 {
		return resp, err
	}
	_ = resp.Body.Close()
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || to.Host == t.host {
		return nil, &redirect{}
	}
	return nil, &redirect{host: incident.CleanLine(to.Hostname())}
}
