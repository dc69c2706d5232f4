package jiraclient

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"

	"bulletin/notify/incident"
)

const (
	pageSize     = 100
	maxIncidents = 20_000 // a list beyond that is a mistake in the filter
	maxReadings  = 3      // of a list that moves while it is read
	listFields   = "summary,status,priority,components,created,updated"
)

// List is what the filter returns just now, in its order: the filter, not this client,
// decides what is open. The login is checked first, every time, and a list that could
// not be read to its end is an [*Error]. On the way it tells of the part that is there, in
// the filter's order and from its beginning; tell may be nil.
//
// Cloud's search lags behind its issues by seconds to minutes; [Client.Incident] does not.
func (c *Client) List(ctx context.Context, q incident.Query, tell func(incident.Picture)) (incident.Picture, error) {
	met := c.known.Load() != nil
	s, err := c.meet(ctx)
	if err == nil && met {
		s.User, err = c.identify(ctx)
	}
	if err != nil {
		return incident.Picture{}, err
	}
	f, err := c.find(ctx, s)
	if err != nil {
		return incident.Picture{}, err
	}
	p := incident.Picture{User: s.User, Filter: f, At: c.manners.now()}
	if s.cloud {
		p.Incidents, err = c.byToken(ctx, f.JQL)
	} else {
		p.Incidents, err = c.byOffset(ctx, f.JQL)
	}
	if err != nil {
		return incident.Picture{}, err
	}
	return p, nil
}

// page is one page of either search.
type page struct {
	Issues        []json.RawMessage
	Total         int
	NextPageToken string
	IsLast        *bool
}

// list gathers incidents from pages; an issue that comes twice counts once.
type list struct {
	incidents []incident.Incident
	seen      map[string]bool
}

// add takes in a page and reports how many of its issues are new.
func (l *list) add(p page) (int, error) {
	before := len(l.incidents)
	for _, raw := range p.Issues {
		i, err := summary(raw)
		if err != nil {
			return 0, err
		}
		if l.seen[i.ID] {
			continue
		}
		l.seen[i.ID] = true
		l.incidents = append(l.incidents, i)
	}
	if len(l.incidents) > maxIncidents {
		return 0, fault{fmt.Sprintf("the filter returns more than %d issues", maxIncidents),
			"narrow the filter to open incidents"}.in(listing)
	}
	return len(l.incidents) - before, nil
}

const listing = "read the list from Jira"

// ask reads one page.
func (c *Client) ask(ctx context.Context, path, jql, key, at string) (page, error) {
	q := question{
		doing: listing,
		path:  path,
		query: url.Values{
			"jql": {jql}, "fields": {listFields}, "maxResults": {strconv.Itoa(pageSize)},
		},
		missing: notJira,
		mend:    "correct the filter's JQL in Jira's issue search, then try again",
	}
	if at != "" {
		q.query.Set(key, at)
	}
	var p page
	if err := c.get(ctx, q, &p); err != nil {
		return page{}, err
	}
	if p.Issues == nil {
		return page{}, fault{"the answer holds no list of issues", againRemedy}.in(listing)
	}
	return p, nil
}

// byToken reads the list of Jira Cloud. A token that comes again, or a page that brings
// nothing while more is announced, ends the reading with an error: what is missing is
// unknown.
//
// Source: Cloud REST API v2, GET search/jql.
func (c *Client) byToken(ctx context.Context, jql string) ([]incident.Incident, error) {
	l := list{seen: map[string]bool{}}
	used := map[string]bool{}
	for token := ""; ; {
		p, err := c.ask(ctx, "search/jql", jql, "nextPageToken", token)
		if err != nil {
			return nil, err
		}
		fresh, err := l.add(p)
		if err != nil {
			return nil, err
		}
		next := p.NextPageToken
		switch {
		case p.IsLast != nil && *p.IsLast, p.IsLast == nil && next == "":
			return l.incidents, nil
		case next == "", used[next], fresh == 0:
			return nil, incomplete(len(l.incidents))
		}
		used[next] = true
		token = next
	}
}

// byOffset reads the list of Jira Data Center. Pages shift while they are read, and an
// issue can slip between two of them; so a list that does not add up is read again.
//
// Source: Data Center REST API v2, GET search.
func (c *Client) byOffset(ctx context.Context, jql string) ([]incident.Incident, error) {
	n := 0
	for range maxReadings {
		l, steady, err := c.readOnce(ctx, jql)
		if err != nil || steady {
			return l.incidents, err
		}
		n = len(l.incidents)
	}
	return nil, incomplete(n)
}

// readOnce reads all pages and reports whether they add up to one list.
func (c *Client) readOnce(ctx context.Context, jql string) (list, bool, error) {
	l := list{seen: map[string]bool{}}
	total := -1
	for at := 0; ; {
		p, err := c.ask(ctx, "search", jql, "startAt", strconv.Itoa(at))
		if err != nil {
			return list{}, false, err
		}
		fresh, err := l.add(p)
		if err != nil {
			return list{}, false, err
		}
		if total < 0 {
			total = p.Total
		}
		at += len(p.Issues)
		switch {
		case p.Total != total:
			return l, false, nil
		case at >= total:
			return l, len(l.incidents) == total, nil
		case fresh == 0:
			return l, false, nil
		}
	}
}

func incomplete(n int) error {
	return fault{fmt.Sprintf("the list could not be read to its end: after %d issues Jira announced more and did not give them", n),
		"try again; if it stays, narrow the filter to fewer issues, or ask the administrator of Jira to check the search index"}.in(listing)
}
