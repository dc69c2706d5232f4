// Package claim keeps in Jira who is sending which notice, and what became of it, so that
// consoles on any machine see one another: [notify.Register] over the properties of an issue.
//
// A claim is put first, and counts only if no other claim of the same notice, and no mark that
// it was sent, stands beside it then; else it is taken back. So two consoles never both hold
// one, whatever the order of their steps: each puts its own before it looks. Both may step back;
// then a person tries again. A claim has no end of its own: that of a console which died is
// taken over by a person alone.
//
// The package refuses to write an address or a mail server's words to Jira, where everybody
// who may see the issue can read them, and to believe what it reads there: whoever may edit
// the issue can have written it.
package claim

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// Properties are those of Jira's issues. jiraclient has them.
type Properties interface {
	Put(ctx context.Context, issueID, key string, value any) error
	Keys(ctx context.Context, issueID string) ([]string, error)
	Get(ctx context.Context, issueID, key string, into any) (bool, error)
	Delete(ctx context.Context, issueID, key string) error
}

// Register implements [notify.Register]. One of them is one console.
type Register struct {
	// Comment writes a comment for people on the issue once a letter is marked; nil: none.
	Comment func(ctx context.Context, issueID, text string) error

	properties Properties
	by         string
	now        func() time.Time
	console    string // names this console among others

	mu        sync.Mutex
	composing string // the key of what it says is being written
	issueID   string // on which it says so
}

// New is a console's register. By is its operator.
func New(p Properties, by string, now func() time.Time) *Register {
	return &Register{properties: p, by: by, now: now, console: strings.ToLower(rand.Text()[:12])}
}

// The kinds of properties. Behind a kind stand the notice's slug and the id of the sending or
// of the console.
const (
	claimed   = "bulletin.claim."
	sent      = "bulletin.sent."
	composing = "bulletin.composing."
)

// slug names a notice within an issue in letters, digits, hyphens and dots. Its end tells apart
// what looks alike without the other characters.
func slug(n notify.Notice) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, fmt.Sprintf("%s %d %s", n.Stage, n.Sequence, n.Audience))
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d %q", n.Stage, n.Sequence, n.Audience))
	return plain + "." + hex.EncodeToString(sum[:4])
}

// Claim takes the notice for a sending. The error is a [*notify.TakenError] where another
// console has it or has sent it. On any error nothing is to be sent.
func (g *Register) Claim(ctx context.Context, r notify.Receipt) error {
	mine := claimed + slug(r.Notice) + "." + string(r.ID)
	value := note{Version: version, Notice: r.Notice, By: g.by, Since: g.now().UTC()}
	err := g.properties.Put(ctx, r.IncidentID, mine, value)
	if err == nil {
		err = g.alone(ctx, r, mine)
	}
	if err != nil { // a put that failed may have arrived all the same
		_ = g.properties.Delete(context.WithoutCancel(ctx), r.IncidentID, mine)
	}
	return err
}

// alone looks whether nobody else has the notice. The claim of the sending whose rest this is
// counts as our own.
func (g *Register) alone(ctx context.Context, r notify.Receipt, mine string) error {
	keys, err := g.properties.Keys(ctx, r.IncidentID)
	if err != nil {
		return err
	}
	for _, kind := range []string{sent, claimed} {
		notice := kind + slug(r.Notice) + "."
		for _, key := range keys {
			id, ok := strings.CutPrefix(key, notice)
			if ok && key != mine && (r.Resumes == "" || id != string(r.Resumes)) && !g.earlier(ctx, r, kind, key) {
				return g.taken(ctx, r, key, kind == sent)
			}
		}
	}
	return nil
}

// earlier reports the mark of an earlier sending of the very same letter, the rest of which
// this is.
func (g *Register) earlier(ctx context.Context, r notify.Receipt, kind, key string) bool {
	if r.Resumes == "" || kind != sent {
		return false
	}
	var m mark
	ok, err := g.properties.Get(ctx, r.IncidentID, key, &m)
	return ok && err == nil && m.Digest == r.Digest
}

// taken says who has a notice.
func (g *Register) taken(ctx context.Context, r notify.Receipt, key string, isSent bool) error {
	e := &notify.TakenError{Notice: r.Notice, By: "another console", Sent: isSent}
	var n note
	if ok, err := g.properties.Get(ctx, r.IncidentID, key, &n); ok && err == nil {
		if by := incident.CleanLine(n.By); by != "" {
			e.By = cut(by)
		}
		if e.Since = n.Since; isSent {
			e.Since = n.Began
		}
	}
	return e
}

// Withdraw takes the claim of a sending back, and that of the sending whose rest it was.
func (g *Register) Withdraw(ctx context.Context, r notify.Receipt) error {
	for _, id := range []notify.ID{r.ID, r.Resumes} {
		if id == "" {
			continue
		}
		if err := g.properties.Delete(ctx, r.IncidentID, claimed+slug(r.Notice)+"."+string(id)); err != nil {
			return err
		}
	}
	return nil
}

// Mark says what became of a letter, and takes its claim back. It can be said again, and then
// says the same. The comment is written by the console that marks first, and never again.
func (g *Register) Mark(ctx context.Context, r notify.Receipt) error {
	key := sent + slug(r.Notice) + "." + string(r.ID)
	var before mark
	known, err := g.properties.Get(ctx, r.IncidentID, key, &before)
	if err != nil {
		return err
	}
	if err := g.properties.Put(ctx, r.IncidentID, key, markOf(r)); err != nil {
		return err
	}
	if err := g.Withdraw(ctx, r); err != nil {
		return err
	}
	if g.Comment == nil || known {
		return nil
	}
	return g.Comment(ctx, r.IncidentID, comment(r))
}

// comment is what people read on the issue: no address, no words of a mail server.
func comment(r notify.Receipt) string {
	text := fmt.Sprintf("%s was mailed to %s at %s by %s: %d accepted", r.Telling(), r.Audience,
		r.Began.UTC().Format("2006-01-02 15:04 MST"), r.By, r.Count(notify.Accepted))
	for _, s := range []notify.State{notify.Refused, notify.Unsent, notify.Unknown} {
		if n := r.Count(s); n > 0 {
			text += fmt.Sprintf(", %d %s", n, s)
		}
	}
	return text + ". Digest " + r.Digest.Short() + "."
}

// Composing tells other consoles what is being written here, in the place of what was said
// before; an empty notice that nothing is. It keeps nobody from sending.
func (g *Register) Composing(ctx context.Context, n notify.Notice) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.composing != "" {
		key, on := g.composing, g.issueID
		g.composing = ""
		if err := g.properties.Delete(ctx, on, key); err != nil {
			return err
		}
	}
	if n == (notify.Notice{}) {
		return nil
	}
	g.composing, g.issueID = composing+slug(n)+"."+g.console, n.IncidentID
	return g.properties.Put(ctx, g.issueID, g.composing, note{Version: version, Notice: n, By: g.by, Since: g.now().UTC()})
}

// TakeOver takes another console's claim away. Only a person may decide that its owner is
// gone.
func (g *Register) TakeOver(ctx context.Context, issueID, key string) error {
	if !strings.HasPrefix(key, claimed) {
		return fmt.Errorf("%q is no claim", incident.CleanLine(key))
	}
	return g.properties.Delete(ctx, issueID, key)
}
