package journaltest

import (
	"errors"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
	"bulletin/notify/letter"
)

var began = time.Date(2026, 1, 31, 10, 25, 7, 0, time.UTC)

func message(t *testing.T) (notify.Receipt, notify.Message) {
	t.Helper()
	from, err := notify.ParseAddress("noc@example.com")
	if err != nil {
		t.Fatal(err)
	}
	n := notify.Notice{IncidentID: "1", Key: "OPS-1", Stage: incident.Start, Sequence: 1, Audience: "staff"}
	m, err := notify.Draft{Notice: n, From: from, At: began, Recipients: notify.Recipients{Bcc: []notify.Address{from}},
		Letter: letter.Letter{Subject: "x", Text: "x", HTML: "<p>x</p>"}}.Compose()
	if err != nil {
		t.Fatal(err)
	}
	return notify.Receipt{ID: "aaaaaaaaaaaa", Notice: n, Digest: m.Digest(), Began: began, Total: 1}, m
}

// A letter whose first keeping failed at the last moment is made durable by the next one,
// although it seems to lie there already.
func TestWhatLiesThereIsMadeDurable(t *testing.T) {
	t.Parallel()
	for fails := range 2 { // the letters' folder, then the people's
		n := -1
		d := New(func(op, path string) (Fate, error) {
			if op == "syncdir" && path != "/state" {
				if n++; n == fails {
					return Undone, errors.New("input/output error")
				}
			}
			return Done, nil
		})
		j, err := journal.Open("/state", journal.On(d))
		if err != nil {
			t.Fatal(err)
		}
		r, m := message(t)
		if _, err := j.Open(r, m); err == nil {
			t.Fatal("the failure passes")
		}
		done, err := j.Open(r, m)
		if err != nil {
			t.Fatal(err)
		}
		done()
		after, err := journal.Open("/state", journal.On(d.AfterCrash(Nothing)))
		if err != nil {
			t.Fatal(err)
		}
		if eml, err := after.EML(m.Digest()); err != nil || eml != m.EML() {
			t.Errorf("failure %d: after a crash the letter is gone: %v", fails, err)
		}
		if story, err := after.Story("1"); err != nil || len(story) != 1 {
			t.Errorf("failure %d: after a crash the recipients are gone: %v", fails, err)
		}
	}
}
