package lint

// element is one that is open.
type element struct {
	name  string
	at    int
	below int  // where the next one of its name stands below it, or -1
	told  bool // a defect of it has been told, or none shall be
	table *table
}

// table is what tells a table that only places things from one of data.
type table struct {
	data  bool // has a role, headings or a caption
	holds bool // a table or an image
	cells int
}

// stack is what is open. It finds the topmost of a name at once, however deep it is.
type stack struct {
	all []element
	top map[string]int // one more than the index of the topmost of that name
}

func (s *stack) push(e element) {
	e.below = s.index(e.name)
	s.all = append(s.all, e)
	s.top[e.name] = len(s.all)
}

func (s *stack) pop() element {
	e := s.all[len(s.all)-1]
	s.all = s.all[:len(s.all)-1]
	s.top[e.name] = e.below + 1
	return e
}

func (s *stack) last() *element {
	if len(s.all) == 0 {
		return nil
	}
	return &s.all[len(s.all)-1]
}

// index is where the topmost of that name stands, or -1.
func (s *stack) index(name string) int { return s.top[name] - 1 }

// highest is where the topmost of these names stands, or -1.
func (s *stack) highest(names ...string) int {
	i := -1
	for _, n := range names {
		i = max(i, s.index(n))
	}
	return i
}

// wall is where the innermost cell or table stands: what is open below it is out of the
// reach of tags inside of it (HTML 13.2.4.2, "in scope").
func (s *stack) wall() int { return s.highest("td", "th", "caption", "table") }

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// The kinds of elements (HTML 13.1.2, 13.2.6.4.7).
var (
	void = set("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img",
		"input", "keygen", "link", "meta", "param", "source", "track", "wbr")
	optional = set("p", "li", "td", "tr", "th", "tbody", "thead", "tfoot", "dd", "dt", "option", "optgroup",
		"html", "body", "head", "caption", "colgroup", "rp", "rt", "rb", "rtc")
	endsParagraph = set("address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div",
		"dl", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
		"hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "table", "ul")
	headings = set("h1", "h2", "h3", "h4", "h5", "h6")
	metadata = set("base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style",
		"template", "title")
	// opaque elements hold no markup that is read here, though svg and math hold other.
	opaque = set("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp", "svg", "math")
	// grid elements hold cells, and what else stands in them is moved out.
	grid      = set("table", "tbody", "thead", "tfoot", "tr", "colgroup")
	besides   = set("script", "style", "template", "input", "form")
	tablePart = set("caption", "col", "colgroup", "tbody", "thead", "tfoot", "tr", "td", "th")
)

// holders are the elements in which a part of a table may stand.
var holders = map[string]map[string]bool{
	"td": set("table", "tbody", "thead", "tfoot", "tr"), "th": set("table", "tbody", "thead", "tfoot", "tr"),
	"tr":    set("table", "tbody", "thead", "tfoot"),
	"tbody": set("table"), "thead": set("table"), "tfoot": set("table"), "caption": set("table"), "colgroup": set("table"),
	"col": set("table", "colgroup"),
}
