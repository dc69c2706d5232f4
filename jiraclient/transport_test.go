package jiraclient

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"bulletin/notify/incident"
)

func TestTLS(t *testing.T) {
	t.Parallel()
	f := unstarted("Server")
	f.EnableHTTP2 = true
	f.StartTLS()
	t.Cleanup(f.Close)
	f.route("search", func(w http.ResponseWriter, r *http.Request) {
		if r.Proto != "HTTP/2.0" {
			t.Errorf("spoke %s", r.Proto)
		}
		answer(`{"issues":[],"total":0}`)(w, r)
	})
	trust := func(o *Options) { o.RootCAs = f.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs }

	if _, err := f.client(t, trust).List(context.Background(), incident.Query{}, nil); err != nil {
		t.Errorf("with the right CA: %v", err)
	}
	asked := f.count()
	_, err := f.client(t).List(context.Background(), incident.Query{}, nil)
	told(t, err, "signed by nobody we trust")
	port := f.Listener.Addr().String()
	port = port[strings.LastIndex(port, ":"):]
	_, err = f.client(t, trust, func(o *Options) { o.URL = "https://localhost" + port }).List(context.Background(), incident.Query{}, nil)
	told(t, err, "certificate is for another name")
	if f.count() != asked {
		t.Error("a request went to a server that was not trusted")
	}

	plain := newFake(t, "Server")
	_, err = plain.client(t, func(o *Options) { o.URL = strings.Replace(o.URL, "http:", "https:", 1) }).List(context.Background(), incident.Query{}, nil)
	told(t, err, "does not speak TLS there")
}

func TestExpiredCertificate(t *testing.T) {
	t.Parallel()
	f := unstarted("Server")
	f.StartTLS()
	t.Cleanup(f.Close)
	c := f.client(t, func(o *Options) { o.RootCAs = f.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs })
	inTheYear(t, c, f, 2200)
	_, err := c.List(context.Background(), incident.Query{}, nil)
	told(t, err, "expired or is not valid yet")
}

// TestClientCertificate: a server that wants to see one gets it, and where there is none the
// operator hears so.
func TestClientCertificate(t *testing.T) {
	t.Parallel()
	f := unstarted("Server")
	f.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	f.StartTLS()
	t.Cleanup(f.Close)
	f.route("search", answer(`{"issues":[],"total":0}`))
	trust := func(o *Options) { o.RootCAs = f.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs }
	own := certificate(t)
	if _, err := f.client(t, trust, func(o *Options) { o.Certificate = &own }).List(t.Context(), incident.Query{}, nil); err != nil {
		t.Error(err)
	}
	_, err := f.client(t, trust).List(t.Context(), incident.Query{}, nil)
	told(t, err, "the server wants a certificate of this computer")
}

func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1)}, &x509.Certificate{SerialNumber: big.NewInt(1)}, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// TestProxy: the proxy of the config is asked for every connection over TLS, and for no other; one
// that refuses is named.
func TestProxy(t *testing.T) {
	t.Parallel()
	f := unstarted("Server")
	f.StartTLS()
	t.Cleanup(f.Close)
	plain := newFake(t, "Server")
	for _, jira := range []*fake{f, plain} {
		jira.route("search", answer(`{"issues":[],"total":0}`))
	}
	var through atomic.Int64
	var refuses atomic.Bool
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		through.Add(1)
		if r.Method != http.MethodConnect || refuses.Load() {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		if r.Header.Get("Authorization") != "" {
			t.Error("the proxy got the token")
		}
		tunnel(w, f.Listener.Addr().String())
	}))
	t.Cleanup(proxy.Close)
	by, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	use := func(o *Options) { o.Proxy = by }
	trust := func(o *Options) { o.RootCAs = f.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs }
	if _, err := f.client(t, use, trust).List(t.Context(), incident.Query{}, nil); err != nil || through.Load() == 0 {
		t.Errorf("%v, %d connections through the proxy", err, through.Load())
	}
	before := through.Load()
	if _, err := plain.client(t, use).List(t.Context(), incident.Query{}, nil); err != nil || through.Load() != before {
		t.Errorf("in the clear: %v, %d connections through the proxy", err, through.Load()-before)
	}
	refuses.Store(true)
	_, err = f.client(t, use, trust).List(t.Context(), incident.Query{}, nil)
	told(t, err, "the proxy did not let us through: 407 Proxy Auth")
}

// tunnel joins the connection of a CONNECT with another.
func tunnel(w http.ResponseWriter, to string) {
	there, err := net.Dial("tcp", to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusOK)
	here, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		_ = there.Close()
		return
	}
	go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
	_, _ = io.Copy(here, there)
	_ = here.Close()
}
