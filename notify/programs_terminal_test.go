package notify

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"bulletin/notify/letter"
)

// muttrc makes neomutt read one mailbox and nothing else of the user's.
const muttrc = `
set folder="%[1]s" spoolfile="%[1]s/mbox" mbox_type=mbox header_cache="" history_file="" record="" postponed=""
set sort=mailbox-order pager_stop=yes pager_context=0 help=no mark_old=no wait_key=no sleep_time=0 confirm_append=no
set pager_format="letter %%C of %%m, %%P"
ignore *
unignore from to subject date
`

// An operator's colleague reads mail in a terminal: there the text part stands whole, under
// its subject.
func TestBuiltinLettersInNeomutt(t *testing.T) {
	t.Parallel()
	mutt, dir := program(t, "neomutt"), t.TempDir()
	tmux := &terminal{t: t, tmux: program(t, "tmux"), socket: filepath.Join(dir, "s"), home: dir}
	all := specimens(t, branded(t), nil)
	write(t, dir, "mbox", delivered(all))
	write(t, dir, "muttrc", fmt.Sprintf(muttrc, dir))
	tmux.do("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", mutt, "-n", "-F", dir+"/muttrc", "-f", dir+"/mbox")
	t.Cleanup(func() { tmux.do("kill-server") })
	tmux.see(all[0].Draft().Letter.Subject[:20])
	key := "Enter"
	for i, s := range all {
		opened := fmt.Sprintf("letter %d of %d, ", i+1, len(all))
		page := tmux.press(key, opened)
		lines := strings.Split(page, "\n")
		for !strings.Contains(page, opened+"all") && !strings.Contains(page, opened+"end") {
			page = tmux.press("Space", opened)
			lines = append(lines, strings.Split(page, "\n")...)
		}
		if subject := "Subject: " + s.Draft().Letter.Subject; !strings.Contains(strings.Join(strings.Fields(strings.Join(lines, " ")), " "), subject) {
			t.Errorf("%s: %q is not on the screen", s.name, subject)
		}
		for line := range strings.Lines(s.Text()) {
			at := slices.Index(lines, strings.TrimSuffix(line, "\n"))
			if at < 0 {
				t.Errorf("%s: %q is not on the screen, or not in its place", s.name, line)
				break
			}
			lines = lines[at+1:]
		}
		key = "J"
	}
}

// terminal is a tmux of its own.
type terminal struct {
	t                  *testing.T
	tmux, socket, home string
	pressed            int
}

func (x *terminal) do(args ...string) string {
	x.t.Helper()
	c := exec.Command(x.tmux, append([]string{"-S", x.socket}, args...)...)
	c.Env = append(os.Environ(), "HOME="+x.home, "LC_ALL=C.UTF-8", "TERM=screen")
	out, err := c.CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

// press gives a key, and the screen after it. Behind the key goes a command whose answer shows that
// the key has been dealt with.
func (x *terminal) press(key, words string) string {
	x.t.Helper()
	x.pressed++
	answer := fmt.Sprintf("\nkey %d done", x.pressed)
	x.do("send-keys", key, ":echo \""+answer[1:]+"\"", "Enter")
	return x.see(answer, words)
}

// see waits for a screen that shows all of the words.
func (x *terminal) see(words ...string) string {
	x.t.Helper()
	deadline := time.After(10 * time.Second)
	for beat := time.Tick(5 * time.Millisecond); ; {
		screen := x.do("capture-pane", "-p")
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(screen, w) }) {
			return screen
		}
		select {
		case <-beat:
		case <-deadline:
			x.t.Fatalf("the screen never showed %q\n%s", words, screen)
		}
	}
}

var link = regexp.MustCompile(`https?://\S+`)

// said are the words of a text, without what only sets them out.
func said(text string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(link.ReplaceAllString(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || r == ':'
	}), func(word string) bool {
		return !strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	})
}

// A program that shows HTML without its looks shows the words of the text part, in their order.
func TestBuiltinLettersInW3m(t *testing.T) {
	t.Parallel()
	w3m := program(t, "w3m")
	for _, s := range specimens(t, letter.Brand{Name: "Example Pay"}, nil) {
		shown := said(output(t, s.HTML(), w3m, "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "78"))
		want := said(s.Text())
		for i := range max(len(shown), len(want)) {
			if i >= len(shown) || i >= len(want) || shown[i] != want[i] {
				t.Errorf("%s: w3m shows %q, the text part says %q", s.name, shown[min(i, len(shown)):min(i+6, len(shown))], want[min(i, len(want)):min(i+6, len(want))])
				break
			}
		}
	}
}
