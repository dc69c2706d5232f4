package config

import (
	"regexp"
	"slices"
	"strings"

	"bulletin/notify"
	"bulletin/notify/letter"
)

// words reads in which words and with which face the desk writes.
func (r *reader) words(t table, d *notify.Desk) {
	d.Glossary = t.glossary(*d)
	d.Brand = t.brand()
	d.Templates = t.templates(*d)
	inside := t.section("internal", false, "domains", "staff")
	for _, w := range inside.texts("domains") {
		d.Inside.Domains = append(d.Inside.Domains, w.text)
	}
	for _, w := range inside.texts("staff") {
		d.Inside.Staff = append(d.Inside.Staff, w.text)
	}
}

// templates opens the folder of templates: a path, or a section that also gives files a
// name. Here alone an empty value means something: the built-in letters.
func (t table) templates(d notify.Desk) *letter.Library {
	var f letter.Folder
	e, ok := t.entries["templates"]
	switch {
	case !ok || kind(e.value) == "nothing":
	case kind(e.value) == "a section":
		s := t.section("templates", true, "folder", "letters")
		f.Dir = t.path(s.need("folder"))
		f.Named = s.letters(d)
	default:
		if s, plain := scalar(e.value); !plain || s != "" {
			f.Dir = t.path(t.text("templates"))
		}
	}
	l, err := letter.Open(f)
	if err != nil {
		t.fault(t.at("templates"), "templates: %s", err)
	}
	return l
}

// letters reads which file serves as which letter.
func (t table) letters(d notify.Desk) []letter.Named {
	var all []letter.Named
	letters := t.section("letters", false)
	for _, name := range letters.order {
		letters.letterOK(name, d)
		n := letter.Named{Name: name}
		if kind(letters.entries[name].value) == "a section" {
			s := letters.section(name, true, "file", "subject")
			n.File, n.Subject = s.need("file"), s.text("subject")
		} else {
			n.File = letters.text(name)
		}
		all = append(all, n)
	}
	return all
}

// letterOK checks a name by which letters are looked up: it begins with a stage.
func (t table) letterOK(name string, d notify.Desk) {
	stage, rest, _ := strings.Cut(name, ".")
	var stages []string
	for _, s := range d.AllStages() {
		stages = append(stages, string(s))
	}
	if !slices.Contains(stages, stage) && !strings.HasPrefix(stage, "_") {
		t.fault(t.at(name), "%s: %q names no stage%s", t.name, name, instead(stage, stages))
	}
	if rest != "" {
		t.whoOK(name, rest, d)
	}
}

// whoOK checks a name of readers: an audience, an exposure, a language, or one of the first
// two with a language.
func (t table) whoOK(key, who string, d notify.Desk) {
	known := []string{"internal", "external"}
	for _, a := range d.Audiences {
		known = append(known, a.Name)
	}
	first, second, both := strings.Cut(who, ".")
	switch {
	case slices.Contains(known, first) && (!both || languageShape.MatchString(second)):
	case !both && languageShape.MatchString(first) && (len(first) < 4 || strings.Contains(first, "-")): // fr, fil, pt-BR
	default:
		t.fault(t.at(key), "%s: %q is no audience, no exposure and no language%s", t.name, who, instead(first, known))
	}
}

// glossary reads other words for values: for all, or by who reads them.
func (t table) glossary(d notify.Desk) letter.Glossary {
	g := letter.Glossary{}
	all := t.section("glossary", false)
	for _, value := range all.order {
		key := strings.ToLower(value)
		if kind(all.entries[value].value) != "a section" {
			g[key] = map[string]string{"all": all.text(value)}
			continue
		}
		s := all.section(value, true)
		g[key] = map[string]string{}
		for _, who := range s.order {
			if who != "all" {
				s.whoOK(who, who, d)
			}
			g[key][strings.ToLower(who)] = s.text(who)
		}
	}
	return g
}

var colourShape = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// brand reads the sender's face.
func (t table) brand() letter.Brand {
	s := t.section("brand", false, "name", "colour", "logo")
	b := letter.Brand{Name: line(s.text("name"), ""), Colour: s.text("colour")}
	if s.present && b.Name == "" {
		t.fault(s.line, "brand.name is missing; it also stands for the logo where pictures are not shown")
	}
	switch {
	case b.Colour == "":
	case !colourShape.MatchString(b.Colour):
		t.fault(s.at("colour"), "brand.colour: %q is no colour; write it as \"#0b5fff\", in quotes", b.Colour)
	case !letter.Seen(b.Colour):
		t.fault(s.at("colour"), "brand.colour: %s cannot be told from white or from black, on which letters are read; choose another", b.Colour)
	}
	if p := s.text("logo"); p != "" {
		logo, err := letter.ReadImage(t.path(p))
		if err != nil {
			t.fault(s.at("logo"), "brand.logo: cannot use %q: %s", p, cause(err))
		}
		b.Logo = &logo
	}
	return b
}
