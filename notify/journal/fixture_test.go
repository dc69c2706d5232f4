package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

var began = time.Date(2026, 1, 31, 10, 25, 7, 0, time.UTC)

// written is a letter about OPS-101 to a, b and c, and its receipt. Equal words are equal bytes.
func written(t testing.TB, id notify.ID, words string) (notify.Receipt, notify.Message) {
	t.Helper()
	return about(t, "10101", id, words)
}

func about(t testing.TB, incidentID string, id notify.ID, words string) (notify.Receipt, notify.Message) {
	t.Helper()
	n := notify.Notice{IncidentID: incidentID, Key: "OPS-" + incidentID[2:], Stage: incident.Start, Sequence: 1, Audience: "customers"}
	d := notify.Draft{Notice: n, From: mailbox(t, "noc"), At: began, Earlier: 1000, Letter: letter.Letter{Subject: words, Text: words, HTML: words}}
	for _, name := range []string{"a", "b", "c"} {
		d.Recipients.Bcc = append(d.Recipients.Bcc, mailbox(t, name))
	}
	m, err := d.Compose()
	if err != nil {
		t.Fatal(err)
	}
	return notify.Receipt{
		ID: id, Notice: n, Digest: m.Digest(), MessageID: "<m@example.com>", Subject: words, By: "desk@jump1", Began: began, Total: 3,
		NextUpdate: began.Add(time.Hour), Essence: "sha256:0", Stem: notify.Stem{Summary: "S", Services: "T"}, External: true,
		Accepted: []notify.Warning{{Where: "To", What: "many"}}, Lists: map[string]int{"all": 3},
	}, m
}

func mailbox(t testing.TB, name string) notify.Address {
	t.Helper()
	a, err := notify.ParseAddress(name + "@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func open(t testing.TB, dir string) *Journal {
	t.Helper()
	j, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// begin opens a letter about OPS-101.
func begin(t testing.TB, j *Journal, id notify.ID) (done func()) {
	t.Helper()
	r, m := written(t, id, "letter "+string(id))
	done, err := j.Open(r, m)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func committing(id notify.ID, to ...int) notify.Event {
	return notify.Event{Letter: id, What: notify.WasCommitting, At: began.Add(time.Second), To: to}
}

func settled(id notify.ID, s notify.State, reply string, to ...int) notify.Event {
	return notify.Event{Letter: id, What: notify.WasSettled, At: began.Add(2 * time.Second),
		Verdicts: []notify.Verdict{{To: to, State: s, Reply: reply, QueueID: "Q1"}}}
}

func ended(id notify.ID) notify.Event {
	return notify.Event{Letter: id, What: notify.WasEnded, At: began.Add(time.Minute), Server: "mail.example.com",
		Stop: &notify.Stop{Step: "RCPT", Why: "no such user", Do: "mend the list"}}
}

func decided(id notify.ID, d notify.Decision) notify.Event {
	return notify.Event{Letter: id, What: notify.WasDecided, At: began.Add(time.Hour), By: "night@jump1", Decision: d}
}

func recorded(id notify.ID) notify.Event {
	return notify.Event{Letter: id, What: notify.WasRecorded, At: began.Add(time.Hour)}
}

// send has a letter accepted for a, refused for now for b and refused for c.
func send(t testing.TB, j *Journal, id notify.ID) {
	t.Helper()
	done := begin(t, j, id)
	defer done()
	for _, e := range []notify.Event{
		settled(id, notify.Refused, "550 no", 2), committing(id, 0, 1), settled(id, notify.Accepted, "250 ok", 0),
		settled(id, notify.Refused, "450 later", 1), ended(id), recorded(id),
	} {
		must(t, j.Write(e))
	}
}

// told is the history of OPS-101, which has no damage.
func told(t testing.TB, j *Journal) []notify.Receipt {
	t.Helper()
	h, err := j.History()
	must(t, err)
	return h["10101"]
}

// tally is how many are unsent, unknown, accepted and refused.
func tally(r notify.Receipt) string {
	return fmt.Sprintf("%d %d %d %d", r.Count(notify.Unsent), r.Count(notify.Unknown), r.Count(notify.Accepted), r.Count(notify.Refused))
}

func segmentPath(j *Journal, name string) string { return filepath.Join(j.dir, "log", name+".jsonl") }

const january = "2026-01"

func content(t testing.TB, j *Journal, name string) string {
	t.Helper()
	b, err := os.ReadFile(segmentPath(j, name))
	must(t, err)
	return string(b)
}

func overwrite(t testing.TB, j *Journal, name, lines string) {
	t.Helper()
	must(t, os.WriteFile(segmentPath(j, name), []byte(lines), 0o600))
}
