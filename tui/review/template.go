package review

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"bulletin/notify/incident"
)

// template is the source of the letter's template, or of the partial that a finding is
// about, with its lines numbered.
func (p *Page) template() []string {
	t := p.Draft.Template
	if t == nil {
		return p.wrapped(" This letter was made without a template.", p.Theme.Dim)
	}
	name := p.file
	if name == "" {
		name = t.Name()
	}
	lines := p.wrapped(" "+name, p.Theme.Strong)
	for _, row := range p.numbered(t.Source(name)) {
		lines = append(lines, row.text)
	}
	return lines
}

// row is a line on the screen, with the number of the line of the file that it shows.
type row struct {
	text string
	line int
}

// numbered are the lines of a source, broken where they are too long.
func (p *Page) numbered(source string) []row {
	all := strings.Split(strings.TrimRight(incident.Clean(source), "\n"), "\n")
	digits := len(strconv.Itoa(len(all)))
	var rows []row
	for i, line := range all {
		number := p.Theme.Dim.Render(fmt.Sprintf(" %*d ", digits, i+1))
		for _, part := range strings.Split(ansi.Hardwrap(line, max(1, p.size.Width-digits-3), true), "\n") {
			rows = append(rows, row{number + part, i + 1})
			number = strings.Repeat(" ", digits+2)
		}
	}
	return rows
}

// sourceLine is where a line of the shown file stands in the view.
func (p *Page) sourceLine(line int) int {
	name := len(p.wrapped(" "+p.file, p.Theme.Strong))
	for i, r := range p.numbered(p.Draft.Template.Source(p.file)) {
		if r.line == line {
			return name + i
		}
	}
	return 0
}
