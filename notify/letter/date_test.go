package letter

import (
	_ "embed"
	"strconv"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// jdk17 is what SimpleDateFormat of OpenJDK 17.0.15 wrote: language, milliseconds, zone,
// pattern, result. Left out are zones that Java names and the zone database does not.
//
//go:embed testdata/jdk17.tsv
var jdk17 string

func TestDatesAsJavaWritesThem(t *testing.T) {
	n := 0
	for line := range strings.Lines(jdk17) {
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		ms, err := strconv.ParseInt(c[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		got, err := format(time.UnixMilli(ms).In(zone(t, c[2])), c[3], c[0])
		if err != nil || got != c[4] {
			t.Errorf("%s %s %s %s: got %q, want %q, %v", c[0], c[1], c[2], c[3], got, c[4], err)
		}
		n++
	}
	if n < 90 {
		t.Errorf("only %d values", n)
	}
}

func TestMonthsAndDays(t *testing.T) {
	for language, want := range map[string]string{
		"en-GB": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec January February March April May June July " +
			"August September October November December Sun Mon Tue Wed Thu Fri Sat Sunday Monday Tuesday " +
			"Wednesday Thursday Friday Saturday",
		"fr-CA": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc. janvier février mars avril mai " +
			"juin juillet août septembre octobre novembre décembre dim. lun. mar. mer. jeu. ven. sam. dimanche " +
			"lundi mardi mercredi jeudi vendredi samedi",
	} {
		var got []string
		for _, pattern := range []string{"MMM", "MMMM"} {
			for m := range 12 {
				s, err := format(time.Date(2026, time.Month(m+1), 15, 0, 0, 0, 0, time.UTC), pattern, language)
				got = append(got, s)
				if err != nil {
					t.Error(err)
				}
			}
		}
		for _, pattern := range []string{"E", "EEEE"} {
			for d := range 7 {
				s, err := format(time.Date(2026, 2, d+1, 0, 0, 0, 0, time.UTC), pattern, language)
				got = append(got, s)
				if err != nil {
					t.Error(err)
				}
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s:\n got %s\nwant %s", language, s, want)
		}
	}
}

func TestDatesOfALetter(t *testing.T) {
	paris, saoPaulo, dubai := zone(t, "Europe/Paris"), zone(t, "America/Sao_Paulo"), zone(t, "Asia/Dubai")
	midday, late := at("2026-01-31T10:00:00Z"), at("2026-01-31T23:30:00Z")
	day := incident.Value{Kind: incident.Date, Time: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)}
	for _, c := range []struct {
		value   incident.Value
		pattern string
		zone    *time.Location
		want    string
	}{
		{midday, "", paris, "2026-01-31 11:00 CET (10:00 UTC)"},
		{late, "", paris, "2026-02-01 00:30 CET (2026-01-31 23:30 UTC)"},
		{at("2025-12-31T23:30:00Z"), "", paris, "2026-01-01 00:30 CET (2025-12-31 23:30 UTC)"},
		{midday, "", time.UTC, "2026-01-31 10:00 UTC"},
		{midday, "", nil, "2026-01-31 10:00 UTC"},
		{midday, "", saoPaulo, "2026-01-31 07:00 UTC-03:00 (10:00 UTC)"},
		{midday, "HH:mm z", dubai, "14:00 UTC+04:00"},
		{midday, "HH:mm z", time.FixedZone("", 5*3600+1800), "15:30 UTC+05:30"},
		{midday, "HH:mm", paris, "11:00"},
		{day, "", saoPaulo, "2026-01-31"},
		{day, "d MMMM yyyy", saoPaulo, "31 January 2026"},
	} {
		got, err := date(c.value, c.pattern, Manner{Zone: c.zone, Language: "en"})
		if err != nil || got != c.want {
			t.Errorf("%q in %v: got %q, want %q, %v", c.pattern, c.zone, got, c.want, err)
		}
	}
}
