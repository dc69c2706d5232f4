package demo

import (
	"net"
	"sync"
)

// line is a loopback listener that ends its connections with itself, so that a server on
// it can be waited for.
type line struct {
	net.Listener
	mu     sync.Mutex
	closed bool
	open   map[net.Conn]bool
}

// listen takes any free port of 127.0.0.1, and never another address.
func listen() (*line, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &line{Listener: l, open: map[net.Conn]bool{}}, nil
}

// Accept waits for a connection.
func (l *line) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		_ = c.Close()
		return nil, net.ErrClosed
	}
	l.open[c] = true
	return call{c, l}, nil
}

// Close ends the listening and every connection.
func (l *line) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for c := range l.open {
		_ = c.Close()
	}
	return l.Listener.Close()
}

// port is the one that the listener took.
func (l *line) port() int { return l.Addr().(*net.TCPAddr).Port }

// call is a connection of a line.
type call struct {
	net.Conn
	line *line
}

// Close ends the connection, and the line forgets it.
func (c call) Close() error {
	c.line.mu.Lock()
	delete(c.line.open, c.Conn)
	c.line.mu.Unlock()
	return c.Conn.Close()
}
