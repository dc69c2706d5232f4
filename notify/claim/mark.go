package claim

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulletin/notify"
)

// version is that of the values. A value of another is not read.
const version = 1

// claimed is the value of a claim, and of the sign that somebody composes.
type claimed struct {
	Version int `json:"version"`
	notify.Notice
	By    string    `json:"by"`
	Since time.Time `json:"since"`
	Host  string    `json:"host,omitempty"`
}

// mark is a receipt as all who can browse the issue may read it: without the recipients, and
// without the words of any server.
type mark struct {
	Version int       `json:"version"`
	ID      notify.ID `json:"id"`
	notify.Notice
	Digest     notify.Digest        `json:"digest"`
	MessageID  string               `json:"message_id"`
	Subject    string               `json:"subject"`
	Stem       notify.Stem          `json:"stem,omitzero"`
	External   bool                 `json:"external,omitempty"`
	By         string               `json:"by"`
	Began      time.Time            `json:"began"`
	Ended      time.Time            `json:"ended"`
	NextUpdate time.Time            `json:"next_update,omitzero"`
	Essence    notify.Digest        `json:"essence,omitempty"`
	Total      int                  `json:"recipients"`
	Tally      map[notify.State]int `json:"tally"`
	Later      int                  `json:"refused_for_now,omitempty"`
	Resumes    notify.ID            `json:"resumes,omitempty"`
	Corrects   notify.ID            `json:"corrects,omitempty"`
	Decided    notify.Decision      `json:"decided,omitempty"`
	DecidedBy  string               `json:"decided_by,omitempty"`
	Unclaimed  bool                 `json:"unclaimed,omitempty"`
}

// states are all that a recipient can be in, as the comment names them.
var states = []notify.State{notify.Accepted, notify.Refused, notify.Unsent, notify.Unknown}

func markOf(l notify.Receipt) mark {
	m := mark{
		Version: version, ID: l.ID, Notice: l.Notice, Digest: l.Digest, MessageID: l.MessageID, Subject: l.Subject,
		Stem: l.Stem, External: l.External, By: l.By, Began: l.Began.UTC(), Ended: l.Ended.UTC(), NextUpdate: l.NextUpdate.UTC(),
		Essence: l.Essence, Total: l.Total, Tally: map[notify.State]int{}, Later: l.ForNow(),
		Resumes: l.Resumes, Corrects: l.Corrects, Decided: l.Decided, DecidedBy: l.DecidedBy,
		Unclaimed: l.Unclaimed,
	}
	for _, s := range states {
		if n := l.Count(s); n > 0 {
			m.Tally[s] = n
		}
	}
	return m
}

// Mark says what became of the letter, then takes the claim back; that of the sending whose
// rest it is too. It may be called as often as one likes, also to say more: the last word
// stands. The comment is made at most once: not where a mark stood there before, nor twice by
// this process, and never again after an error. The error then says what is amiss with it.
func (r *Register) Mark(ctx context.Context, letter notify.Receipt) error {
	key := sentKey(letter.Notice, letter.ID)
	first, err := r.first(ctx, letter, key)
	if err != nil {
		return err
	}
	if err := r.jira.Put(ctx, letter.IncidentID, key, markOf(letter)); err != nil {
		return err
	}
	err = r.Withdraw(ctx, letter)
	if letter.Resumes != "" {
		err = errors.Join(err, r.jira.Delete(ctx, letter.IncidentID, claimKey(letter.Notice, letter.Resumes)))
	}
	if !first {
		return err
	}
	if wrong := r.comment(ctx, letter); wrong != nil {
		err = errors.Join(err, &notify.MarkedError{Err: wrong, Do: remedyOf(wrong)})
	}
	return err
}

// first reports that a comment is due: nobody has marked the letter yet.
func (r *Register) first(ctx context.Context, letter notify.Receipt, key string) (bool, error) {
	if r.Comment == nil {
		return false, nil
	}
	keys, err := r.jira.Keys(ctx, letter.IncidentID)
	return err == nil && !slices.Contains(keys, key), err
}

func (r *Register) comment(ctx context.Context, letter notify.Receipt) error {
	r.mu.Lock()
	again := r.commented[letter.ID]
	r.commented[letter.ID] = true
	r.mu.Unlock()
	if again {
		return nil
	}
	if err := r.Comment(ctx, letter.IncidentID, remark(letter)); err != nil {
		return fmt.Errorf("the letter is recorded in Jira, but its comment is not as it should be: %w", err)
	}
	return nil
}

// remark is the comment about a letter, in Jira's wiki markup.
func remark(l notify.Receipt) string {
	when := l.Ended
	if when.IsZero() {
		when = l.Began
	}
	var counts []string
	for _, s := range states {
		if n := l.Count(s); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return fmt.Sprintf("Mailed: %s for %s\nWhen: %s, by %s\nRecipients: %s\nDigest: %s",
		literal(l.Telling()), literal(l.Audience), when.UTC().Format("2006-01-02 15:04 MST"), literal(l.By),
		strings.Join(counts, ", "), l.Digest.Short())
}

// literal keeps a name from acting as markup. Source: Jira, "Text formatting notation": a
// backslash before a special character.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, "{", `\{`, "[", `\[`, "!", `\!`, "|", `\|`, "*", `\*`, "_", `\_`).Replace(cleanLine(s))
}
