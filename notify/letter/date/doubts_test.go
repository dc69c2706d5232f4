package date_test

import (
	"slices"
	"testing"
)

func TestDoubts(t *testing.T) {
	t.Parallel()
	const iso = "ww counts weeks from Sunday with 1 January in week 1, which are not the weeks of ISO 8601"
	weekYear := "YYYY is the year of the week, another year around New Year; the year is yyyy"
	for _, c := range []struct {
		pattern string
		want    []string
	}{
		{"YYYY-MM-dd", []string{weekYear}},
		{"YYYY-MM-dd (ww)", []string{weekYear, iso}},
		{"YYYY-'W'ww", []string{iso}},
		{"yyyy-MM-dd (ww)", []string{iso}},
		{"YYYY – YYYY", []string{weekYear}},
		{"yyyy-'W'ww", []string{"yyyy beside a week is wrong around New Year; the year of the week is YYYY", iso}},
		{"YYYY-'W'WW", []string{weekYear, "WW is the week of the month; the week of the year is ww"}},
		{"hh:mm z", []string{"hh is the hour of half a day, and nothing says which half; add a, or write HH"}},
		{"HHhmm z", []string{"h writes the hour once more; a word goes in quotes: 'h'"}},
		{"HH:mm a z", []string{"a says AM or PM beside an hour that counts the whole day; the hour of half a day is h"}},
		{"kk:mm z", []string{"kk writes midnight as 24; HH writes it as 0"}},
		{"KK:mm a z", []string{"KK writes noon as 0; hh writes it as 12"}},
		{"KK:mm z", []string{"KK is the hour of half a day, and nothing says which half; add a, or write HH"}},
		{"HH:mm z (hh a)", []string{"hh writes the hour once more; a word goes in quotes: 'hh'"}},
		{"dd.mm.", []string{"mm is the minute; the month is MM"}},
		{"yyyy-mm-dd", []string{"mm is the minute; the month is MM"}},
		{"mm/dd/yyyy hh:mm a z", []string{"mm is the minute; the month is MM"}},
		{"yyyy-mm-dd HH:MM z", []string{"mm is the minute; the month is MM", "MM is the month; the minute is mm"}},
		{"yyyy-MM-dd HH:MM z", []string{"MM is the month; the minute is mm"}},
		{"HHMM z", []string{"MM is the month; the minute is mm"}},
		{"yyyy-MM-DD", []string{"DD is the day of the year; the day of the month is dd"}},
		{"yyyy-MM-DDD", []string{"DDD is the day of the year; the day of the month is ddd"}},
		{"DD yyyy", []string{"DD is the day of the year; the day of the month is dd"}},
		{"HH:mm:SS z", []string{"SS is the millisecond; the second is ss"}},
		{"HH:mm:ss.S z", []string{"S is a count of milliseconds and no decimals of the second; SSS is both"}},
		{"uuuu-MM-dd", []string{"uuuu is the number of the weekday; the year is yyyy"}},
		{"HH:mm 'UTC'", []string{"UTC is written whatever the zone of the time is; z writes the zone"}},
		{"yyyy-MM-dd'T'HH:mm:ss'Z'", []string{"Z is written whatever the zone of the time is; z writes the zone"}},
	} {
		if got := parse(t, c.pattern).Doubts(); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.pattern, got, c.want)
		}
	}
}

func TestNoDoubts(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{
		"", "yyyy-MM-dd HH:mm z", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "EEE, d MMM yyyy HH:mm:ss Z", "yyyyMMddHHmmssSSS",
		"h:mm a z", "dd/MM/yyyy HH'h'mm", "HH:mm:ss dd/MM/yy", "HH:mm dd/MM/yy", "HH 'h,' d MMMM", "mm:ss",
		"yyyy-DDD", "LLLL yyyy", "MMMM", "HH:mm 'UTC' (z)", "'UTC'", "d MMMM yyyy G", "EEEE (u)", "'YYYY hh'",
		"d MMMM (DDD)", "'week' W 'of' MMMM", "d MMMM yyyy mm:ss", "HH 'h on' MMMM d",
	} {
		if doubts := parse(t, pattern).Doubts(); len(doubts) > 0 {
			t.Errorf("%s: %q", pattern, doubts)
		}
	}
}
