package date_test

import (
	_ "embed"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones are those of the toolchain, whatever the machine has

	"bulletin/notify/letter/date"
)

// jdk17 is what Java writes; its first line names the release. Left out are z in German for
// Europe/Paris (Java says MEZ and MESZ, the zone database CET and CEST), zzzz (Go has no
// long names), zones that only Java abbreviates, and zones before 1900, when Java ignores
// local mean time. A literal apostrophe or bar in a row is part of the pattern.
//
//go:embed testdata/jdk17.tsv
var jdk17 string

func TestWritesAsJava(t *testing.T) {
	t.Parallel()
	zones := map[string]*time.Location{}
	rows := 0
	for line := range strings.Lines(jdk17) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		ms, err := strconv.ParseInt(c[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if zones[c[2]] == nil {
			zones[c[2]] = location(t, c[2])
		}
		if got := parse(t, c[3]).Format(time.UnixMilli(ms).In(zones[c[2]]), c[0]); got != c[4] {
			t.Errorf("%s %s %s %s:\n got %q\nwant %q", c[0], c[1], c[2], c[3], got, c[4])
		}
		rows++
	}
	if rows < 3000 {
		t.Errorf("only %d rows", rows)
	}
}

// Where Java knows more than the zone database, there is something that is still true.
func TestZonesThatJavaWritesOtherwise(t *testing.T) {
	t.Parallel()
	january := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		zone *time.Location
		want string
	}{
		{time.UTC, "10:00 UTC UTC"},
		{location(t, "Europe/Paris"), "11:00 CET CET"},
		{location(t, "America/Sao_Paulo"), "07:00 UTC-03:00 UTC-03:00"},
		{location(t, "Asia/Kathmandu"), "15:45 UTC+05:45 UTC+05:45"},
		{time.FixedZone("", 19800), "15:30 UTC+05:30 UTC+05:30"},
		{time.FixedZone("", 0), "10:00 UTC UTC"},
		{location(t, "Africa/El_Aaiun"), "11:00 UTC+01:00 UTC+01:00"},
	} {
		if got := parse(t, "HH:mm z zzzz").Format(january.In(c.zone), "de"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.zone, got, c.want)
		}
	}
}

func TestLanguageOfATag(t *testing.T) {
	t.Parallel()
	may := time.Date(2026, 5, 14, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		tag, want string
		speaks    bool
	}{
		{"en-GB", "Thursday 14 May", true},
		{"fr-CA", "jeudi 14 mai", true},
		{"FR_fr", "jeudi 14 mai", true},
		{"pt-BR", "quinta-feira 14 maio", true},
		{"fry", "Thursday 14 May", false}, // West Frisian
		{"ja", "Thursday 14 May", false},
		{"", "Thursday 14 May", false},
	} {
		got := parse(t, "EEEE d MMMM").Format(may, c.tag)
		if got != c.want || date.Speaks(c.tag) != c.speaks {
			t.Errorf("%q: got %q and %t, want %q and %t", c.tag, got, date.Speaks(c.tag), c.want, c.speaks)
		}
	}
}

func TestTimedAndZoned(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]struct{ timed, zoned bool }{
		"":                         {false, false},
		"yyyy-MM-dd":               {false, false},
		"EEEE d MMMM 'at noon'":    {false, false},
		"HH:mm":                    {true, false},
		"h a":                      {true, false},
		"d MMMM a":                 {true, false},
		"HH:mm z":                  {true, true},
		"HH:mm Z":                  {true, true},
		"yyyy-MM-dd'T'HH:mm:ssXXX": {true, true},
		"yyyy-MM-dd'T'HH:mm:ss'Z'": {true, true},
		"HH:mm '(UTC)'":            {true, true},
		"'at' HH:mm 'GMT,' d MMMM": {true, true},
		"'UTC' HH:mm":              {true, true},
		"HH:mm 'in plan Z'":        {true, false},
		"HH:mm 'AUTCO'":            {true, false},
		"'Z' HH:mm":                {true, false},
	} {
		if p := parse(t, pattern); p.Timed() != want.timed || p.Zoned() != want.zoned {
			t.Errorf("%s: timed %t, zoned %t, want %t", pattern, p.Timed(), p.Zoned(), want)
		}
	}
}

func BenchmarkFormat(b *testing.B) {
	at := time.Date(2026, 7, 14, 10, 5, 5, 50e6, time.UTC)
	p, err := date.Parse("EEEE d MMMM yyyy 'at' HH:mm:ss.SSS z")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		p.Format(at, "fr-CA")
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := date.Parse("EEEE d MMMM yyyy 'at' HH:mm:ss.SSS z"); err != nil {
			b.Fatal(err)
		}
	}
}

func parse(t *testing.T, pattern string) date.Pattern {
	t.Helper()
	p, err := date.Parse(pattern)
	if err != nil {
		t.Fatalf("%q: %v", pattern, err)
	}
	return p
}

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}
