package main

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/term"

	"bulletin/themes"
	"bulletin/tui"
)

// console opens the full screen on the very parts that the commands stand on.
func (w world) console(ctx context.Context, file string) error {
	if err := w.needTerminal(); err != nil {
		return err
	}
	var until atomic.Pointer[time.Time]
	until.Store(new(time.Time))
	w.waiting = func(at time.Time) { until.Store(&at) }
	d, err := w.open(file)
	if err != nil {
		return err
	}
	theme, err := themes.Named(d.Theme, w.getenv)
	if err != nil {
		return err
	}
	if *w.drill {
		theme = theme.Drill()
	}
	defer d.jira.staying(ctx)()
	o := w.parts(d)
	o.Theme, o.Waiting = theme, func() time.Time { return *until.Load() }
	return tui.Run(ctx, o)
}

// parts are what the console is made of.
func (w world) parts(d *desk) tui.Options {
	o := tui.Options{
		Jira:    d.jira,
		Kept:    d.jira.kept,
		Post:    d.post,
		Journal: d.journal,
		Desk:    d.Desk,
		Lists:   d.lists,
		Told:    d.told,
		Me:      d.Me,
		Badge:   d.Badge,
		By:      d.Operator,
		Server:  net.JoinHostPort(d.SMTP.Host, strconv.Itoa(d.SMTP.Port)),
		Refresh: d.Refresh,
		Columns: d.Columns,
		Now:     w.now,
		SaveDir: d.State,
	}
	if here, err := os.Getwd(); err == nil {
		o.SaveDir = here
	}
	if d.register != nil {
		o.Composing = d.composing
	}
	return o
}

// needTerminal refuses to draw where nobody can see or type.
func (w world) needTerminal() error {
	in, ok := w.in.(*os.File)
	_, visible := w.terminal(w.out)
	if ok && term.IsTerminal(int(in.Fd())) && visible && w.getenv("TERM") != "dumb" {
		return nil
	}
	return &failure{exitUsage, errors.New("the console needs a terminal that can draw, and this is none"),
		`without one use "bulletin list", "bulletin preview" and "bulletin send"`}
}
