package date

import "strings"

// names are those of CLDR 39, as Java 17 writes them in a date.
type names struct {
	months, shortMonths [12]string
	aloneMonths         *[12]string // short months outside a date, where they differ
	days, shortDays     [7]string   // from Sunday
	halves              [2]string   // of the day
	eras                [2]string   // before year 1, and from it
}

// Speaks reports whether names of months and days are known in a language, given as a tag
// of RFC 5646. Its region and case do not matter.
func Speaks(language string) bool { return languages[base(language)] != nil }

func namesIn(language string) *names {
	if n := languages[base(language)]; n != nil {
		return n
	}
	return &english
}

// base is the language of a tag, without region.
func base(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}

var languages = map[string]*names{
	"de": &german,
	"en": &english,
	"es": &spanish,
	"fr": &french,
	"it": &italian,
	"nl": &dutch,
	"pt": &portuguese,
}

var english = names{
	months: [12]string{
		"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December",
	},
	shortMonths: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	days:        [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	shortDays:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	halves:      [2]string{"AM", "PM"},
	eras:        [2]string{"BC", "AD"},
}

var french = names{
	months: [12]string{
		"janvier", "février", "mars", "avril", "mai", "juin",
		"juillet", "août", "septembre", "octobre", "novembre", "décembre",
	},
	shortMonths: [12]string{
		"janv.", "févr.", "mars", "avr.", "mai", "juin",
		"juil.", "août", "sept.", "oct.", "nov.", "déc.",
	},
	days:      [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	shortDays: [7]string{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
	halves:    [2]string{"AM", "PM"},
	eras:      [2]string{"av. J.-C.", "ap. J.-C."},
}

var german = names{
	months: [12]string{
		"Januar", "Februar", "März", "April", "Mai", "Juni",
		"Juli", "August", "September", "Oktober", "November", "Dezember",
	},
	shortMonths: [12]string{
		"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni",
		"Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
	},
	aloneMonths: &[12]string{"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"},
	days:        [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
	shortDays:   [7]string{"So.", "Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa."},
	halves:      [2]string{"AM", "PM"},
	eras:        [2]string{"v. Chr.", "n. Chr."},
}

var spanish = names{
	months: [12]string{
		"enero", "febrero", "marzo", "abril", "mayo", "junio",
		"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
	},
	shortMonths: [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"},
	days:        [7]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
	shortDays:   [7]string{"dom", "lun", "mar", "mié", "jue", "vie", "sáb"},
	halves:      [2]string{"a.\u00a0m.", "p.\u00a0m."},
	eras:        [2]string{"a. C.", "d. C."},
}

var italian = names{
	months: [12]string{
		"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
		"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
	},
	shortMonths: [12]string{"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"},
	days:        [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
	shortDays:   [7]string{"dom", "lun", "mar", "mer", "gio", "ven", "sab"},
	halves:      [2]string{"AM", "PM"},
	eras:        [2]string{"a.C.", "d.C."},
}

var dutch = names{
	months: [12]string{
		"januari", "februari", "maart", "april", "mei", "juni",
		"juli", "augustus", "september", "oktober", "november", "december",
	},
	shortMonths: [12]string{
		"jan.", "feb.", "mrt.", "apr.", "mei", "jun.",
		"jul.", "aug.", "sep.", "okt.", "nov.", "dec.",
	},
	days:      [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
	shortDays: [7]string{"zo", "ma", "di", "wo", "do", "vr", "za"},
	halves:    [2]string{"a.m.", "p.m."},
	eras:      [2]string{"v.Chr.", "n.Chr."},
}

var portuguese = names{
	months: [12]string{
		"janeiro", "fevereiro", "março", "abril", "maio", "junho",
		"julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
	},
	shortMonths: [12]string{
		"jan.", "fev.", "mar.", "abr.", "mai.", "jun.",
		"jul.", "ago.", "set.", "out.", "nov.", "dez.",
	},
	days: [7]string{
		"domingo", "segunda-feira", "terça-feira", "quarta-feira",
		"quinta-feira", "sexta-feira", "sábado",
	},
	shortDays: [7]string{"dom.", "seg.", "ter.", "qua.", "qui.", "sex.", "sáb."},
	halves:    [2]string{"AM", "PM"},
	eras:      [2]string{"a.C.", "d.C."},
}
