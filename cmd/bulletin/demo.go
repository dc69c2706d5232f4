package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"bulletin/cmd/bulletin/demo"
)

func demoCommand(w world) *cobra.Command {
	var serve bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Open the console on a Jira and a mail server inside the program",
		Long: "demo needs no config and no network: it starts a Jira and a mail server of its own on this machine and\n" +
			"opens the console on them. No letter leaves the machine; each becomes a file. With --serve it only keeps\n" +
			"the two servers running, for any other command.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return w.demo(c.Context(), serve) },
	}
	c.Flags().BoolVar(&serve, "serve", false, "keep the servers running and print a config for other commands")
	return c
}

func (w world) demo(ctx context.Context, serve bool) (err error) {
	if !serve {
		if err := w.needTerminal(); err != nil {
			return err
		}
	}
	site, err := demo.Start(w.now())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.leave(site)) }()
	if !serve {
		return w.console(ctx, site.Config)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	file := quoted(site.Config)
	_, err = fmt.Fprintf(w.out, "The demo's Jira and mail server are running; Ctrl-C ends them. Try, in another terminal:\n\n"+
		"  bulletin --config %[1]s\n"+
		"  bulletin --config %[1]s list\n"+
		"  bulletin --config %[1]s preview KEY --stage start --audience customers\n"+
		"  bulletin --config %[1]s template render maintenance\n\n"+
		"config: %[2]s\nletters: %[3]s\n", file, site.Config, site.Letters)
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// leave ends the demo and says where its letters are.
func (w world) leave(site *demo.Site) error {
	letters, _ := os.ReadDir(site.Letters) // a folder that cannot be read has none to show
	if len(letters) > 0 {
		w.say("The demo's mail server received %s; see %s", counted(len(letters), "letter"), site.Letters)
	} else {
		w.say("The demo's mail server received no letter.")
	}
	return site.Close()
}
