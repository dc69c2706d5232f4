package smtp

import (
	"bufio"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// What is read of one reply at most; RFC 5321 4.5.3.1.5 allows a server 512 octets a line.
const (
	maxLine  = 2000 // bytes, with the line's end
	maxLines = 100
)

// errNonsense says that what the server sent is no SMTP reply.
var errNonsense = errors.New("nonsense")

// reply is what the server answered to one command (RFC 5321 4.2).
type reply struct {
	code  int
	lines []string // what stands behind the code, as sent: hostile until cleaned
	words string   // code and lines, fit to be shown
}

// yes reports a positive completion, no a definite refusal, for now (4xx) or for good.
func (r reply) yes() bool { return r.code/100 == 2 }
func (r reply) no() bool  { return r.code/100 == 4 || r.code/100 == 5 }

// readReply reads one reply to its last line. The reader's buffer limits a line. The error
// is errNonsense or that of the connection; a reply cut off before its end is none.
func readReply(r *bufio.Reader) (reply, error) {
	var out reply
	for range maxLines {
		raw, err := r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return reply{}, fmt.Errorf("%w: a line of more than %d bytes", errNonsense, maxLine)
		}
		if err != nil {
			return reply{}, err
		}
		code, text, last, ok := parseLine(strings.TrimRight(string(raw), "\r\n"))
		if !ok || out.code != 0 && code != out.code {
			return reply{}, fmt.Errorf("%w: %s", errNonsense, raw)
		}
		out.code = code
		out.lines = append(out.lines, text)
		if last {
			return out, nil
		}
	}
	return reply{}, fmt.Errorf("%w: more than %d lines", errNonsense, maxLines)
}

// parseLine takes a reply line apart: "250-text", "250 text" or "250".
func parseLine(s string) (code int, text string, last, ok bool) {
	if len(s) < 3 || s[0] < '2' || s[0] > '5' {
		return 0, "", false, false
	}
	for _, c := range []byte(s[:3]) {
		if c < '0' || c > '9' {
			return 0, "", false, false
		}
		code = code*10 + int(c-'0')
	}
	if len(s) == 3 {
		return code, "", true, true
	}
	return code, s[4:], s[3] == ' ', s[3] == ' ' || s[3] == '-'
}

// queueForms are the ways in which servers name what they accepted.
var queueForms = []*regexp.Regexp{
	regexp.MustCompile(`queued as ([\w.-]{1,64})`),                  // Postfix
	regexp.MustCompile(`OK id=([\w.-]{1,64})`),                      // Exim
	regexp.MustCompile(`\[InternalId=(\d{1,64})[,\]]`),              // Exchange
	regexp.MustCompile(`([\w.-]{1,64}) Message accepted for deliv`), // sendmail
}

// queueID is the name under which the server accepted a letter, empty where it gave none
// that is known.
func queueID(words string) string {
	for _, form := range queueForms {
		if m := form.FindStringSubmatch(words); m != nil {
			return m[1]
		}
	}
	return ""
}
