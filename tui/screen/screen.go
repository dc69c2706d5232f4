// Package screen is the contract between the console and its pages.
//
// A page takes messages and answers with what happened, as a value; the console decides
// what it means. A page refuses to do slow work itself: it asks with a [Work], and the
// console runs it and delivers the answer. A page draws within the size it was given, and
// drawing changes nothing.
package screen

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Page is one full-screen page. Its methods are called from one goroutine.
type Page interface {
	// Start is called once, before the first Update.
	Start() Event
	// Update takes a Size, a key, or an answer to what the page asked for.
	Update(tea.Msg) Event
	// View draws at most as many lines as the last Size allowed, none wider than it.
	View() string
	// Title says where the operator is.
	Title() string
	// Keys are the page's keys as they work at this moment.
	Keys() []key.Binding
	// Typing reports that letters go into a text, so that ? and q are letters.
	Typing() bool
}

// Leaver is a page that has something to put in safety before the console ends.
type Leaver interface{ Leave() Event }

// Grabber is a page that, for a while, takes every key there is: those of the console too.
type Grabber interface{ Grabs() bool }

// Event is what happened on a page; nil where nothing did. The events of this package mean
// the same on every page; a page's own are read by the console's route.
type Event any

// Size is the room that a page has, in columns and lines.
type Size struct{ Width, Height int }

// Back leaves the page for the one below it.
type Back struct{}

// Quit leaves the console.
type Quit struct{}

// Say puts a sentence on the status line until the next key.
type Say struct {
	Text string
	Bad  bool
}

// Failed puts an error on the status line, with what to do about it.
type Failed struct{ Err error }

// Minute says that the clock has moved on by a minute.
type Minute struct{}

// After asks for a message after a while. A page waits for one thing at a time: asking
// again makes the earlier waiting void.
type After struct {
	Wait time.Duration
	Msg  tea.Msg
}

// Edit asks for a text to be edited in the operator's $EDITOR.
type Edit struct {
	Text  string
	Limit int // in characters; a longer text is refused, and left in its file
}

// Edited is the answer to Edit.
type Edited struct {
	Text string
	Err  error
}

// Work asks the console to do something slow. Its answer comes to the page's Update, unless
// the page has gone or has asked for the same again since.
type Work struct {
	Name string
	// Do may report on its way with tell. An answer of type Failed goes to the status line.
	Do func(ctx context.Context, tell func(tea.Msg)) tea.Msg
	// Outlives: the context does not end with the console, and the process waits for Do.
	Outlives bool
	// Stays: the console does not quit before Do has returned.
	Stays bool
	// InTurn: works of this kind are done one after the other, in the order asked.
	InTurn bool
}

// Several events at once, in their order.
type Several []Event
