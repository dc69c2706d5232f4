package notify

import (
	"html"
	"regexp"
	"strings"
)

// What stands before the subject of a letter that is not the real thing.
const (
	testMark  = "[TEST]"
	drillMark = "[DRILL]"
)

// ForTest is the draft as a letter to one person alone, that says so. It is no notice: nobody
// counts as told by it.
func (d Draft) ForTest(me Address) Draft {
	d.stamp(testMark, "This is a test of the letter for "+d.Audience.Name+". It went to "+me.mail+" alone.")
	d.Recipients = gather([]List{{Name: "test", To: []Address{me}}})
	d.Lists, d.Sizes, d.Former = []string{"test"}, nil, nil
	d.Test, d.Thread, d.Corrects, d.drill = true, "", "", nil
	return d
}

var bodyTag = regexp.MustCompile(`(?i)<body[^>]*>`)

// stamp says before the subject, and in the first line of both parts, what a letter is.
func (d *Draft) stamp(mark, line string) {
	l := &d.Letter
	l.Subject = mark + " " + l.Subject
	l.Text = mark + " " + line + "\n\n" + l.Text
	banner := `<p style="margin:0;padding:12px;background-color:#5b2a86;color:#ffffff;font-family:sans-serif;font-size:16px;font-weight:bold">` +
		html.EscapeString(mark+" "+line) + `</p>`
	at := bodyTag.FindStringIndex(l.HTML)
	if at == nil {
		at = []int{0, 0}
	}
	l.HTML = strings.Join([]string{l.HTML[:at[1]], banner, l.HTML[at[1]:]}, "")
}
