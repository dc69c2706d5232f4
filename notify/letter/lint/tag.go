package lint

import "strings"

// tag is a start tag.
type tag struct {
	at         int
	name       string // in lower case
	attributes []attribute
	selfClosed bool // <name/>
	odd        bool // something in it is no attribute, and that has been told
}

// attribute is one of a tag's, its value with placeholders masked and entities as written.
type attribute struct {
	at, valueAt int
	key, value  string
}

func (t *tag) get(key string) (attribute, bool) {
	for _, a := range t.attributes {
		if a.key == key {
			return a, true
		}
	}
	return attribute{}, false
}

// tag reads a start tag (HTML 13.2.5.40) and moves behind it.
func (r *reader) tag() *tag {
	m, i := r.masked, r.pos+1
	for i < len(m) && !space(m[i]) && m[i] != '/' && m[i] != '>' && m[i] != '<' {
		i++
	}
	t := &tag{at: r.pos, name: lower(m[r.pos+1 : i])}
	for {
		slash := false
		for i < len(m) && (space(m[i]) || m[i] == '/') {
			slash = m[i] == '/'
			i++
		}
		if i == len(m) || m[i] == '<' {
			r.odd(t, t.at, "the tag <"+shorten(t.name)+" has no >", "write > at its end")
			r.pos = i
			return t
		}
		if m[i] == '>' {
			t.selfClosed = slash
			r.pos = i + 1
			return t
		}
		if i = r.stray(t, i); i < len(m) && !strings.ContainsRune(spaces+"/<>", rune(m[i])) {
			i = r.attribute(t, i)
		}
	}
}

// odd tells of something in a tag that is no attribute. One such slip spoils what follows
// it, so only the first is told.
func (r *reader) odd(t *tag, at int, what, do string) {
	if !t.odd {
		r.tell(at, what, do)
	}
	t.odd = true
}

// stray passes over quoted words without a name, as in style="color:red";"height:25pt".
func (r *reader) stray(t *tag, i int) int {
	m, j := r.masked, i
	for j < len(m) && (m[j] == ';' || m[j] == ',') {
		j++
	}
	if j == len(m) || m[j] != '"' && m[j] != '\'' {
		return i
	}
	end := strings.IndexAny(m[j+1:], string(m[j])+"<>")
	if end < 0 || m[j+1+end] != m[j] {
		return i
	}
	after := "no name stands before it"
	if n := len(t.attributes); n > 0 {
		after = "a second value follows " + shorten(t.attributes[n-1].key)
	}
	r.odd(t, i, "these quoted words belong to no attribute: "+after, "join them to the value before, or remove them")
	return j + 1 + end + 1
}

// attribute reads a name and its value from i and returns the offset behind.
func (r *reader) attribute(t *tag, i int) int {
	m, at := r.masked, i
	for i++; i < len(m) && !space(m[i]) && !strings.ContainsRune("/>=<", rune(m[i])); {
		i++
	}
	a := attribute{at: at, key: lower(m[at:i])}
	switch {
	case strings.IndexByte(a.key, neutral) >= 0:
		r.odd(t, at, "a placeholder stands where an attribute's name belongs: it is not filled", "put it in a quoted value")
	case !named(a.key):
		r.odd(t, at, "this is no attribute's name", "remove it, and look for a quote that is missing or one too many before it")
	}
	after := i
	for after < len(m) && space(m[after]) {
		after++
	}
	if after < len(m) && m[after] == '=' {
		for i = after + 1; i < len(m) && space(m[i]); {
			i++
		}
		i = r.value(t, &a, i)
	}
	t.attributes = append(t.attributes, a)
	return i
}

// named reports a name that an author may have meant as an attribute's.
func named(key string) bool {
	for i := range len(key) {
		c := key[i]
		if !letter(c) && c != '_' && c != ':' && (i == 0 || c != '-' && c != '.' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}

// properly reports a name that an element can have.
func properly(name string) bool {
	return named(name) && !strings.HasSuffix(name, ":")
}
