package tui

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// desk is a console driven by hand: keys go in, frames come out, nothing waits. Work runs
// at once unless it is held back.
type desk struct {
	*Console
	t        testing.TB
	now      time.Time
	jira     *jira
	wire     *wire
	journal  *journal.Journal
	others   []string // what colleagues do
	timers   []answer
	holdback bool
	waiting  []tea.Cmd
	begun    []func()
	quits    bool
}

// jira answers from memory.
type jira struct {
	picture incident.Picture
	err     error
	locked  error         // why nothing can be written
	kept    incident.Kept // of every incident that is read
	retries int
	asked   []incident.Query
	parts   []incident.Picture          // what arrives before the whole
	arrived func()                      // is called when all of them have
	others  map[string]incident.Picture // of other filters, by number or JQL
	saved   []incident.Filter
}

func (j *jira) List(ctx context.Context, q incident.Query, tell func(incident.Picture)) (incident.Picture, error) {
	if ctx.Err() != nil {
		return incident.Picture{}, ctx.Err()
	}
	j.asked = append(j.asked, q)
	for _, p := range j.parts {
		tell(p)
	}
	if j.arrived != nil {
		j.arrived()
	}
	if q.Filter == (incident.Filter{}) || j.err != nil {
		return j.picture, j.err
	}
	if p, ok := j.others[cmp.Or(q.Filter.ID, q.Filter.JQL)]; ok {
		return p, nil
	}
	return incident.Picture{}, errors.New("find the filter in Jira: it does not exist (404)")
}
func (j *jira) Filters(context.Context) ([]incident.Filter, error) { return j.saved, j.err }
func (j *jira) Writable(context.Context, incident.Incident) error  { return j.locked }
func (j *jira) Retry()                                             { j.retries++ }
func (j *jira) Incident(_ context.Context, key string) (incident.Incident, error) {
	for _, in := range j.picture.Incidents {
		if in.Key == key {
			in.Kept = j.kept
			return in, j.err
		}
	}
	return incident.Incident{}, errors.New("no such incident")
}

// wire is a mail server that keeps what it got and answers as it is told to.
type wire struct {
	got    []notify.Message
	answer notify.State
	stop   *notify.Stop
	during func() // is called while the letter is leaving
	partly bool   // the last recipient stays unsent
}

func (w *wire) Send(_ context.Context, a notify.Approved, l notify.Ledger, watch func(notify.Progress)) notify.Delivery {
	m, err := a.Message()
	if err != nil {
		return notify.Delivery{Stop: &notify.Stop{Step: "connect", Why: err.Error()}}
	}
	w.got = append(w.got, m)
	d := notify.Delivery{Server: "mail.example.com:587", Stop: w.stop}
	for i, to := range m.Envelope() {
		watch(notify.Progress{Step: "RCPT", Done: i, Total: len(m.Envelope())})
		o := notify.Outcome{Address: to, State: w.answer, Reply: "250 2.0.0 Ok: queued as 4F7C1A2B3D", QueueID: "4F7C1A2B3D"}
		if i == 1 && w.answer == notify.Accepted && w.stop != nil {
			o = notify.Outcome{Address: to, State: notify.Refused, Reply: "550 5.1.1 User unknown"}
		}
		if w.partly && i == len(m.Envelope())-1 {
			o = notify.Outcome{Address: to, State: notify.Unsent}
		}
		d.Outcomes = append(d.Outcomes, o)
	}
	if w.during != nil {
		w.during()
	}
	w.book(l, d.Outcomes)
	return d
}

// book tells the ledger what the wire says.
func (w *wire) book(l notify.Ledger, outcomes []notify.Outcome) {
	var all, settled []int
	var known []notify.Outcome
	for i, o := range outcomes {
		if o.State != notify.Unsent {
			all, settled, known = append(all, i), append(settled, i), append(known, o)
		}
	}
	if w.answer != notify.Unsent && l.Committing(all) != nil || l.Settled(settled, known) != nil {
		panic("the journal cannot be written")
	}
}

var night = time.Date(2026, 3, 14, 3, 12, 0, 0, time.UTC)

func newDesk(t testing.TB, incidents ...incident.Incident) *desk {
	t.Helper()
	j, err := journal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, now: night, journal: j, wire: &wire{answer: notify.Accepted},
		jira: &jira{picture: incident.Picture{User: incident.User{Name: "Incident Desk"}, Filter: incident.Filter{Name: "Open incidents"}, At: night, Incidents: incidents}}}
	now := func() time.Time { return d.now }
	theme, err := themes.Named("dark", func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	d.Console = New(t.Context(), Options{
		Jira: d.jira, Journal: j, Post: notify.Post{Wire: d.wire, Book: j, Now: now, Fresh: d.fresh}, Desk: house(t),
		Lists: func() (map[string]notify.List, error) { return d.Desk.Lists, nil }, Told: d.told, Me: address(t, "desk@example.com"),
		Theme: theme, Badge: "DEMO", By: "desk@jump1", Server: "mail.example.com:587",
		Refresh: time.Minute, Now: now, SaveDir: t.TempDir(),
	})
	d.tell = func(m tea.Msg) { d.Update(m) }
	d.begin = func(f func()) { d.begun = append(d.begun, f) }
	d.after = func(_ time.Duration, m tea.Msg) tea.Cmd {
		if a, ok := m.(answer); ok {
			d.timers = append(d.timers, a)
		}
		return nil
	}
	return d
}

// told is the journal's word, whole for the incident, and what colleagues do.
func (d *desk) told(in incident.Incident) (notify.History, []string, error) {
	h, err := d.journal.History()
	if err != nil {
		return nil, nil, err
	}
	h[in.ID], err = d.journal.Story(in.ID)
	return h, d.others, err
}

// fresh is what the program does: everything is read once more.
func (d *desk) fresh(ctx context.Context, m notify.Message) error {
	in, err := d.Jira.Incident(ctx, m.Draft().Notice.Key)
	if err != nil {
		return err
	}
	h, _, err := d.told(in)
	if err != nil || m.Draft().Resumes != "" {
		return err
	}
	return d.Desk.Changed(m.Draft(), in, h)
}

// open starts the console on a screen of a size.
func (d *desk) open(width, height int) *desk {
	d.run(d.Init())
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	return d
}

func (d *desk) send(m tea.Msg) {
	_, cmd := d.Update(m)
	d.run(cmd)
	if d.size != (screen.Size{}) {
		d.fits()
	}
}

func (d *desk) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if d.holdback {
		d.waiting = append(d.waiting, cmd)
		return
	}
	begun := d.begun
	d.begun = nil
	for _, f := range begun {
		f()
	}
	switch m := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range m {
			d.run(c)
		}
	case tea.QuitMsg:
		d.quits = true
	default:
		d.send(m)
	}
}

// pass lets all that was waited for come to pass.
func (d *desk) pass(by time.Duration) *desk {
	d.now = d.now.Add(by)
	timers := d.timers
	d.timers = nil
	for _, a := range timers {
		d.send(a)
	}
	return d
}

// press types keys by name: "j", "enter", "ctrl+s"; type_ types a text as a hand does.
func (d *desk) press(keys ...string) *desk {
	for _, k := range keys {
		d.now = d.now.Add(80 * time.Millisecond)
		d.send(named(k))
	}
	return d
}

func (d *desk) types(text string) *desk {
	for _, r := range text {
		d.press(string(r))
	}
	return d
}

func named(k string) tea.KeyMsg {
	for t, name := range map[tea.KeyType]string{
		tea.KeyEnter: "enter", tea.KeyEsc: "esc", tea.KeyTab: "tab", tea.KeyShiftTab: "shift+tab",
		tea.KeyUp: "up", tea.KeyDown: "down", tea.KeyLeft: "left", tea.KeyRight: "right",
		tea.KeyPgDown: "pgdown", tea.KeyPgUp: "pgup", tea.KeyHome: "home", tea.KeyEnd: "end",
		tea.KeyBackspace: "backspace", tea.KeyCtrlS: "ctrl+s", tea.KeyCtrlE: "ctrl+e", tea.KeyCtrlC: "ctrl+c",
		tea.KeyCtrlU: "ctrl+u", tea.KeyCtrlR: "ctrl+r", tea.KeyCtrlG: "ctrl+g", tea.KeyF1: "f1",
	} {
		if name == k {
			return tea.KeyMsg{Type: t}
		}
	}
	if k == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
}

// screen is the frame as a person reads it.
func (d *desk) screen() string { return ansi.Strip(d.View()) }

// fits fails the test where the frame does not fit the terminal.
func (d *desk) fits() {
	d.t.Helper()
	lines := strings.Split(d.View(), "\n")
	if len(lines) > d.size.Height {
		d.t.Fatalf("%d lines on %d:\n%s", len(lines), d.size.Height, d.screen())
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > d.size.Width {
			d.t.Fatalf("line %d is %d wide on %d: %q", i, w, d.size.Width, ansi.Strip(l))
		}
	}
}

// shows fails the test where the screen lacks one of the texts.
func (d *desk) shows(texts ...string) *desk {
	d.t.Helper()
	for _, s := range texts {
		if !strings.Contains(strings.Join(strings.Fields(d.screen()), " "), s) {
			d.t.Fatalf("the screen does not show %q:\n%s", s, d.screen())
		}
	}
	return d
}

// still is the screen without what differs from run to run: the path of the journal.
func (d *desk) still() string {
	dir := d.journal.Letters()
	frame := d.screen()
	lines := strings.Split(frame, "\n")
	for i, l := range lines {
		if at := strings.Index(l, dir[:8]); at >= 0 {
			lines[i] = l[:at] + "JOURNAL"
		}
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
