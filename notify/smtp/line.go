package smtp

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// maxWords is how many runes of the server's words are kept.
const maxWords = 300

// withheld stands for words that repeat a secret.
const withheld = "(words withheld: they repeat a secret)"

// line is the connection to the server: for each command one reply, under one deadline.
type line struct {
	ctx      context.Context // of the delivery; net.Conn has no place for it
	raw      net.Conn
	conn     net.Conn // raw, or TLS over it
	replies  *bufio.Reader
	patience Patience
	helo     string   // our name in EHLO
	secrets  []string // what no reply may repeat on a screen

	// release takes back that the context's end closes the socket. It reports false
	// where that has happened already.
	release func() bool
	inData  bool // between 354 and a definite reply to the final dot
	hungUp  bool // the server ended the connection, with 421 or without a word
}

func newLine(ctx context.Context, raw net.Conn, s Server) *line {
	l := &line{ctx: ctx, raw: raw, patience: s.Patience, helo: literal(raw.LocalAddr())}
	l.hide(s.Password.reveal())
	l.use(raw)
	l.heed()
	return l
}

// use speaks over conn from now on. Bytes read before belong to the past and are dropped.
func (l *line) use(conn net.Conn) {
	l.conn, l.replies = conn, bufio.NewReaderSize(conn, maxLine)
}

// heed lets the end of the context close the socket, and nothing but the socket.
func (l *line) heed() {
	l.release = context.AfterFunc(l.ctx, func() { l.raw.Close() })
}

// grant gives a step its time.
func (l *line) grant(s step) error {
	return l.conn.SetDeadline(time.Now().Add(l.patience.with(s)))
}

// exchange sends one command and reads its reply. A stop from here means that there is no
// dialogue any more; 421 is such a stop, whatever the command was (RFC 5321 3.8).
func (l *line) exchange(s step, command string) (reply, *notify.Stop) {
	if l.replies.Buffered() > 0 {
		return reply{}, l.outOfTurn(s)
	}
	if unfit(command) {
		return reply{}, l.lost(s, errControl)
	}
	err := l.grant(s)
	if err == nil {
		_, err = io.WriteString(l.conn, command+"\r\n")
	}
	if err != nil {
		return reply{}, l.lost(s, err)
	}
	return l.answer(s)
}

// unfit reports a command that would be more, or other, than one command.
func unfit(command string) bool {
	return strings.ContainsFunc(command, func(r rune) bool { return r < ' ' || r > '~' })
}

// answer reads the reply to what was just sent, under the deadline that was granted then.
func (l *line) answer(s step) (reply, *notify.Stop) {
	r, err := l.read()
	if err != nil {
		return reply{}, l.lost(s, err)
	}
	if r.code == 421 {
		l.hungUp = true
		l.cut()
		return r, newStop(s, "the server is closing: "+r.words, broken(s))
	}
	return r, nil
}

// read reads a reply and makes its words fit to be shown.
func (l *line) read() (reply, error) {
	r, err := readReply(l.replies)
	if err == nil {
		r.words = strings.TrimSpace(strconv.Itoa(r.code) + " " + l.quote(strings.Join(r.lines, " ")))
	}
	return r, err
}

// expect is nil for a positive reply. Otherwise it is why this is the end.
func (l *line) expect(s step, r reply) *notify.Stop {
	switch {
	case r.yes():
		return nil
	case r.no():
		return newStop(s, "the server refused: "+r.words, mend(s))
	}
	return l.absurd(s, r)
}

// absurd ends a dialogue in which the server's reply has nothing to do with the command.
func (l *line) absurd(s step, r reply) *notify.Stop {
	l.cut()
	return newStop(s, "nonsense from the server: "+r.words, broken(s))
}

// outOfTurn ends a dialogue in which a reply is there before its command: every later one
// could be taken for the answer to something else.
func (l *line) outOfTurn(s step) *notify.Stop {
	said, _ := l.replies.Peek(l.replies.Buffered())
	return l.lost(s, fmt.Errorf("the server spoke out of turn: %s", said))
}

// lost ends a dialogue that an error broke.
func (l *line) lost(s step, err error) *notify.Stop {
	l.cut()
	if l.ctx.Err() != nil {
		return newStop(s, "it was cancelled", unsent)
	}
	l.hungUp = isClosed(err)
	return newStop(s, l.quote(cause(err, l.patience.with(s))), broken(s))
}

// cut closes the socket. Whatever transaction is open, the server must drop it
// (RFC 5321 4.1.1.10); QUIT or RSET inside DATA would be read as words of the letter.
func (l *line) cut() { l.raw.Close() }

// close ends the connection, with a farewell where one is possible: on a socket that is
// cut it fails at once.
func (l *line) close() {
	if !l.inData {
		_, _ = l.exchange(stepQUIT, "QUIT") // nothing depends on its reply
	}
	l.release()
	l.cut()
}

// hide keeps a secret from being shown in the words of a reply.
func (l *line) hide(secret string) {
	if secret != "" {
		l.secrets = append(l.secrets, secret)
	}
}

// quote makes words from outside fit to be shown: cleaned, on one line, not too many, and
// none at all where they repeat a secret.
func (l *line) quote(words string) string {
	clean := incident.CleanLine(words)
	for _, secret := range l.secrets {
		if strings.Contains(words, secret) || strings.Contains(clean, secret) {
			return withheld
		}
	}
	if runes := []rune(clean); len(runes) > maxWords {
		return string(runes[:maxWords])
	}
	return clean
}

// literal is our own address as a name for EHLO: this machine may have no name that a
// server would believe (RFC 5321 4.1.3, 4.1.4).
func literal(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	switch {
	case !ok:
		return "localhost"
	case tcp.IP.To4() != nil:
		return "[" + tcp.IP.String() + "]"
	}
	return "[IPv6:" + tcp.IP.String() + "]"
}
