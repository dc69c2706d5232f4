package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"bulletin/cmd/bulletin/config"
	"bulletin/jiraclient"
	"bulletin/notify"
	"bulletin/notify/journal"
)

// desk is the whole house, wired: what the console and every command stand on.
type desk struct {
	config.Config
	jira    *jiraclient.Client
	journal journal.Journal
	post    notify.Post
}

// open reads the config and wires what it says. Unread are the secrets that are not needed.
func (w world) open(file string, unread ...string) (*desk, error) {
	c, err := config.Load(file, config.Env(w.getenv), config.Without(unread...))
	if err != nil {
		return nil, err
	}
	options := c.Jira()
	options.Now = w.now
	client, err := jiraclient.New(options)
	if err != nil {
		return nil, err
	}
	j, err := journal.Open(c.State)
	if err != nil {
		return nil, &failure{exitConfig, err, "name a folder that you can write to under state in " + c.File}
	}
	return &desk{Config: c, jira: client, journal: j, post: notify.Post{Wire: c.SMTP, Book: j, Now: w.now}}, nil
}

// deliver sends an approved letter. Ctrl-C ends it before the final dot. A hang-up, a
// request to terminate and a closed pipe do not: a letter in hand is finished, and its
// outcome written down and told. They stay unheard until the process ends.
func (d *desk) deliver(ctx context.Context, a notify.Approved, watch func(notify.Progress)) (notify.Receipt, error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	unheard := make(chan os.Signal, 1)
	signal.Notify(unheard, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGPIPE)
	return d.post.Send(ctx, a, watch)
}

// text is the operator's own words, from the flag or from a file; "-" is the input.
func (w world) text(words, file string) (string, error) {
	const limit = 1 << 20
	switch {
	case file == "":
		return words, nil
	case words != "":
		return "", usage("give --message or --message-file, not both")
	}
	in := w.in
	if file != "-" {
		f, err := os.Open(filepath.Clean(file))
		if err != nil {
			return "", usage("cannot read the message: %s", err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, limit+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read the message: %w", err)
	case len(b) > limit:
		return "", usage("the message is larger than %d KiB", limit>>10)
	}
	return string(b), nil
}
