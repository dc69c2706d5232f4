package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"bulletin/cmd/bulletin/demo"
)

func demoCommand(w world) *cobra.Command {
	var o demo.Options
	var serve bool
	var faults []string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Open the console on a Jira and a mail server inside the program",
		Long: "demo needs no config and no network: it starts a Jira and a mail server of its own on this machine and\n" +
			"opens the console on them. No letter leaves the machine; each becomes a file. With --serve it only keeps\n" +
			"the two servers running, for any other command.\n\n" +
			"With --fault its Jira has something wrong with it, from the start or from a while after it: --fault 503@30s,\n" +
			"or --fault down@30s-90s for one that ends. \"bulletin help faults\" says what one should see. Faults are:\n\n" + ailments(),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if o.Faults, err = parseFaults(faults); err != nil {
				return err
			}
			return w.demo(c.Context(), o, serve)
		},
	}
	c.Flags().BoolVar(&serve, "serve", false, "keep the servers running and print a config for other commands")
	c.Flags().StringVar(&o.Kind, "jira", demo.DataCenter, "the `KIND` of its Jira: cloud or datacenter")
	c.Flags().StringSliceVar(&faults, "fault", nil, "something that is wrong with its Jira, as `NAME[@FROM[-TO]]`; may be repeated")
	c.Flags().IntVar(&o.Incidents, "incidents", 0, fmt.Sprintf("`N` generated incidents beside the usual ones, at most %d", demo.MostIncidents))
	return c
}

// ailments lists the faults, one a line.
func ailments() string {
	var b strings.Builder
	for _, a := range demo.Ailments() {
		fmt.Fprintf(&b, "  %-12s %s\n", a.Name, a.Words)
	}
	return strings.TrimRight(b.String(), "\n")
}

func parseFaults(words []string) ([]demo.Fault, error) {
	var all []demo.Fault
	for _, word := range words {
		f, err := demo.ParseFault(word)
		if err != nil {
			return nil, usage("%s", err)
		}
		all = append(all, f)
	}
	return all, nil
}

func (w world) demo(ctx context.Context, o demo.Options, serve bool) (err error) {
	if !serve {
		if err := w.needTerminal(); err != nil {
			return err
		}
	}
	site, err := o.Start(w.now())
	if wrong := demo.OptionError(""); errors.As(err, &wrong) {
		return usage("%s", wrong)
	}
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

// leave ends the demo, and says how much was asked of its Jira and where its letters are.
func (w world) leave(site *demo.Site) error {
	requests := 0
	for _, n := range site.Answered() {
		requests += n
	}
	w.say("The demo's Jira answered %s.", counted(requests, "request"))
	letters, _ := os.ReadDir(site.Letters) // a folder that cannot be read has none to show
	if len(letters) > 0 {
		w.say("The demo's mail server received %s; see %s", counted(len(letters), "letter"), site.Letters)
	} else {
		w.say("The demo's mail server received no letter.")
	}
	return site.Close()
}
