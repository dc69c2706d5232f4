package guard

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// terms puts distinctive internal names into the tree, and the public words beside them: where "Orion
// Payments" is public, the "Orion" in it is not internal.
func (n *node) terms(terms map[string]string) {
	for name, public := range terms {
		if name, public = norm.NFC.String(name), norm.NFC.String(public); !distinctive(name) || strings.EqualFold(name, public) {
			continue
		}
		n.add(name, leaf{rule: term(public)})
		if _, also := terms[strings.ToLower(public)]; !also {
			n.add(public, leaf{})
		}
	}
}

// distinctive reports whether a name is no word of everyday language in any case of its
// letters, as "UP", "IT" and "Payments" are.
func distinctive(name string) bool {
	name = strings.Trim(name, " \t\n-_./")
	return utf8.RuneCountInString(name) >= 4 && (strings.ContainsAny(name, "0123456789-_./") || len(strings.Fields(name)) > 1)
}

// common are words that are also names of people, and names in Jira that are no people.
var common = set(`will mark grace hope rose may june april august summer rich bill frank grant chase dean faith joy art miles
	page price young long king support service services admin administrator administrateur system operations unassigned
	jira automation customer customers team monitoring major incident desk help helpdesk bot user account on call
	manager management duty engineer network security status noc it ops office contact public client care back best
	good stone wood brown green white black gray field hill lane park rivers banks church bishop baker cook carpenter
	sky star dawn heather holly ivy iris jasmine daisy amber ruby pearl crystal sandy dusty rusty sunny drew wade
	pierce skip nick jack harry guy major early sommer winter herbst klein gross lang kurz weiss schwarz braun jung
	koch müller schneider weber richter blanc petit grand noël pascal marina luz paz cruz reyes santos day night north
	south west east english french german france england paris florence sydney victoria charlotte austin dallas
	madison lincoln jordan chad israel virginia carolina georgia savannah orlando lourdes regina alexandria oracle`)

var bracketed = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}`)

// people puts names of staff into the tree, with the last name at the end and before.
func (n *node) people(names []string) {
	for _, name := range names {
		name = strings.TrimSpace(bracketed.ReplaceAllString(norm.NFC.String(name), " "))
		if last, first, ok := strings.Cut(name, ","); ok {
			name = strings.TrimSpace(first) + " " + strings.TrimSpace(last)
			n.person(strings.TrimSpace(last) + ", " + strings.TrimSpace(first))
		}
		n.person(name)
		parts := strings.Fields(name)
		for i := 1; i < len(parts); i++ { // "van der Berg" begins where nobody can know
			last, first := strings.Join(parts[i:], " "), strings.Join(parts[:i], " ")
			n.person(last + ", " + first)
			n.person(last + " " + first)
		}
	}
}

// person puts one spelling of a name into the tree, unless it is also another word.
func (n *node) person(name string) {
	ws := words(name)
	l := leaf{rule: person}
	for _, w := range ws {
		first, _ := utf8.DecodeRuneInString(name[w.start:])
		capital := "0"
		if unicode.IsUpper(first) || len(ws) == 1 {
			capital = "1"
		}
		l.capitals += capital
	}
	single := len(ws) == 1 && (utf8.RuneCountInString(name) < 4 || common[strings.ToLower(name)])
	if single || jobs(name, ws) {
		return
	}
	n.add(strings.TrimRight(name, ". "), l)
}

// jobs reports whether a name in Jira is that of a desk or a machine: "Service Desk".
func jobs(name string, ws []run) bool {
	return !slices.ContainsFunc(ws, func(w run) bool {
		return !roles[strings.ToLower(name[w.start:w.end])] && !desks[strings.ToLower(name[w.start:w.end])]
	})
}

var desks = set(`jira automation bot system user unassigned on call duty manager engineer monitoring major incident
	management network public client anonymous default`)
