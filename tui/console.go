package tui

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/tui/screen"
)

// Init implements tea.Model.
func (c *Console) Init() tea.Cmd { return tea.Batch(c.handle(c.top(), c.top().Start()), c.clock()) }

// clock redraws ages and due times once a minute.
func (c *Console) clock() tea.Cmd {
	now := c.Now()
	return c.after(now.Truncate(time.Minute).Add(time.Minute).Sub(now), screen.Minute{})
}

// Update implements tea.Model.
func (c *Console) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.size = screen.Size{Width: msg.Width, Height: msg.Height}
		return c, c.resize()
	case tea.KeyMsg:
		return c, c.pressed(msg)
	case answer:
		return c, c.deliver(msg)
	case screen.Minute:
		return c, tea.Batch(c.update(msg), c.clock())
	case beat:
		return c, c.beat()
	case leaving:
		c.ending = true
		return c, c.end()
	}
	return c, nil
}

// top is the page on the screen.
func (c *Console) top() screen.Page { return c.pages[len(c.pages)-1] }

// push puts a page on the screen.
func (c *Console) push(p screen.Page) tea.Cmd {
	c.pages = append(c.pages, p)
	return tea.Batch(c.handle(p, p.Start()), c.resize())
}

// pop takes pages off until depth are left. Each puts in safety what it holds.
func (c *Console) pop(depth int) tea.Cmd {
	depth = max(1, min(depth, len(c.pages)))
	gone := c.pages[depth:]
	c.pages = c.pages[:depth]
	return tea.Batch(c.secure(gone), c.resize())
}

// secure lets pages put in safety what they hold.
func (c *Console) secure(pages []screen.Page) tea.Cmd {
	var all []tea.Cmd
	for _, p := range pages {
		if l, ok := p.(screen.Leaver); ok {
			all = append(all, c.handle(p, l.Leave()))
		}
	}
	return tea.Batch(all...)
}

// resize tells the page on the screen how much room it has: all but the title, the status
// line and the line of keys.
func (c *Console) resize() tea.Cmd {
	if c.tooSmall() {
		return nil
	}
	return c.update(screen.Size{Width: c.size.Width, Height: c.size.Height - 3})
}

// update gives a message to the page on the screen.
func (c *Console) update(msg tea.Msg) tea.Cmd {
	p := c.top()
	return c.handle(p, p.Update(msg))
}

// handle does what an event of a page asks for: what all pages share here, the rest by
// route.
func (c *Console) handle(p screen.Page, e screen.Event) tea.Cmd {
	switch e := e.(type) {
	case nil:
		return nil
	case screen.Several:
		var all []tea.Cmd
		for _, one := range e {
			all = append(all, c.handle(p, one))
		}
		return tea.Batch(all...)
	case screen.Work:
		return c.run(p, e)
	case screen.After:
		return c.after(e.Wait, c.ask(p, "after", e.Msg))
	case screen.Edit:
		return c.edit(p, e)
	case screen.Say:
		c.status = e
		return nil
	case screen.Failed:
		c.failure = e.Err
		return nil
	}
	return c.route(e)
}

// pressed gives a key to the page, but for those that mean the same everywhere.
func (c *Console) pressed(k tea.KeyMsg) tea.Cmd {
	c.status, c.failure = screen.Say{}, nil
	if g, ok := c.top().(screen.Grabber); ok && g.Grabs() {
		return c.update(k)
	}
	switch {
	case k.Type == tea.KeyCtrlC:
		return c.quit()
	case key.Matches(k, stopKey()):
		c.stop()
		return nil
	case c.tooSmall():
		return nil
	case c.help:
		c.help = false
		return nil
	case key.Matches(k, helpKey(), anywhereKey()) && !(c.top().Typing() && k.Type == tea.KeyRunes):
		c.help = true
		return nil
	}
	var all []tea.Cmd
	for _, one := range c.strokes(k) {
		all = append(all, c.update(one))
	}
	return tea.Batch(all...)
}

// strokes are the keys of one message: a held key arrives as several at once over a slow
// line. What goes into a text stays together, for the page to judge, and so does what is no
// held key: a paste is no series of commands.
func (c *Console) strokes(k tea.KeyMsg) []tea.KeyMsg {
	if len(k.Runes) < 2 || k.Paste || c.top().Typing() || len(slices.Compact(slices.Clone(k.Runes))) > 1 {
		return []tea.KeyMsg{k}
	}
	all := make([]tea.KeyMsg, len(k.Runes))
	for i, r := range k.Runes {
		all[i] = tea.KeyMsg{Type: k.Type, Runes: []rune{r}, Alt: k.Alt}
	}
	return all
}

func stopKey() key.Binding     { return screen.Key("ctrl+g", "stop waiting", "ctrl+g") }
func helpKey() key.Binding     { return screen.Key("?", "help", "?") }
func anywhereKey() key.Binding { return screen.Key("f1", "help", "f1") }

// quit ends the program, unless a letter is leaving.
func (c *Console) quit() tea.Cmd {
	if c.stays > 0 {
		c.status = screen.Say{Text: "A letter is leaving. The console stays until its outcome is written down.", Bad: true}
		return nil
	}
	return c.leave()
}

// leaving says that the console must end: a signal, a hang-up.
type leaving struct{}

// end ends the program where it must, but not before the words of an open editor are back.
func (c *Console) end() tea.Cmd {
	for a := range c.asked {
		if a.name == editing {
			return nil
		}
	}
	if !c.ending {
		return nil
	}
	return c.leave()
}

// leave ends the program; every page puts in safety what it holds. That, and a letter that is
// leaving, Run waits for.
func (c *Console) leave() tea.Cmd { return tea.Batch(c.secure(c.pages), tea.Quit) }
