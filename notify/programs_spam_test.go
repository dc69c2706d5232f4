package notify

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bulletin/notify/letter"
)

// delivered are letters in a mailbox (RFC 4155), as the reader's server has put them there:
// without a sender and a trace, a spam filter would judge what no letter lacks. The address in the
// trace is a private one, for those kept for documentation are a rule of their own; the filter is told not
// to trust it.
func delivered(all []specimen) string {
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintf(&b, "From %s Sat Jan 31 10:25:09 2026\nReturn-Path: <%s>\n", s.Sender(), s.Sender())
		b.WriteString("Received: from mail.example.com (mail.example.com [10.0.0.25])\n" +
			"\tby mx.example.net (Postfix) with ESMTPS id 4Xk2T06\n\tfor <reader@example.net>; Sat, 31 Jan 2026 10:25:08 +0000 (UTC)\n")
		for line := range strings.Lines(strings.ReplaceAll(s.EML(), "\r\n", "\n")) {
			if strings.HasPrefix(line, "From ") {
				line = ">" + line
			}
			b.WriteString(line)
		}
		b.WriteString("\n")
	}
	return b.String()
}

var verdict = regexp.MustCompile(`(?ms)^X-Spam-Rules: (\S+)$.*?^Message-ID: (\S+)$`)

// A letter that a filter takes for spam is read by nobody. These are the filter's local
// rules, without what it knows of addresses and servers. With a picture there is more to
// suspect, so a few letters without one are enough.
func TestBuiltinLettersAreNoSpam(t *testing.T) {
	t.Parallel()
	filter := program(t, "spamassassin")
	all := append(specimens(t, branded(t), nil), specimens(t, letter.Brand{}, nil)[:len(readers)]...)
	out := output(t, delivered(all), filter, "--local", "--mbox", "--prefspath=/dev/null", "--cf=use_bayes 0",
		"--cf=use_auto_whitelist 0", "--cf=report_safe 0", "--cf=trusted_networks 127.0.0.1", "--cf=fold_headers 0", "--cf=add_header all Rules _TESTSSCORES(;)_")
	judged := map[string]string{}
	for _, v := range verdict.FindAllStringSubmatch(out, -1) { // the filter keeps no order
		judged[v[2]] = v[1]
	}
	for _, s := range all {
		rules := judged[s.id]
		if !strings.Contains(rules, "HTML_MESSAGE=") {
			t.Errorf("%s was not judged as HTML: %q", s.name, rules)
			continue
		}
		for rule := range strings.SplitSeq(rules, ";") {
			name, points, _ := strings.Cut(rule, "=")
			if score, err := strconv.ParseFloat(points, 64); err != nil || score > 0.1 {
				t.Errorf("%s: %s gives %s points", s.name, name, points)
			}
		}
	}
}
