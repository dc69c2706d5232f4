package claim_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bulletin/notify"
	"bulletin/notify/claim"
	"bulletin/notify/incident"
)

// odd are changes to what a console wrote, and whether it is then still read.
var odd = []struct {
	name, from, to string
	read           bool
}{
	{"as it is", "", "", true},
	{"another issue", `"incident_id":"10101"`, `"incident_id":"10102"`, false},
	{"another stage", `"stage":"update"`, `"stage":"start"`, false},
	{"another audience", `"audience":"customers"`, `"audience":"staff"`, false},
	{"a hidden audience", `"audience":"customers"`, `"audience":"customers\u200b"`, false},
	{"another version", `"version":1`, `"version":2`, false},
	{"no sequence", `"sequence":1`, `"sequence":0`, false},
	{"a huge sequence", `"sequence":1`, `"sequence":99999999`, false},
	{"no number", `"sequence":1`, `"sequence":"1"`, false},
	{"null", "", "null", false},
	{"cut", "", `{"version":1`, false},
	{"a list", "", `[]`, false},
}

var oddMarks = append([]struct {
	name, from, to string
	read           bool
}{
	{"another id", `"id":"00000000000a"`, `"id":"00000000000b"`, false},
	{"an odd digest", `"digest":"sha256:0`, `"digest":"sha256:x`, false},
	{"from the future", `"began":"2026-`, `"began":"2027-`, false},
	{"from long ago", `"began":"2026-`, `"began":"0001-`, false},
	{"less than none", `"accepted":1`, `"accepted":-1`, false},
	{"more than all", `"accepted":1`, `"accepted":2`, false},
	{"unheard of", `"accepted":1`, `"delivered":1`, false},
	{"more later than refused", `"refused_for_now":1`, `"refused_for_now":2`, false},
	{"an odd promise", `"next_update":"2026`, `"next_update":"2036`, true},
	{"an odd decision", `"decided":"arrived"`, `"decided":"maybe"`, true},
	{"an odd Message-ID", `"message_id":"\u003cm@example.com\u003e"`, `"message_id":"\u003cm@example.com\u003e\r\nBcc: x"`, true},
	{"a hostile name", `"by":"ada"`, `"by":"\u001b[2Jada\u202e\n"`, true},
}, odd...)

func TestOddMarks(t *testing.T) {
	t.Parallel()
	p := port{store: &store{}}
	if err := mark(p, full()); err != nil {
		t.Fatal(err)
	}
	for _, row := range oddMarks {
		told, _ := claim.New(p, clock).Read(changed(t, p.store, row.from, row.to))
		if (len(told) == 1) != row.read {
			t.Errorf("%s: read %v", row.name, told)
		}
		for _, l := range told {
			harmless(t, l)
			if row.from != "" && l.MessageID == "<m@example.com>" && !l.NextUpdate.IsZero() && l.Decided != "" && l.By == "ada" {
				t.Errorf("%s: changes nothing: %+v", row.name, l)
			}
		}
	}
}

func TestOddClaims(t *testing.T) {
	t.Parallel()
	for _, sign := range []func(port) error{
		func(p port) error { return take(p, ada.letter) },
		func(p port) error { return claim.New(p, clock).Composing(t.Context(), ada.letter.Notice, "ada") },
	} {
		p := port{store: &store{}}
		if err := sign(p); err != nil {
			t.Fatal(err)
		}
		for _, row := range odd {
			_, open := claim.New(p, clock).Read(changed(t, p.store, row.from, row.to))
			readable := len(open) == 1 && open[0].Stage != ""
			if readable != row.read {
				t.Errorf("%s: read %v", row.name, open)
			}
			if len(open) == 1 && !readable && (open[0].ID == "" || open[0].Property == "" || open[0].By == "ada") { // it can be taken over, and nobody is blamed
				t.Errorf("%s: %+v", row.name, open[0])
			}
		}
		in := issue(t, p.store)
		for key, value := range in.Records {
			delete(in.Records, key)
			in.Records[key+"\x1b"] = value
		}
		if _, open := claim.New(p, clock).Read(in); len(open) > 0 {
			t.Errorf("an odd key: read %v", open)
		}
	}
}

// changed is the issue with one change in each of its records.
func changed(t *testing.T, s *store, from, to string) incident.Incident {
	t.Helper()
	in := issue(t, s)
	for key, value := range in.Records {
		if from == "" && to != "" {
			in.Records[key] = to
			continue
		}
		if !strings.Contains(value, from) {
			t.Fatalf("%s is not in %s", from, value)
		}
		in.Records[key] = strings.Replace(value, from, to, 1)
	}
	return in
}

// TestRivalThatCannotBeRead: it keeps the notice all the same.
func TestRivalThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{"a string": "x", "nothing": nil, "no name": map[string]any{"by": " ", "since": noon.AddDate(9, 0, 0)}} {
		p := port{store: &store{}}
		if err := take(p, ada.letter); err != nil {
			t.Fatal(err)
		}
		for key := range p.store.values {
			p.store.values[key] = value
		}
		var taken *notify.TakenError
		if err := take(p, bob.letter); !errors.As(err, &taken) || taken.By != "another console" || !taken.Since.Equal(noon) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// harmless fails where anything of a receipt from elsewhere could act.
func harmless(t *testing.T, l notify.Receipt) {
	t.Helper()
	for _, s := range []string{l.By, l.Subject, l.Stem.Summary, l.Stem.Services, l.Audience, string(l.Stage), l.MessageID, string(l.Digest),
		string(l.ID), string(l.Resumes), string(l.Corrects), string(l.Essence), string(l.Decided), l.DecidedBy, l.Key} {
		if incident.CleanLine(s) != s || utf8.RuneCountInString(s) > 500 {
			t.Errorf("not a clean line: %q", s)
		}
	}
	if l.MessageID != "" && strings.ContainsAny(l.MessageID[1:len(l.MessageID)-1], "<> \r\n") {
		t.Errorf("not a Message-ID: %q", l.MessageID)
	}
	if !l.Elsewhere || !l.Recorded || l.Case() != notify.Closed || l.Outcomes != nil || l.Total < 0 || l.Sequence < 1 {
		t.Errorf("odd: %+v", l)
	}
}

// FuzzRead: no record makes the reading panic, or gives out what could act.
func FuzzRead(f *testing.F) {
	s := &store{}
	p := port{store: s}
	if err := errors.Join(mark(p, full()), take(p, console{letter: letter("00000000000c", "eve")}.letterOf(2))); err != nil {
		f.Fatal(err)
	}
	for key, value := range issue(f, s).Records {
		f.Add(key, value)
		for _, row := range oddMarks {
			f.Add(key, strings.Replace(value, row.from, row.to, 1))
		}
	}
	f.Fuzz(func(t *testing.T, key, value string) {
		told, open := claim.New(p, clock).Read(incident.Incident{ID: "10101", Key: "OPS-101", Records: map[string]string{key: value}})
		for _, l := range told {
			harmless(t, l)
			if json.Valid([]byte(value)) != true || l.Began.After(noon.Add(time.Hour)) {
				t.Errorf("%s: %+v", value, l)
			}
		}
		for _, c := range open {
			if incident.CleanLine(c.By+c.Host+string(c.ID)+c.Property) != c.By+c.Host+string(c.ID)+c.Property || c.Stage != "" && c.Key != "OPS-101" || c.By == "" {
				t.Errorf("%+v", c)
			}
		}
	})
}

// letterOf is the console's letter as another of its notices.
func (c console) letterOf(sequence int) notify.Receipt {
	l := c.letter
	l.Sequence = sequence
	return l
}
