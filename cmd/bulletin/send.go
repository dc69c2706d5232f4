package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bulletin/notify"
)

// sending is a send command's line.
type sending struct {
	ask
	confirm, digest           string
	acceptWarnings, dry, json bool
}

func sendCommand(w world, file *string) *cobra.Command {
	s := sending{ask: ask{config: file}}
	c := &cobra.Command{
		Use:   "send KEY --stage STAGE --audience AUDIENCE --confirm PHRASE",
		Short: "Send a letter that you have read",
		Long: "send composes the letter as preview does and sends it where --confirm is its phrase: the incident's key\n" +
			"and, for an external audience, the audience's name. Give --at and --digest as preview told them, and it\n" +
			"sends that very letter or nothing.\n\n" + topic("exit-codes"),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			s.key = args[0]
			return w.send(c.Context(), s)
		},
	}
	s.flags(c)
	f := c.Flags()
	f.StringVar(&s.confirm, "confirm", "", "the letter's `PHRASE`, such as 'OPS-101 customers'")
	f.StringVar(&s.digest, "digest", "", "send only the letter of this `DIGEST`; its first 12 digits will do")
	f.BoolVar(&s.acceptWarnings, "accept-warnings", false, "send in spite of warnings, which you have read")
	f.BoolVar(&s.test, "test", false, "send a test of it to operator_address alone; its phrase is 'test'")
	f.BoolVar(&s.dry, "dry-run", false, "do all but send")
	f.BoolVar(&s.json, "json", false, "print JSON")
	return c
}

func (w world) send(ctx context.Context, s sending) error {
	if err := s.checkDigest(); err != nil {
		return err
	}
	var unread []string
	if s.dry {
		unread = []string{"smtp.password"}
	}
	d, err := w.open(*s.config, unread...)
	if err != nil {
		return err
	}
	if err := s.checkTime(w.now()); err != nil {
		return err
	}
	if s.test && d.Me.IsZero() {
		return &failure{exitConfig, errors.New("there is nobody to send a test to"), "set operator_address in " + d.File}
	}
	if !s.dry {
		w.catchUp(ctx, d)
	}
	m, err := w.compose(ctx, d, s.ask)
	if err != nil {
		return err
	}
	if err := d.post.Allows(ctx, m); err != nil {
		return err
	}
	if s.test { // another letter than that of the preview, and nobody else gets it
		s.digest, s.acceptWarnings = "", true
	}
	if err := s.refusal(m); err != nil {
		return err
	}
	approved, err := m.Approve(notify.Consent{Typed: s.confirm, By: d.Operator, At: w.now(), Warnings: s.acceptWarnings})
	if err != nil {
		return err
	}
	if s.dry {
		return w.reportDry(s, m)
	}
	return w.dispatch(ctx, d, approved, s.json)
}

var digestShape = regexp.MustCompile(`^[0-9a-f]{12,64}$`)

// checkDigest makes the digest plain hexadecimal digits.
func (s *sending) checkDigest() error {
	given := s.digest
	s.digest = strings.ToLower(strings.TrimPrefix(given, "sha256:"))
	if given != "" && !digestShape.MatchString(s.digest) {
		return usage("--digest %q is no digest; give at least 12 of its hexadecimal digits", given)
	}
	return nil
}

// checkTime refuses letters of another time: what they say of now would be wrong.
func (s sending) checkTime(now time.Time) error {
	at, err := s.time(now)
	switch {
	case err != nil:
		return err
	case now.Sub(at) > time.Hour:
		return usage("--at %s is %s ago; a letter may be an hour old, so preview it again", s.at, notify.Span(now.Sub(at)))
	case at.Sub(now) > time.Minute:
		return usage("--at %s is in the future", s.at)
	}
	return nil
}

// refusal is why this letter is not the one that the operator read and meant.
func (s sending) refusal(m notify.Message) error {
	if !strings.HasPrefix(string(m.Digest()), "sha256:"+s.digest) {
		return &failure{exitNotConfirmed, fmt.Errorf("the letter would be another: its digest is %s", m.Digest()),
			"preview it again, with the same --at and the same words; the incident, the lists or the history have changed; nothing was sent"}
	}
	if n := m.Draft().Count(notify.Warn); n > 0 && !s.acceptWarnings {
		return &failure{exitBlocked, fmt.Errorf("the letter has %s that nobody accepted", counted(n, "warning")),
			"mend them, or read them and add --accept-warnings; nothing was sent"}
	}
	return nil
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
