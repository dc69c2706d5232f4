// Package claim keeps in Jira who is sending a letter and what has been sent, so that all
// consoles look at the same place. It is the [notify.Register] of a desk whose consoles share
// nothing but the issue.
//
// A claim is an issue property of one sending's own: put it, list the keys, and if there is any
// other claim on the issue, or a mark of the same notice, take the own one back. Two consoles may both withdraw; never
// do both go on. Jira offers no write that fails where another was faster, so nothing weaker
// does: to look first and then to put, to read back what was put, and to let the lowest id win
// can all send twice. The tests try every order of steps.
//
// What became of a letter is another property, the mark; where it stands, its notice cannot be
// claimed any more. Everybody who can browse the issue can read both, so the package refuses to
// write an address, a server's words or a secret into them, and it refuses to believe what it
// reads: everything is checked, cleaned and bounded. It refuses to let a claim run out by
// itself: whether a colleague's console is dead or slow, only a person can know.
package claim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// Properties are the properties of issues, by the issue's id and the property's key.
type Properties interface {
	// Put writes a value as JSON. Where it fails, the value may stand there all the same.
	Put(ctx context.Context, issueID, key string, value any) error
	// Keys are all keys of an issue that begin with "bulletin.", as of now.
	Keys(ctx context.Context, issueID string) ([]string, error)
	// Get reads a value; false where there is none.
	Get(ctx context.Context, issueID, key string, into any) (bool, error)
	// Delete removes a value; one that is not there is removed already.
	Delete(ctx context.Context, issueID, key string) error
}

// Register keeps claims and marks in Jira. It may be used by several goroutines at once.
type Register struct {
	// Host names the machine to colleagues; may be empty.
	Host string
	// Comment is called once for each letter, when it is marked for the first time; nil: no
	// comment is made. The text is Jira's wiki markup.
	Comment func(ctx context.Context, issueID, text string) error

	jira    Properties
	now     func() time.Time
	console string // names this one among the consoles that compose

	mu        sync.Mutex
	composing property           // what Done has to remove; zero: nothing
	commented map[notify.ID]bool // letters about which this process has commented, or tried to
}

// property is where a value stands.
type property struct{ issueID, key string }

// New makes a register.
func New(jira Properties, now func() time.Time) *Register {
	return &Register{jira: jira, now: now, console: nonce(), commented: map[notify.ID]bool{}}
}

// patience is how long a console tries to take back what it put, whatever became of the
// context in which it put it.
const patience = 30 * time.Second

// Claim takes the notice for this sending. The error is a [*notify.TakenError] where another
// has it or has sent it. Where it fails nothing is sent, and the claim is taken back; where
// even that fails, the error says so.
func (r *Register) Claim(ctx context.Context, letter notify.Receipt) error {
	own := claimKey(letter.Notice, letter.ID)
	err := r.jira.Put(ctx, letter.IncidentID, own, claimed{
		Version: version, Notice: letter.Notice, By: letter.By, Since: r.now().UTC(), Host: r.Host,
	})
	if err == nil {
		if err = r.alone(ctx, letter, own); err == nil {
			return nil
		}
		err = answered(err)
	}
	back, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	stays := r.jira.Delete(back, letter.IncidentID, own)
	if rival := (*rivalError)(nil); errors.As(err, &rival) {
		err = r.taken(back, letter.Notice, rival.key)
	} else {
		err = &Error{Err: err, Do: remedyOf(err)}
	}
	if stays != nil && !(forbidden(err) && forbidden(stays)) { // who may not write has put nothing there
		return &Error{Err: fmt.Errorf("%w; our own claim may still stand in Jira: %s", err, stays.Error()),
			Do: remedyOf(err) + "; if the console then says that you are sending it already, take that claim over"}
	}
	return err
}

// alone lists the keys, after the own one was put. The order is the whole protocol.
func (r *Register) alone(ctx context.Context, letter notify.Receipt, own string) error {
	keys, err := r.jira.Keys(ctx, letter.IncidentID)
	if err != nil {
		return err
	}
	if !slices.Contains(keys, own) {
		return errStale
	}
	before, err := r.before(ctx, letter, keys)
	if err != nil {
		return err
	}
	for _, prefix := range []string{sent + slug(letter.Notice) + ".", claims} { // any claim: another notice would overtake this one
		for _, key := range keys {
			id := key[strings.LastIndexByte(key, '.')+1:]
			if strings.HasPrefix(key, prefix) && !slices.Contains(before, notify.ID(id)) && !(prefix == claims && marked(keys, id)) {
				return &rivalError{key}
			}
		}
	}
	return nil
}

// marked reports that a sending has its mark: it is over, whatever claim of it came late.
func marked(keys []string, id string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, sent) && strings.HasSuffix(key, "."+id) })
}

// answered is an error after Jira has taken the claim: whatever failed then, Jira is not silent,
// and nobody may go on as if it were.
func answered(err error) error {
	if rival := (*rivalError)(nil); errors.As(err, &rival) || errors.Is(err, errStale) {
		return err
	}
	return &lateError{err.Error(), remedyOf(err)}
}

// lateError hides the kind of an error, and keeps its words.
type lateError struct{ what, do string }

func (e *lateError) Error() string  { return e.what }
func (e *lateError) Remedy() string { return e.do }

// errStale says that Jira does not show what it has just taken, so that it may not show the
// claims of others either.
var errStale = errors.New("the claim that Jira has just taken is not in its list, so nobody can tell whether there are others")

// rivalError says that another sign of the notice stands there.
type rivalError struct{ key string }

func (e *rivalError) Error() string { return "there is " + e.key }

// longest is more sendings than the rest of one letter ever needs.
const longest = 50

// before are the sendings whose rest this one is, and itself: their signs are no rivals. The
// letter names the last of them; its mark names the one before it.
func (r *Register) before(ctx context.Context, letter notify.Receipt, keys []string) ([]notify.ID, error) {
	ids := []notify.ID{letter.ID}
	for id := letter.Resumes; id != "" && len(ids) < longest && !slices.Contains(ids, id); {
		ids = append(ids, id)
		key := sentKey(letter.Notice, id)
		if !slices.Contains(keys, key) {
			break
		}
		var m mark
		if _, err := r.jira.Get(ctx, letter.IncidentID, key, &m); err != nil {
			return nil, err
		}
		id = m.Resumes
	}
	return ids, nil
}

// taken says who has the notice, as far as that can be read.
func (r *Register) taken(ctx context.Context, n notify.Notice, key string) error {
	e := &notify.TakenError{Notice: n, By: somebody, Since: r.now(), Sent: strings.HasPrefix(key, sent)}
	var raw json.RawMessage
	var v struct {
		By    string
		Since time.Time // of a claim
		Began time.Time // of a mark
	}
	if there, err := r.jira.Get(ctx, n.IncidentID, key, &raw); err != nil || !there || json.Unmarshal(raw, &v) != nil {
		return e
	}
	if c, ok := readClaim(incident.Incident{ID: n.IncidentID, Key: n.Key}, key, raw, e.Since); ok && c.Stage != "" {
		e.Notice = c.Notice // another letter about the incident is one's rival too
	}
	e.By = cmp.Or(cleanLine(v.By), somebody)
	for _, since := range []time.Time{v.Since, v.Began} {
		if sane(since, e.Since) {
			e.Since = since
		}
	}
	return e
}

// somebody is who wrote what cannot be read.
const somebody = "another console"

// Withdraw takes the claim of a letter back.
func (r *Register) Withdraw(ctx context.Context, letter notify.Receipt) error {
	return r.jira.Delete(ctx, letter.IncidentID, claimKey(letter.Notice, letter.ID))
}

// TakeOver removes the claim of another, or that of a console that is gone. Key is the
// [Claim.Property]. Only a person may ask for it: if the other is sending after all, the
// notice can now be sent twice.
func (r *Register) TakeOver(ctx context.Context, issueID, key string) error {
	if !strings.HasPrefix(key, claims) {
		return errors.New("that is no claim")
	}
	return r.jira.Delete(ctx, issueID, key)
}

// Composing tells the others that somebody is writing a letter. It keeps nobody from sending.
// Of one console there is one such sign: the next takes the last one's place.
func (r *Register) Composing(ctx context.Context, n notify.Notice, by string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := property{n.IncidentID, composing + slug(n) + "." + r.console}
	if r.composing != p {
		if err := r.done(ctx); err != nil {
			return err
		}
	}
	r.composing = p // even where the put fails: it may have arrived
	return r.jira.Put(ctx, p.issueID, p.key, claimed{Version: version, Notice: n, By: by, Since: r.now().UTC(), Host: r.Host})
}

// Done tells the others that the letter is no longer being written.
func (r *Register) Done(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.done(ctx)
}

func (r *Register) done(ctx context.Context) error {
	if r.composing == (property{}) {
		return nil
	}
	if err := r.jira.Delete(ctx, r.composing.issueID, r.composing.key); err != nil {
		return err
	}
	r.composing = property{}
	return nil
}

// Error says that a notice could not be claimed, and that nothing was sent for it.
type Error struct {
	Err error
	Do  string
}

// Error says what happened.
func (e *Error) Error() string { return "nothing was sent: " + e.Err.Error() }

// Remedy says what to do next.
func (e *Error) Remedy() string { return e.Do }

// Unwrap is why.
func (e *Error) Unwrap() error { return e.Err }

func forbidden(err error) bool {
	var e interface{ Forbidden() bool }
	return errors.As(err, &e) && e.Forbidden()
}

func remedyOf(err error) string {
	var e interface{ Remedy() string }
	if errors.As(err, &e) {
		return e.Remedy()
	}
	return "try again in a minute; if it stays, tell the administrator of Jira"
}
