package lint

// loss is an element that something else than its own end tag has ended.
type loss struct {
	at   int
	by   string // the tag that did it
	told bool
	free bool // its end tag may be missing
}

// end matches an end tag.
func (r *reader) end(name string, at int) {
	if r.doc.ends(name) {
		r.endHead("/" + name)
	}
	i, reach := r.open.index(name), r.open.wall()
	if grid[name] || tablePart[name] {
		reach = r.open.index("table")
		if name == "table" {
			reach--
		}
	}
	top := r.open.last()
	switch {
	case void[name]:
		r.tell(at, "</"+name+"> ends nothing: <"+name+"> has no end tag", "remove it")
	case i >= 0 && i > reach:
		r.closeTo(i, "</"+name+">")
	case headings[name] && top != nil && headings[top.name]:
		r.tell(at, "</"+name+"> ends the <"+top.name+">"+r.onLine(top.at), "write </"+top.name+">")
		r.shut()
	default:
		r.late(name, at, i)
	}
}

// late tells of an end tag that ends nothing.
func (r *reader) late(name string, at, below int) {
	short := shorten(name)
	if all := r.lost[name]; len(all) > 0 {
		l := all[len(all)-1]
		r.lost[name] = all[:len(all)-1]
		if !l.told {
			r.tell(at, "</"+short+"> comes too late: "+l.by+" has ended the <"+short+">"+r.onLine(l.at)+" before",
				"write </"+short+"> before "+l.by)
		}
		return
	}
	if below < 0 || r.open.wall() < 0 {
		r.tell(at, "</"+short+"> has no beginning", "remove it, or write the <"+short+"> that is missing")
		return
	}
	e := &r.open.all[below]
	r.tell(at, "</"+short+"> stands in a table that began after its <"+short+">"+r.onLine(e.at)+": browsers leave it out",
		"move </"+short+"> behind the table")
	e.told = true
}

// closeTo ends the element at index i and all that is open in it.
func (r *reader) closeTo(i int, by string) {
	for len(r.open.all) > i+1 {
		e := r.shut()
		r.lose(e, by, optional[e.name])
	}
	e := r.shut()
	if by != "</"+e.name+">" && (e.name == "p" || e.name == "head") {
		r.lose(e, by, true)
	}
}

// shut takes the innermost element from the stack and judges it if it is a table.
func (r *reader) shut() element {
	e := r.open.pop()
	if t := e.table; t != nil && !t.data && (t.holds || t.cells == 1) && (r.layout < 0 || e.at < r.layout) {
		r.layout = e.at
	}
	return e
}

// lose remembers an element that was ended by another's tag: its own may still come.
func (r *reader) lose(e element, by string, free bool) {
	if free && e.name != "p" && e.name != "head" && !e.told {
		return
	}
	r.lost[e.name] = append(r.lost[e.name], loss{e.at, shorten(by), e.told || r.quiet, free})
}

// finish tells what is only known at the end.
func (r *reader) finish() {
	r.quiet = false
	for len(r.open.all) > 0 {
		e := r.shut()
		r.lose(e, "the end", optional[e.name])
	}
	for name, all := range r.lost {
		for _, l := range all {
			if !l.told && !l.free {
				r.tell(l.at, "<"+shorten(name)+"> is never closed", "write </"+shorten(name)+"> at its end")
			}
		}
	}
	r.doc.finish(r)
	if r.layout >= 0 {
		r.tell(r.layout, `a table that only places things has no role="presentation": screen readers announce rows and columns (told once)`,
			`write role="presentation" in all such tables`)
	}
}
