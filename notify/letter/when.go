package letter

import (
	"fmt"
	"regexp"
	"time"

	"bulletin/notify/incident"
	"bulletin/notify/letter/date"
)

const (
	day     = "yyyy-MM-dd"
	instant = "yyyy-MM-dd HH:mm z"
)

// spelled is a pattern with the name of a month or a day.
var spelled = regexp.MustCompile(`M{3}|L{3}|E`)

// date writes a date in the manner of its audience. A day has no zone and is never moved
// into one. A time far from UTC has UTC beside it, for readers elsewhere.
func (f *filling) date(a *answer) (string, error) {
	pattern, usual := a.pattern(), instant
	if a.value.Kind == incident.Date {
		usual = day
	}
	if pattern == "" {
		pattern = usual
	}
	p, err := date.Parse(pattern)
	if err != nil {
		return "", err
	}
	if spelled.MatchString(pattern) && a.language != "" && !date.Speaks(a.language) {
		f.add(Note, a.pos, "the names of months and days are in English; those of "+a.language+" are not known here", "write the date in numbers")
	}
	for _, doubt := range p.Doubts() {
		f.add(Warn, a.pos, a.words+": "+doubt, "correct the pattern in the template")
	}
	if a.value.Kind == incident.Date {
		return f.day(a, p)
	}
	t := a.value.Time.UTC()
	if f.manner.Zone != nil {
		t = t.In(f.manner.Zone)
	}
	text := p.Format(t, a.language)
	if !p.Timed() || a.machine {
		return text, nil
	}
	if f.timed++; !p.Zoned() {
		f.zoneless = append(f.zoneless, a)
	}
	return text + beside(t), nil
}

func (f *filling) day(a *answer, p date.Pattern) (string, error) {
	if p.Timed() {
		f.add(Warn, a.pos, fmt.Sprintf("the field %s holds a day without a time, and the pattern shows a time", a.label),
			"take the time out of the pattern; the day stands alone in this letter")
		var err error
		if p, err = date.Parse(day); err != nil {
			return "", err
		}
	}
	return p.Format(a.value.Time.UTC(), a.language), nil
}

// beside is the time in UTC behind one of another zone.
func beside(t time.Time) string {
	if _, offset := t.Zone(); offset == 0 {
		return ""
	}
	if t.YearDay() != t.UTC().YearDay() {
		return t.UTC().Format(" (2006-01-02 15:04\u00a0UTC)")
	}
	return t.UTC().Format(" (15:04\u00a0UTC)")
}

// zones tells of times of which a reader cannot know where they hold.
func (f *filling) zones() {
	if len(f.zoneless) == 0 {
		return
	}
	first, severity, what := f.zoneless[0], Note, "shows a time without its zone"
	if f.timed > 1 {
		severity = Warn
	}
	if n := len(f.zoneless) - 1; n > 0 {
		what = fmt.Sprintf("and %d more show times without their zone", n)
	}
	f.add(severity, first.pos, first.words+" "+what, "add z to the pattern: HH:mm z")
}
