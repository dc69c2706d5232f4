package lint

import "strings"

// startTag reads a start tag, and what an opaque element holds.
func (r *reader) startTag() {
	t := r.tag()
	if !properly(t.name) {
		r.tell(t.at, "this is read as a tag, and there is no tag of that name: it is not shown", "write &lt; for the character, or mend the name")
		return
	}
	r.within(t.at, t.name)
	r.attributes(t)
	r.taken(t)
	switch {
	case void[t.name]:
		r.fits(t)
	case t.selfClosed && t.name != "svg" && t.name != "math":
		r.selfClosed(t)
	case opaque[t.name] && !t.selfClosed:
		r.fits(t)
		r.contents(t)
	case !t.selfClosed && r.homeless(t):
		r.lost[t.name] = append(r.lost[t.name], loss{at: t.at, told: true})
	case !t.selfClosed:
		r.fits(t)
		r.open.push(r.element(t))
	}
}

func (r *reader) element(t *tag) element {
	e := element{name: t.name, at: t.at, told: r.quiet}
	if t.name == "table" {
		_, role := t.get("role")
		e.table = &table{data: role || r.quiet}
	}
	return e
}

// selfClosed is an element that only a slash ends. Where one of its name is open, the slash
// stands on the wrong side.
func (r *reader) selfClosed(t *tag) {
	name := shorten(t.name)
	if i := r.open.index(t.name); i > r.open.wall() && !optional[t.name] && len(t.attributes) == 0 {
		r.tell(t.at, "<"+name+"/> does not end the <"+name+">"+r.onLine(r.open.all[i].at)+": it begins another", "write </"+name+">")
		r.closeTo(i, "<"+name+"/>")
		return
	}
	r.tell(t.at, "<"+name+"/> begins an element and does not end it: the slash means nothing here",
		"write <"+name+"></"+name+">, or </"+name+"> if an end was meant")
}

// contents passes over the words of an element that holds no markup.
func (r *reader) contents(t *tag) {
	at := r.pos
	for i := at; ; {
		n := strings.Index(r.masked[i:], "</")
		if n < 0 {
			r.pos = len(r.masked)
			r.tell(t.at, "<"+t.name+"> is never closed: all that follows is taken for its words", "write </"+t.name+"> at its end")
			return
		}
		end := i + n
		i = end + 2 + len(t.name)
		if i < len(r.masked) && strings.EqualFold(r.masked[end+2:i], t.name) && strings.IndexByte(spaces+"/>", r.masked[i]) >= 0 {
			r.doc.title(t, r.masked[at:end])
			r.pos = r.angle.from(i) + 1
			r.pos = min(r.pos, len(r.masked))
			return
		}
		i = end + 2
	}
}

// fits ends what a start tag ends, and tells where browsers read another order of elements
// than the source has.
func (r *reader) fits(t *tag) {
	switch {
	case tablePart[t.name]:
		r.part(t)
		return
	case t.name == "html" || t.name == "head" || t.name == "body":
		r.endHead(t.name)
		return
	case !metadata[t.name]:
		r.endHead(t.name)
	}
	r.noCell(t)
	r.paragraph(t)
	r.sibling(t.name)
	if i := r.open.index("a"); t.name == "a" && i > r.open.wall() {
		r.tell(t.at, "a link stands in the link"+r.onLine(r.open.all[i].at)+": browsers end that one first", "write </a> before it")
		r.open.all[i].told = true
	}
	if i := r.open.index("table"); i >= 0 && (t.name == "table" || t.name == "img") {
		r.open.all[i].table.holds = true
	}
}

func (r *reader) endHead(by string) {
	if top := r.open.last(); top != nil && top.name == "head" {
		r.closeTo(len(r.open.all)-1, "<"+by+">")
	}
}

// noCell tells of what stands in a table but in no cell.
func (r *reader) noCell(t *tag) {
	top := r.open.last()
	if top == nil || !grid[top.name] || besides[t.name] || top.told {
		return
	}
	what := "<" + shorten(t.name) + "> stands in <" + top.name + "> outside of a cell: browsers "
	if t.name == "table" {
		what += "end the table before it"
	} else {
		what += "move it before the table"
	}
	r.tell(t.at, what, "put it in a <td>")
}

// paragraph ends the open one where the tag does: a paragraph holds no blocks.
func (r *reader) paragraph(t *tag) {
	p := r.open.index("p")
	if !endsParagraph[t.name] || p <= max(r.open.wall(), r.open.index("button")) {
		return
	}
	if top := len(r.open.all) - 1; p < top {
		r.tell(t.at, "<"+t.name+"> cannot stand in a paragraph: browsers end the <p>"+r.onLine(r.open.all[p].at)+
			" before it, while <"+shorten(r.open.all[top].name)+"> is open", "end the paragraph first, or write <div> for <p>")
		for i := p; i <= top; i++ {
			r.open.all[i].told = true
		}
	}
	r.closeTo(p, "<"+t.name+">")
}

// sibling ends an item, term or option at the next one.
func (r *reader) sibling(name string) {
	i := -1
	switch name {
	case "li":
		i = r.inner([]string{"li"}, "ul", "ol", "menu", "dir")
	case "dd", "dt":
		i = r.inner([]string{"dd", "dt"}, "dl")
	case "option", "optgroup":
		i = r.inner([]string{"option"}, "select")
	}
	if i >= 0 {
		r.closeTo(i, "<"+name+">")
	}
}

// inner is where the topmost of names stands, if no wall and none of around is above it.
func (r *reader) inner(names []string, around ...string) int {
	if i := r.open.highest(names...); i > max(r.open.wall(), r.open.highest(around...)) {
		return i
	}
	return -1
}

// homeless reports, and tells, a part of a table where none is open. A fragment may begin
// with one: it is meant for the inside of a table.
func (r *reader) homeless(t *tag) bool {
	if !tablePart[t.name] || r.open.index("table") >= 0 || len(r.open.all) == 0 || tablePart[r.open.all[0].name] {
		return false
	}
	r.tell(t.at, "<"+t.name+"> stands outside of a table: browsers leave the tag out", "put it in a <table>")
	return true
}

// part ends what a cell, row or group of rows ends.
func (r *reader) part(t *tag) {
	around := r.open.index("table")
	cell := r.open.highest("td", "th", "caption")
	for len(r.open.all) > around+1 && !holders[t.name][r.open.last().name] {
		e := r.open.last()
		e.told = e.told || cell <= around && !tablePart[e.name] // it stood outside of a cell
		r.lose(r.shut(), "<"+t.name+">", optional[e.name] && e.name != "p")
	}
	if around < 0 {
		return
	}
	grid := r.open.all[around].table
	switch t.name {
	case "td":
		grid.cells++
	case "th", "caption", "thead":
		grid.data = true
	}
}
