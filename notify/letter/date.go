package letter

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"bulletin/notify/incident"
)

const (
	day     = "yyyy-MM-dd"
	instant = "yyyy-MM-dd HH:mm z"
)

// date writes a date in the manner of its audience. A day has no zone and is never moved
// into one. Without a pattern of the author's, a time far from UTC has UTC beside it, for
// readers elsewhere.
func date(v incident.Value, pattern string, m Manner) (string, error) {
	if v.Kind == incident.Date {
		if pattern == "" {
			pattern = day
		}
		return format(v.Time.UTC(), pattern, m.Language)
	}
	t := v.Time.UTC()
	if m.Zone != nil {
		t = t.In(m.Zone)
	}
	if pattern != "" {
		return format(t, pattern, m.Language)
	}
	local, err := format(t, instant, m.Language)
	if _, offset := t.Zone(); offset == 0 || err != nil {
		return local, err
	}
	utc := t.UTC().Format("15:04 UTC")
	if t.YearDay() != t.UTC().YearDay() {
		utc = t.UTC().Format("2006-01-02 15:04 UTC")
	}
	return local + " (" + utc + ")", nil
}

// token is a stretch of a pattern: literal text, or a letter and how often it stands there.
type token struct {
	literal string
	letter  byte
	count   int
}

// tokens reads a pattern of Java's SimpleDateFormat.
func tokens(pattern string) ([]token, error) {
	var all []token
	for i := 0; i < len(pattern); {
		switch c := pattern[i]; {
		case c == '\'':
			text, n, err := quoted(pattern[i:])
			if err != nil {
				return nil, err
			}
			all = append(all, token{literal: text})
			i += n
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			n := 1
			for i+n < len(pattern) && pattern[i+n] == c {
				n++
			}
			all = append(all, token{letter: c, count: n})
			i += n
		default:
			all = append(all, token{literal: pattern[i : i+1]})
			i++
		}
	}
	return all, nil
}

// quoted is the text in quotes at the beginning of s and how long it is with them.
func quoted(s string) (string, int, error) {
	if strings.HasPrefix(s, "''") {
		return "'", 2, nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != '\'':
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "''"):
			b.WriteByte('\'')
			i++
		default:
			return b.String(), i + 1, nil
		}
	}
	return "", 0, errors.New("the date pattern has a quote ' that is never closed")
}

// timed reports a pattern that shows a time of day.
func timed(pattern string) bool {
	all, err := tokens(pattern)
	if err != nil {
		return false
	}
	for _, t := range all {
		if strings.IndexByte("HhKkmsSa", t.letter) >= 0 {
			return true
		}
	}
	return false
}

// format writes t token by token: a translation into a layout of Go's would read the
// pattern's own words, such as Jan or 15, as part of the date.
func format(t time.Time, pattern, language string) (string, error) {
	all, err := tokens(pattern)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, tok := range all {
		text := tok.literal
		if tok.letter != 0 {
			if text, err = tok.write(t, namesIn(language)); err != nil {
				return "", err
			}
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

func (k token) write(t time.Time, n names) (string, error) {
	switch k.letter {
	case 'y':
		if k.count == 2 {
			return pad(t.Year()%100, 2), nil
		}
		return pad(t.Year(), k.count), nil
	case 'M':
		switch {
		case k.count > 3:
			return n.months[t.Month()-1], nil
		case k.count == 3:
			return n.shortMonths[t.Month()-1], nil
		}
		return pad(int(t.Month()), k.count), nil
	case 'E':
		if k.count > 3 {
			return n.days[t.Weekday()], nil
		}
		return n.shortDays[t.Weekday()], nil
	case 'a':
		return t.Format("PM"), nil
	case 'z', 'Z', 'X':
		return k.zone(t)
	}
	value, ok := k.number(t)
	if !ok {
		return "", fmt.Errorf("the letter %c in the date pattern is not known here", k.letter)
	}
	return pad(value, k.count), nil
}

func (k token) number(t time.Time) (int, bool) {
	switch k.letter {
	case 'd':
		return t.Day(), true
	case 'H':
		return t.Hour(), true
	case 'k':
		return (t.Hour()+23)%24 + 1, true
	case 'K':
		return t.Hour() % 12, true
	case 'h':
		return (t.Hour()+11)%12 + 1, true
	case 'm':
		return t.Minute(), true
	case 's':
		return t.Second(), true
	case 'S':
		return t.Nanosecond() / int(time.Millisecond), true
	}
	return 0, false
}

func (k token) zone(t time.Time) (string, error) {
	name, _ := t.Zone()
	switch {
	case k.letter == 'Z':
		return t.Format("-0700"), nil
	case k.letter == 'z' && (name == "" || name[0] == '+' || name[0] == '-'):
		return t.Format("UTC-07:00"), nil // the zone has no name of its own
	case k.letter == 'z':
		return name, nil
	case k.count > 3:
		return "", errors.New("the date pattern has more than three X")
	}
	return t.Format([]string{"Z07", "Z0700", "Z07:00"}[k.count-1]), nil
}

func pad(n, width int) string { return fmt.Sprintf("%0*d", width, n) }

// names are those of months and days, from CLDR, as the JDK writes them.
type names struct {
	months, shortMonths [12]string
	days, shortDays     [7]string
}

func namesIn(language string) names {
	if strings.HasPrefix(strings.ToLower(language), "fr") {
		return french
	}
	return english
}

var english = names{
	months: [...]string{"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December"},
	shortMonths: [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	days:        [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	shortDays:   [...]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
}

var french = names{
	months: [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
		"septembre", "octobre", "novembre", "décembre"},
	shortMonths: [...]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août",
		"sept.", "oct.", "nov.", "déc."},
	days:      [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	shortDays: [...]string{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
}
