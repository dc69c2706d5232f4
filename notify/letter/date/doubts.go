package date

import (
	"fmt"
	"strings"
)

// Doubts are what the pattern probably does not mean to say, in one sentence each, without a
// full stop. A pattern with doubts works; they are for its author.
func (p Pattern) Doubts() []string {
	var all []string
	for _, d := range doubts {
		for i, f := range p.fields {
			if in(d.letters, f.letter) && d.when(p, i) {
				written, better := strings.Repeat(string(f.letter), f.width), strings.Repeat(d.better, f.width)
				all = append(all, strings.NewReplacer("{written}", written, "{better}", better).Replace(d.words))
				break
			}
		}
	}
	if word := p.wordOfZone(); word != "" && p.Timed() && !p.has("zZX") {
		all = append(all, fmt.Sprintf("%s is written whatever the zone of the time is; z writes the zone", word))
	}
	return all
}

// doubt is a slip that patterns are known for.
type doubt struct {
	letters string // the fields to look at
	better  string // the letter that is probably meant
	when    func(p Pattern, i int) bool
	words   string // {written} and {better} are the letters in the pattern's width
}

var doubts = []doubt{
	{"Y", "y", weekYearForYear, "{written} is the year of the week, another year around New Year; the year is {better}"},
	{"y", "Y", yearForWeekYear, "{written} beside a week is wrong around New Year; the year of the week is {better}"},
	{"hK", "H", func(p Pattern, _ int) bool { return !p.has("aHk") },
		"{written} is the hour of half a day, and nothing says which half; add a, or write {better}"},
	{"hK", "", func(p Pattern, _ int) bool { return p.has("Hk") },
		"{written} writes the hour once more; a word goes in quotes: '{written}'"},
	{"a", "h", func(p Pattern, _ int) bool { return p.has("Hk") && !p.has("hK") },
		"{written} says AM or PM beside an hour that counts the whole day; the hour of half a day is h"},
	{"k", "H", always, "{written} writes midnight as 24; {better} writes it as 0"},
	{"K", "h", func(p Pattern, _ int) bool { return p.has("a") },
		"{written} writes noon as 0; {better} writes it as 12"},
	{"m", "M", minuteForMonth, "{written} is the minute; the month is {better}"},
	{"M", "m", monthForMinute, "{written} is the month; the minute is {better}"},
	{"D", "d", func(p Pattern, i int) bool { return p.has("ML") && !p.has("d") || p.fields[i].width == 2 },
		"{written} is the day of the year; the day of the month is {better}"},
	{"S", "s", func(p Pattern, _ int) bool { return !p.has("s") },
		"{written} is the millisecond; the second is {better}"},
	{"S", "", func(p Pattern, i int) bool { return p.letter(i-1) == 's' && p.fields[i].width != 3 },
		"{written} is a count of milliseconds and no decimals of the second; SSS is both"},
	{"u", "y", func(p Pattern, i int) bool { return p.fields[i].width > 1 },
		"{written} is the number of the weekday; the year is {better}"},
	{"W", "w", func(p Pattern, _ int) bool { return !p.has("ML") },
		"{written} is the week of the month; the week of the year is {better}"},
	{"w", "", always, "{written} counts weeks from Sunday with 1 January in week 1, which are not the weeks of ISO 8601"},
}

func always(Pattern, int) bool { return true }

// letter is that of field i, 0 where there is none.
func (p Pattern) letter(i int) byte {
	if i < 0 || i >= len(p.fields) {
		return 0
	}
	return p.fields[i].letter
}

// beside reports whether the field before or after field i is one of the letters.
func (p Pattern) beside(i int, letters string) bool {
	return in(letters, p.letter(i-1)) || in(letters, p.letter(i+1))
}

func in(letters string, c byte) bool { return strings.IndexByte(letters, c) >= 0 }

func weekYearForYear(p Pattern, _ int) bool {
	return !p.has("w") || p.has("MLdD") && !p.has("y")
}

func yearForWeekYear(p Pattern, _ int) bool { return p.has("w") && !p.has("YMLdD") }

// minuteForMonth: the minute follows an hour or precedes a second, not a day or a year.
func minuteForMonth(p Pattern, i int) bool {
	return p.beside(i, "yYdDu") && !in("HhKk", p.letter(i-1)) && p.letter(i+1) != 's'
}

// monthForMinute: a month in figures follows an hour by a colon, or where minutes are missing.
func monthForMinute(p Pattern, i int) bool {
	f := p.fields[i]
	return f.width < 3 && in("HhKk", p.letter(i-1)) && (f.before == ":" || !p.has("m"))
}
