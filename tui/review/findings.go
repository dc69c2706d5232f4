package review

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/tui/screen"
)

// gravest are the findings, those that block first.
func gravest(all []notify.Finding) []notify.Finding {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b notify.Finding) int { return int(b.Severity - a.Severity) })
	return all
}

// findings are the lines of the view, and in which each finding begins.
func (p *Page) findings() (lines []string, begins []int) {
	if len(p.found) == 0 {
		return p.wrapped(" Nothing was found.", p.Theme.Good), nil
	}
	styles := map[notify.Severity]lipgloss.Style{notify.Block: p.Theme.Bad, notify.Warn: p.Theme.Warn, notify.Note: p.Theme.Dim}
	for i, f := range p.found {
		begins = append(begins, len(lines))
		mark := " "
		if i == p.chosen {
			mark = p.Theme.Marks.Point
		}
		head := strings.ToUpper(f.Severity.String()) + "  " + f.Where
		lines = append(lines, styles[f.Severity].Render(mark+screen.Cut(head, p.size.Width-1, p.Theme.Marks.More)))
		lines = append(lines, p.wrapped("   "+screen.Sentence(f.Says()), lipgloss.NewStyle())...)
		lines = append(lines, p.wrapped("   "+screen.Sentence(f.Do), p.Theme.Dim)...)
		if i == p.chosen { // of one alone: the way is looked for in the whole letter
			_, way := p.place(f)
			lines = append(lines, p.wrapped("   "+way, p.Theme.Key)...)
		}
	}
	return lines, begins
}

// choose moves to the next finding, or to the one before.
func (p *Page) choose(k string) {
	if len(p.found) == 0 {
		return
	}
	step := 1
	if k == "N" {
		step = -1
	}
	p.chosen = max(0, min(p.chosen+step, len(p.found)-1))
	lines, begins := p.findings()
	p.show(begins[p.chosen], len(lines))
}

// show scrolls the view so that a line stands in its upper part.
func (p *Page) show(line, lines int) {
	p.scrolls[p.view].Offset = max(0, min(line-p.height()/4, lines-p.height()))
}

// place is the view in which a finding's cause stands, and the way there in words.
func (p *Page) place(f notify.Finding) (view, string) {
	switch {
	case f.Words != "" && p.lineOf(f.Words) >= 0:
		return letterView, "o: to these words in the letter"
	case f.Where == "subject":
		return letterView, "o: to the subject"
	case f.Pos.File != "":
		return templateView, "o: to this line of the template"
	case f.Words != "":
		return htmlView, "o: to the HTML part, where it stands hidden"
	case f.Where == "recipients":
		return peopleView, "o: to the people"
	}
	return findingsView, "o: back to compose"
}

// goThere leads to what the chosen finding is about.
func (p *Page) goThere() screen.Event {
	if len(p.found) == 0 {
		return nil
	}
	f := p.found[p.chosen]
	to, _ := p.place(f)
	if to == findingsView {
		return screen.Back{}
	}
	p.look(to)
	line := 0
	switch to {
	case letterView:
		line = max(0, p.lineOf(f.Words))
	case htmlView:
		line = max(0, find(p.source(), f.Words))
	case templateView:
		p.file = f.Pos.File
		line = p.sourceLine(f.Pos.Line)
	case peopleView:
		return nil
	}
	p.marked = line
	p.show(line, len(p.lines()))
	return nil
}

// lineOf is the line of the drawn letter in which words stand or begin; -1 where none does.
func (p *Page) lineOf(words string) int { return find(p.letter, words) }

// find is the first line that holds words, however they are broken into lines.
func find(lines []string, words string) int {
	words = strings.TrimSuffix(flat(words), "…")
	for i := range lines {
		if strings.Contains(flat(ansi.Strip(lines[i])), words) {
			return i
		}
	}
	for i := range lines {
		joined := flat(ansi.Strip(strings.Join(lines[i:min(len(lines), i+4)], " ")))
		if strings.Contains(joined, words) {
			return i
		}
	}
	return -1
}

// flat is text without its white space: where a line breaks makes no difference.
func flat(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00a0", " ")), "")
}
