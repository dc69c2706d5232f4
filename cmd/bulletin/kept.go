package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"bulletin/jiraclient"
	"bulletin/jiraclient/kept"
	"bulletin/notify"
	"bulletin/notify/incident"
)

// backed is Jira, and where it does not answer, what it said last: an incident is then one that
// is kept, and says so. A list is never one that is kept; whoever wants that asks for it.
type backed struct {
	*jiraclient.Client
	kept *kept.Store
	now  func() time.Time
	// begin starts work beside the rest; nil: incidents are not made ready.
	begin func(func(context.Context))

	first     sync.Once // the first answer of Jira's since the program began
	preparing sync.Mutex
	tried     map[string]time.Time // when incidents had changed that were asked for, by id; held by preparing
}

// staying makes incidents ready, for a console that stays: a command is over before that would
// help anybody. Stop ends it, and returns when nothing of it runs any more.
func (b *backed) staying(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var held sync.WaitGroup
	b.begin = func(f func(context.Context)) { held.Go(func() { f(ctx) }) }
	return func() { cancel(); held.Wait() }
}

// home is the filter that the config names.
func home(o jiraclient.Options) incident.Filter {
	name := strings.TrimSpace(o.Filter)
	switch {
	case name == "":
		return incident.Filter{Name: incident.CleanLine(o.JQL), JQL: o.JQL}
	case strings.Trim(name, "0123456789") == "":
		return incident.Filter{ID: name}
	}
	return incident.Filter{Name: name}
}

// List is that of the client, and is kept. Then the incidents that changed last are made ready
// to be told of without Jira, beside the rest: the list does not wait for that, nor for its
// failures.
func (b *backed) List(ctx context.Context, q incident.Query, tell func(incident.Picture)) (incident.Picture, error) {
	p, err := b.Client.List(ctx, q, tell)
	if err != nil {
		return p, b.heard(err)
	}
	if err := b.kept.Keep(q.Filter, p); err != nil {
		p.Notes = append(p.Notes, "this list is not kept for when Jira does not answer: "+incident.CleanLine(err.Error()))
	}
	b.met()
	if b.begin != nil {
		own := slices.Clone(p.Incidents)
		b.begin(func(ctx context.Context) { b.prepare(ctx, own) }) // it outlives the question whose answer it follows
	}
	return p, nil
}

// prepare reads incidents of a list whole, as many as go into one question, that are not kept as
// they are now. What Jira does not give is not asked for again before it changes. It puts the
// list into another order.
func (b *backed) prepare(ctx context.Context, list []incident.Incident) {
	if !b.preparing.TryLock() {
		return
	}
	defer b.preparing.Unlock()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var ids []string
	changed := map[string]time.Time{}
	for _, in := range b.kept.Lacking(list) {
		if tried, before := b.tried[in.ID]; len(ids) < jiraclient.MostWhole && (!before || !tried.Equal(in.Updated)) {
			ids = append(ids, in.ID)
			changed[in.ID] = in.Updated
		}
	}
	at := b.now()
	all, err := b.Whole(ctx, ids)
	for _, in := range all {
		_ = b.kept.KeepIncident(in, at) // a full disk is told of by the list
	}
	if notify.Unreachable(err) {
		return
	}
	if b.tried == nil {
		b.tried = map[string]time.Time{}
	}
	maps.Copy(b.tried, changed)
}

// Incident is that of the client, and is kept; where Jira does not answer it is the one that
// was kept, and says so. Where none is, the error stands.
func (b *backed) Incident(ctx context.Context, key string) (incident.Incident, error) {
	at := b.now()
	in, err := b.Client.Incident(ctx, key)
	if err == nil {
		_ = b.kept.KeepIncident(in, at) // a full disk is told of by the list
		b.met()
		return in, nil
	}
	if !notify.Unreachable(err) {
		return in, b.heard(err)
	}
	known, damage := b.kept.Incident(key)
	if known.ID == "" || damage != nil {
		return in, err
	}
	known.Kept.Why = why(err)
	return known, nil
}

// why is why Jira could not be asked, without what was to be done.
func why(err error) string {
	if e := (*jiraclient.Error)(nil); errors.As(err, &e) {
		return incident.CleanLine(e.Cause)
	}
	return incident.CleanLine(err.Error())
}

// heard forgets who we are where Jira does not take the login any more.
func (b *backed) heard(err error) error {
	if e := (*jiraclient.Error)(nil); errors.As(err, &e) && e.LoginRefused() {
		b.kept.ForgetUser()
	}
	return err
}

// trusted is for how long what Jira said of us last counts without it: groups change.
const trusted = 7 * 24 * time.Hour

// met keeps as whom Jira knows us, which the client asks before its first question.
func (b *backed) met() { b.first.Do(func() { _ = b.kept.KeepUser(b.Known()) }) }

// Me is as whom Jira knows us, or where it does not answer, as whom it knew us last, unless that
// is too long ago.
func (b *backed) Me(ctx context.Context) (incident.User, error) {
	u, err := b.Client.Me(ctx)
	if err == nil {
		_ = b.kept.KeepUser(u)
	}
	last, at := b.kept.User()
	switch {
	case !notify.Unreachable(err) || last.ID == "":
		return u, b.heard(err)
	case b.now().Sub(at).Abs() > trusted:
		return incident.User{}, fmt.Errorf("what Jira said of you is of %s and counts for %d days: %w", minute(at), trusted/(24*time.Hour), err)
	}
	return last, nil
}

// minute is a time as a command writes it.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// old says of when something is that was kept, and how old that makes it.
func old(k incident.Kept, now time.Time) string {
	return minute(k.At) + ", " + notify.Span(now.Sub(k.At)) + " old"
}

// warn says of an incident that it is one that was kept.
func (w world) warn(in incident.Incident) {
	if in.Kept.IsZero() {
		return
	}
	part := ""
	if in.Kept.Part {
		part = "only the row of the list, what it lacks counts as empty, and "
	}
	w.say("warning: Jira does not answer (%s): what is kept of %s is %sof %s; %s", in.Kept.Why, in.Key, part, old(in.Kept, w.now()), in.Kept.Unseen(minute))
}

// lastList answers where Jira does not: with the list that is kept where that was asked for, else
// with the way to it. The error stands in any case, for a script must not take old for new.
func (w world) lastList(d *desk, asked bool, err error) (incident.Picture, error) {
	p, damage := d.jira.kept.Picture(incident.Filter{})
	switch {
	case damage != nil:
		return p, errors.Join(err, damage)
	case p.At.IsZero():
		return p, err
	}
	of := old(incident.Kept{At: p.At}, w.now())
	if asked {
		w.say("This list is kept, and not what Jira says now: it is of %s, as %s, by filter %s.", of, p.User.Name, p.Filter.Name)
		return p, err
	}
	return incident.Picture{}, &failure{exitJira, err, cure(err) + "; \"bulletin list --kept\" shows the list of " + of}
}
