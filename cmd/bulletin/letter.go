package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// ask is what names a letter on the command line.
type ask struct {
	key, stage, audience, message, file, at string
	former, test                            bool

	config *string // the --config flag
}

// flags are those that preview and send have in common.
func (a *ask) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.stage, "stage", "", fmt.Sprintf("the `STAGE`: %s, or one of the config's", join(incident.Stages())))
	f.StringVar(&a.audience, "audience", "", "the `AUDIENCE`, as the config names it")
	f.StringVar(&a.message, "message", "", "your own words for this letter, as `TEXT`")
	f.StringVar(&a.file, "message-file", "", "your own words from a `FILE`; - reads the input")
	f.BoolVar(&a.former, "former", false, "write also to those who got an earlier letter and are on no list now")
	f.StringVar(&a.at, "at", "", "the letter's `TIME`, as in 2024-01-31T10:00:00Z (default now)")
}

// compose makes the letter, in the same way for preview and for send. Its findings are told
// in any case; the error of a blocked letter is a [*notify.BlockedError]. A damaged journal
// is an error: who does not know what was sent must not send.
func (w world) compose(ctx context.Context, d *desk, a ask) (notify.Message, error) {
	order, err := w.order(d, a)
	if err != nil {
		return notify.Message{}, err
	}
	if order.Incident, err = d.jira.Incident(ctx, a.key); err != nil {
		return notify.Message{}, err
	}
	told, _, err := d.told(order.Incident)
	if err != nil {
		return notify.Message{}, err
	}
	draft, err := d.Desk.Draft(order, told)
	if err != nil {
		return notify.Message{}, err
	}
	w.tell(draft.Findings)
	return draft.Compose()
}

// tell writes the findings about a letter.
func (w world) tell(findings []notify.Finding) {
	for _, f := range findings {
		w.say("%s: %s", f.Severity, incident.CleanLine(fmt.Sprintf("%s: %s; %s", f.Where, f.Says(), f.Do)))
	}
}

// order reads the flags. What cannot be meant is refused before Jira is asked.
func (w world) order(d *desk, a ask) (notify.Order, error) {
	stage := incident.Stage(a.stage)
	if all := d.Desk.AllStages(); !slices.Contains(all, stage) {
		return notify.Order{}, usage("--stage must be one of %s%s", join(all), not(a.stage))
	}
	if _, ok := d.Desk.Audience(a.audience); !ok {
		var names []string
		for _, known := range d.Desk.Audiences {
			names = append(names, known.Name)
		}
		return notify.Order{}, usage("--audience must be one of %s%s", join(names), not(a.audience)+nearest(a.audience, names))
	}
	at, err := a.time(w.now())
	if err != nil {
		return notify.Order{}, err
	}
	words, err := w.text(a.message, a.file)
	if err != nil {
		return notify.Order{}, err
	}
	o := notify.Order{Stage: stage, Audience: a.audience, Message: words, By: d.Operator, At: at, Former: a.former}
	if a.test {
		o.Test = d.Me
	}
	return o, nil
}

// time is the letter's time: that of the flag, else now.
func (a ask) time(now time.Time) (time.Time, error) {
	if a.at == "" {
		return now, nil
	}
	at, err := time.Parse(time.RFC3339, a.at)
	if err != nil {
		return at, usage("--at %q is no time; write it as 2024-01-31T10:00:00Z", a.at)
	}
	return at, nil
}

// not ends a sentence about a flag's value that is not known; one that was left out needs no
// more words.
func not(given string) string {
	if given == "" {
		return ""
	}
	return fmt.Sprintf(", not %q", given)
}

func join[T ~string](words []T) string {
	out := make([]string, len(words))
	for i, s := range words {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}

// command is the line that sends exactly this letter.
func (w world) command(a ask, m notify.Message) string {
	d := m.Draft()
	words := []string{"bulletin"}
	if *w.drill {
		words = append(words, "--drill")
	}
	if *a.config != "" {
		words = append(words, "--config", *a.config)
	}
	words = append(words, "send", d.Notice.Key, "--stage", a.stage, "--audience", a.audience,
		"--at", d.At.Format(time.RFC3339), "--digest", string(m.Digest()), "--confirm", m.Phrase())
	if a.former {
		words = append(words, "--former")
	}
	switch {
	case a.file != "" && a.file != "-":
		words = append(words, "--message-file", a.file)
	case d.Facts.Message != "":
		words = append(words, "--message", d.Facts.Message)
	}
	for i, word := range words {
		words[i] = quoted(word)
	}
	return strings.Join(words, " ")
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// quoted is a word as a shell reads it.
func quoted(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// facts are a letter's facts for a script. Send is the command line that sends it; what asks
// for --accept-warnings is said beside it, for the one who has read them to add.
type facts struct {
	notify.Notice
	Subject        string        `json:"subject"`
	At             time.Time     `json:"at"`
	Digest         notify.Digest `json:"digest"`
	Recipients     []string      `json:"recipients"`
	Findings       []finding     `json:"findings"`
	Send           string        `json:"send,omitempty"`
	AcceptWarnings bool          `json:"send_needs_accept_warnings,omitempty"`
	Format         string        `json:"format,omitempty"`
	Content        string        `json:"content,omitempty"`
	DryRun         bool          `json:"dry_run,omitempty"`
}

type finding struct {
	Severity string `json:"severity"`
	Where    string `json:"where"`
	What     string `json:"what"`
	Do       string `json:"do"`
}

func factsOf(m notify.Message) facts {
	d := m.Draft()
	f := facts{Notice: d.Notice, Subject: d.Letter.Subject, At: d.At, Digest: m.Digest(),
		Recipients: m.Envelope(), Findings: []finding{}}
	for _, x := range d.Findings {
		f.Findings = append(f.Findings, finding{x.Severity.String(), x.Where, x.What, x.Do})
	}
	return f
}

// printJSON writes a value for a script.
func printJSON(to io.Writer, v any) error {
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
