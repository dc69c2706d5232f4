package smtp

import (
	"context"
	"crypto/tls"
	"net"
	"strconv"
	"strings"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// dial opens the socket and says nothing.
func (s Server) dial(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{Timeout: s.Patience.with(stepConnect)}
	return dialer.DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
}

// unreached is why there is no socket.
func (s Server) unreached(ctx context.Context, err error) *notify.Stop {
	if ctx.Err() != nil {
		return newStop(stepConnect, "it was cancelled", unsent)
	}
	return newStop(stepConnect, incident.CleanLine(cause(err, s.Patience.with(stepConnect))), mend(stepConnect))
}

// secure brings the line to where the library may speak: greeted and, but for a server on
// this machine, encrypted. It returns the server's own name.
func (s Server) secure(l *line, report func(string)) (name string, stop *notify.Stop) {
	if s.TLS == Implicit {
		report(string(stepTLS))
		if stop := s.handshake(l); stop != nil {
			return "", stop
		}
	}
	name, stop = greeting(l)
	if stop == nil && s.TLS == StartTLS {
		report(string(stepTLS))
		stop = s.startTLS(l)
	}
	return name, stop
}

// greeting reads the server's first words, which begin with its name (RFC 5321 4.2).
func greeting(l *line) (name string, stop *notify.Stop) {
	if err := l.grant(stepGreeting); err != nil {
		return "", l.lost(stepGreeting, err)
	}
	r, stop := l.answer(stepGreeting)
	if stop == nil {
		stop = l.expect(stepGreeting, r)
	}
	if stop != nil {
		return "", stop
	}
	if words := l.quote(r.lines[0]); words != withheld {
		name, _, _ = strings.Cut(words, " ")
	}
	return name, nil
}

// startTLS turns the open connection into an encrypted one, or ends it (RFC 3207).
func (s Server) startTLS(l *line) *notify.Stop {
	r, stop := l.exchange(stepEHLO, "EHLO "+l.helo)
	if stop == nil {
		stop = l.expect(stepEHLO, r)
	}
	if stop != nil {
		return stop
	}
	if _, ok := extensions(r)["STARTTLS"]; !ok {
		return newStop(stepSTARTTLS, "the server offers no encryption on port "+strconv.Itoa(s.Port),
			"ask for port 587 or 465; nothing was sent")
	}
	r, stop = l.exchange(stepSTARTTLS, "STARTTLS")
	if stop == nil {
		stop = l.expect(stepSTARTTLS, r)
	}
	if stop != nil {
		return stop
	}
	// Words sent in the clear after the reply would be taken for words of the encrypted
	// server: someone between us and it has put them there.
	if l.replies.Buffered() > 0 {
		return l.lost(stepSTARTTLS, errInjected)
	}
	return s.handshake(l)
}

// handshake encrypts the line and verifies whom it leads to.
func (s Server) handshake(l *line) *notify.Stop {
	conn := tls.Client(l.raw, &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12})
	err := l.grant(stepTLS)
	if err == nil {
		err = conn.HandshakeContext(l.ctx)
	}
	if err == nil {
		l.use(conn)
		return nil
	}
	stop := l.lost(stepTLS, err)
	if l.ctx.Err() == nil {
		stop.Do = trust(err)
	}
	return stop
}

// extensions is what an EHLO reply offers: keyword in capitals, then its parameters
// (RFC 5321 4.1.1.1).
func extensions(ehlo reply) map[string]string {
	out := make(map[string]string)
	for _, offered := range ehlo.lines[1:] {
		keyword, parameters, _ := strings.Cut(strings.TrimSpace(offered), " ")
		out[strings.ToUpper(keyword)] = parameters
	}
	return out
}
