// Command bulletin is a terminal console with which incident managers mail people about
// incidents, and the same without a screen.
//
// This package wires: flags, config, the two wires and the journal, exit codes. It decides
// nothing about letters. The console and the commands stand on the very same parts. It
// refuses to send what nobody confirmed, to open the console without a terminal, and to
// write foreign control characters to one.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// world is all that a command touches outside the house.
type world struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	now      func() time.Time
	drill    *bool                                // the --drill flag; nil before there is one
	waiting  func(until time.Time)                // hears until when Jira is not asked
	after    func(time.Duration) <-chan time.Time // nil: time.After
}

// process is the world of a real run.
func process() world {
	w := world{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, now: time.Now}
	w.waiting = func(until time.Time) {
		if !until.IsZero() {
			w.say("Jira is asked again in %s. Ctrl-C stops waiting.", until.Sub(w.now()).Truncate(time.Second)+time.Second)
		}
	}
	return w
}

// run carries out a command line and returns the exit code.
func run(ctx context.Context, w world, args ...string) int {
	begun := false
	c := root(w)
	c.PersistentPreRun = func(*cobra.Command, []string) { begun = true }
	c.SetArgs(args)
	c.SetIn(w.in)
	c.SetOut(w.out)
	c.SetErr(w.err)
	err := c.ExecuteContext(ctx)
	if err != nil && !begun { // cobra did not understand the line
		err = usage("%s", err)
	}
	return w.fail(err)
}

func root(w world) *cobra.Command {
	var file string
	w.drill = new(bool)
	c := &cobra.Command{
		Use:   "bulletin",
		Short: "Mail people about incidents, calmly and exactly",
		Long: "bulletin lists the open incidents of a Jira filter, shows the letter about one exactly as it will\n" +
			"leave, and sends it after a typed confirmation. Without a command it opens the console.",
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(c *cobra.Command, _ []string) error { return w.console(c.Context(), file) },
	}
	c.PersistentFlags().StringVar(&file, "config", "",
		"the config `FILE` (default $XDG_CONFIG_HOME/bulletin/config.yaml)")
	c.PersistentFlags().BoolVar(w.drill, "drill", false, "exercise: everything goes to the drill list of the config alone, marked [DRILL]")
	c.AddCommand(listCommand(w, &file), previewCommand(w, &file), sendCommand(w, &file), resumeCommand(w, &file),
		historyCommand(w, &file), showCommand(w, &file), verifyCommand(w, &file), exportCommand(w, &file), whyCommand(w, &file), claimsCommand(w, &file),
		templateCommand(w, &file), demoCommand(w), versionCommand(w))
	c.AddCommand(topics()...)
	return c
}

// terminal is the width of the terminal that is written to; false where it is none.
func (w world) terminal(to io.Writer) (width int, ok bool) {
	f, ok := to.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return 80, true
	}
	return width, true
}

// say writes a line for the operator, beside the output.
func (w world) say(format string, args ...any) {
	_, _ = fmt.Fprintf(w.err, format+"\n", args...) // there is no other place to complain
}
