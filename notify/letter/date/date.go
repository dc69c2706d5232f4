// Package date writes times by the date patterns of Java, those of SimpleDateFormat in
// Java 17: yyyy-MM-dd HH:mm z. Letters, widths, quotes and names are Java's, the names
// those of CLDR; so a pattern gives here what it gave there.
//
// It differs in four things, because Go does not know what Java knows. z is the
// abbreviation in the zone database, which has one in English for all languages, and
// UTC+03:00 where it has only an offset. zzzz is the same as z, for there are no long names.
// The calendar is the Gregorian one also before 1582. A region in a language tag is
// ignored: fr-CA is fr.
//
// Weeks are those of a Java locale without a region, in every language: they begin on
// Sunday, and 1 January is in week 1. These are not the weeks of ISO 8601.
//
// It refuses to guess. A pattern that Java would not take is an error that says what to
// write instead; one that Java takes but that hardly says what its author meant has
// [Pattern.Doubts]. It reads no dates, and moves no time into another zone.
package date

import (
	"regexp"
	"strconv"
	"time"
)

// Pattern is a date pattern, ready to write times. The zero Pattern writes nothing.
type Pattern struct {
	fields []field
	tail   string // the text after the last field
}

// field is a letter, how often it stands there, and the text before it.
type field struct {
	before string
	letter byte
	width  int
}

// Format writes t, which is already in the zone it is to be read in. The language is a tag
// of RFC 5646; where [Speaks] does not know it, names are English.
func (p Pattern) Format(t time.Time, language string) string {
	n := namesIn(language)
	b := make([]byte, 0, 64)
	for _, f := range p.fields {
		b = append(b, f.before...)
		b = f.write(b, t, n)
	}
	return string(append(b, p.tail...))
}

// Timed reports whether the pattern shows a time of day.
func (p Pattern) Timed() bool { return p.has("HkKhmsSa") }

// Zoned reports whether the pattern shows a zone: by z, Z or X, by the word UTC or GMT, or
// by a Z after the last letter.
func (p Pattern) Zoned() bool { return p.has("zZX") || p.wordOfZone() != "" }

// zoneWord is a zone among other words; a Z alone is one only at the end of a pattern.
var (
	zoneWord = regexp.MustCompile(`\b(UTC|GMT)\b`)
	zuluWord = regexp.MustCompile(`^\s*Z\W*$`)
)

// wordOfZone is the zone that stands in the pattern as text.
func (p Pattern) wordOfZone() string {
	for _, f := range p.fields {
		if word := zoneWord.FindString(f.before); word != "" {
			return word
		}
	}
	if zuluWord.MatchString(p.tail) {
		return "Z"
	}
	return zoneWord.FindString(p.tail)
}

// has reports whether one of the letters is in the pattern.
func (p Pattern) has(letters string) bool {
	for _, f := range p.fields {
		if in(letters, f.letter) {
			return true
		}
	}
	return false
}

// write writes one field of t. A name is written short up to a width of three, and whole
// beyond; a number is filled up with zeros.
func (f field) write(b []byte, t time.Time, n *names) []byte {
	switch f.letter {
	case 'G':
		return append(b, pick(t.Year() > 0, n.eras[1], n.eras[0])...)
	case 'a':
		return append(b, n.halves[t.Hour()/12]...)
	case 'E':
		return append(b, pick(f.width > 3, n.days[t.Weekday()], n.shortDays[t.Weekday()])...)
	case 'M', 'L':
		return f.month(b, t.Month(), n)
	case 'z', 'Z', 'X':
		return f.zone(b, t)
	case 'y', 'Y':
		year := f.number(t)
		if f.width == 2 {
			year %= 100
		}
		return pad(b, year, f.width)
	}
	return pad(b, f.number(t), f.width)
}

func (f field) month(b []byte, m time.Month, n *names) []byte {
	switch {
	case f.width < 3:
		return pad(b, int(m), f.width)
	case f.width > 3:
		return append(b, n.months[m-1]...)
	case f.letter == 'L' && n.aloneMonths != nil:
		return append(b, n.aloneMonths[m-1]...)
	}
	return append(b, n.shortMonths[m-1]...)
}

// number is the number a letter stands for.
func (f field) number(t time.Time) int {
	switch f.letter {
	case 'y':
		return yearOfEra(t.Year())
	case 'Y':
		return saturday(t).Year()
	case 'w':
		return (saturday(t).YearDay()-1)/7 + 1
	case 'W': // a week of this month also where its Saturday is in the next
		return (t.Day()+int(time.Saturday-t.Weekday())-1)/7 + 1
	case 'D':
		return t.YearDay()
	case 'd':
		return t.Day()
	case 'F':
		return (t.Day()-1)/7 + 1
	case 'u':
		return (int(t.Weekday())+6)%7 + 1
	}
	return f.clock(t)
}

func (f field) clock(t time.Time) int {
	switch f.letter {
	case 'H':
		return t.Hour()
	case 'k':
		return (t.Hour()+23)%24 + 1
	case 'K':
		return t.Hour() % 12
	case 'h':
		return (t.Hour()+11)%12 + 1
	case 'm':
		return t.Minute()
	case 's':
		return t.Second()
	}
	return t.Nanosecond() / int(time.Millisecond) // S
}

// zone writes the zone's abbreviation (z) or its offset (Z as in RFC 822, X as in ISO 8601).
func (f field) zone(b []byte, t time.Time) []byte {
	if f.letter == 'Z' {
		return t.AppendFormat(b, "-0700")
	}
	if f.letter == 'X' {
		return t.AppendFormat(b, [...]string{"Z07", "Z0700", "Z07:00"}[f.width-1])
	}
	name, offset := t.Zone()
	switch {
	case name != "" && name[0] != '+' && name[0] != '-':
		return append(b, name...)
	case offset == 0:
		return append(b, "UTC"...)
	}
	return t.AppendFormat(b, "UTC-07:00")
}

// saturday ends the week of t; the year of a week is the one it ends in.
func saturday(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+int(time.Saturday-t.Weekday()), 0, 0, 0, 0, time.UTC)
}

// yearOfEra counts 1 BC as the year before 1.
func yearOfEra(year int) int {
	if year <= 0 {
		return 1 - year
	}
	return year
}

// pad appends n with at least so many digits.
func pad(b []byte, n, width int) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	digits := strconv.Itoa(n)
	for range width - len(digits) {
		b = append(b, '0')
	}
	return append(b, digits...)
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}
