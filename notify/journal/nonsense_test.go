package journal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulletin/notify"
)

// Lines that are whole and make no sense.
func TestNonsense(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	begin(t, j, "aaaa00000001")()
	good := content(t, j, january)
	const letter = `"v":2,"letter":"aaaa00000001","at":"2026-01-31T10:25:07Z"`
	for name, c := range map[string]struct{ text, why string }{
		"another letter":   {`{"v":2,"letter":"ffff00000001","what":"ended","at":"2026-01-31T10:25:07Z"}`, "of which nothing is written before"},
		"twice":            {`{` + letter + `,"what":"prepared","receipt":{"recipients":1}}`, "a second time"},
		"no receipt":       {`{"v":2,"letter":"ffff00000001","what":"prepared"}`, "prepares no letter"},
		"too many":         {`{"v":2,"letter":"ffff00000001","what":"prepared","receipt":{"recipients":99999999999}}`, "99999999999 recipients"},
		"fewer than none":  {`{"v":2,"letter":"ffff00000001","what":"prepared","receipt":{"recipients":-1}}`, "-1 recipients"},
		"sequence":         {`{"v":2,"letter":"ffff00000001","what":"prepared","receipt":{"sequence":-7}}`, "letter -7"},
		"list":             {`{"v":2,"letter":"ffff00000001","what":"prepared","receipt":{"lists":{"all":-7}}}`, "-7 addresses"},
		"out of range":     {`{` + letter + `,"what":"committing","to":"2-3"}`, "recipient 4 of 3"},
		"no range":         {`{` + letter + `,"what":"committing","to":"3-2"}`, "no ranges"},
		"endless":          {`{` + letter + `,"what":"committing","to":"0-4194303,0-4194303"}`, "no ranges"},
		"another event":    {`{` + letter + `,"what":"burnt"}`, `"burnt"`},
		"what nobody says": {`{` + letter + `,"what":"lost"}`, "nobody writes"},
		"another state":    {`{` + letter + `,"what":"settled","verdicts":[{"to":"0","state":"burnt"}]}`, `"burnt"`},
		"another decision": {`{` + letter + `,"what":"decided","decision":"burn"}`, `"burn"`},
		"another version":  {`{"v":3}`, "version 3"},
		"no JSON":          {`{"v":2`, "no record"},
		"a list":           {`[]`, "no record"},
	} {
		overwrite(t, j, january, good+chain(good[:2*hashed], []byte(c.text))+" "+c.text+"\n")
		h, err := j.History()
		if err == nil || !strings.Contains(err.Error(), c.why) || !strings.Contains(err.Error(), "line 2 (byte ") {
			t.Errorf("%s: %v", name, err)
		}
		if len(h["10101"]) != 1 || tally(h["10101"][0]) != "0 3 0 0" {
			t.Errorf("%s: %+v", name, h)
		}
	}
}

// What makes no sense is not written in the first place.
func TestNonsenseIsNotWritten(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	r, _ := written(t, "aaaa00000001", "x")
	send(t, j, "aaaa00000001")
	before := content(t, j, january)
	for _, e := range []notify.Event{
		committing("aaaa00000001", 0), ended("ffff00000001"), {}, {Letter: "aaaa00000001", What: "burnt"},
		{Letter: "bbbb00000001", What: notify.WasPrepared, Receipt: &r}, {What: notify.WasLost}, {What: wasAcknowledged, By: "me"},
	} {
		if err := j.Write(e); err == nil {
			t.Errorf("%+v was written", e)
		}
	}
	if content(t, j, january) != before {
		t.Error("it has lines more")
	}
}

func TestWhatIsLostOfALetter(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	send(t, j, "aaaa00000001")
	send(t, j, "aaaa00000002") // to the same people
	r := told(t, j)[0]
	must(t, os.WriteFile(j.Letter(r.Digest), []byte("other words"), 0o600))
	if _, err := j.EML(r.Digest); err == nil || !strings.Contains(err.Error(), "was changed") {
		t.Errorf("EML: %v", err)
	}
	report, err := j.Verify()
	if err != nil || report.Sound() || report.Letters[0].Err == nil || report.Letters[1].Err != nil {
		t.Errorf("%+v, %v", report, err)
	}
	lists, err := filepath.Glob(filepath.Join(j.dir, "people", "*"))
	must(t, err)
	must(t, os.WriteFile(lists[0], []byte("x@example.com\ny@example.com\nz@example.com\n"), 0o600))
	all, err := j.Story("10101")
	if err == nil || !strings.Contains(err.Error(), "aaaa00000001") || len(all) != 2 || tally(all[0]) != "0 0 1 2" || len(all[0].Outcomes) > 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := j.Receipt("aaaa00000001"); err == nil {
		t.Error("a receipt with other people")
	}
	send(t, j, "aaaa00000003") // the list is kept anew
	if _, err := j.Story("10101"); err != nil {
		t.Error(err)
	}
}
