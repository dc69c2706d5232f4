package jiraclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"bulletin/notify/incident"
)

const (
	pageSize     = 100 // issues of the first page, which is to come soon
	largePage    = 500 // of the others; some 2 KiB each
	cloudPage    = 250 // of all pages of Cloud, whose tokens promise nothing about other sizes
	leastPage    = 20
	maxIncidents = 20_000 // a list beyond that is a mistake in the filter
	maxReadings  = 3      // of a list that moves while it is read
	listFields   = "summary,status,priority,components,created,updated"
)

// walk is one way through all pages of a search.
type walk struct {
	site
	jql, fields string
	names       names                     // of the fields beside the usual ones
	first, size int                       // issues to a page
	tell        func([]incident.Incident) // of what is there so far; may be nil
}

// walk reads all pages. Where one is too large, the next try has smaller ones.
func (c *Client) walk(ctx context.Context, w walk) ([]incident.Incident, error) {
	read := c.byOffset
	if w.cloud {
		read = c.byToken
	}
	for {
		all, err := read(ctx, w)
		var e *Error
		if !errors.As(err, &e) || !e.large || w.size < leastPage {
			return all, err
		}
		w.size /= 5
		w.first = min(w.first, w.size)
		w.tell = nil
	}
}

// arrived tells of a part; whoever hears of it may keep it.
func (w walk) arrived(l list) {
	if w.tell != nil {
		w.tell(slices.Clip(l.incidents))
	}
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
	names     names
}

// add takes in a page and reports how many of its issues are new.
func (l *list) add(p page) (int, error) {
	before := len(l.incidents)
	for n, raw := range p.Issues {
		i, ok := summary(raw, l.names)
		if !ok {
			return 0, fault{fmt.Sprintf("issue %d of the answer is not as Jira documents it; its key is %q", n+1, shorten(line(objectOf(raw).get("key")))),
				"look at it in Jira, and leave it out of the filter"}.in(listing)
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

// ask reads one page; at is its token or offset, under the key.
func (c *Client) ask(ctx context.Context, w walk, path, key, at string, size int) (page, error) {
	q := question{
		doing: listing,
		path:  path,
		query: url.Values{
			"jql": {w.jql}, "fields": {w.fields}, "maxResults": {strconv.Itoa(size)},
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
// unknown. All pages are of one size, since nothing says that a token holds for another.
//
// Source: Cloud REST API v2, GET search/jql.
func (c *Client) byToken(ctx context.Context, w walk) ([]incident.Incident, error) {
	l := list{seen: map[string]bool{}, names: w.names}
	used := map[string]bool{}
	for token := ""; ; {
		p, err := c.ask(ctx, w, "search/jql", "nextPageToken", token, w.first)
		if err != nil {
			return nil, err
		}
		fresh, err := l.add(p)
		if err != nil {
			return nil, err
		}
		next, last := p.NextPageToken, p.IsLast != nil && *p.IsLast
		if next == "" && (last || p.IsLast == nil) {
			return l.incidents, nil
		}
		w.arrived(l)
		switch { // a last page that names another is believed when that brings nothing
		case last && (used[next] || fresh == 0):
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
func (c *Client) byOffset(ctx context.Context, w walk) ([]incident.Incident, error) {
	n := 0
	for range maxReadings {
		l, steady, err := c.readOnce(ctx, w)
		if err != nil || steady {
			return l.incidents, err
		}
		n = len(l.incidents)
		w.tell = nil // what was told was more than the beginning of the next reading
	}
	return nil, incomplete(n)
}

// readOnce reads all pages and reports whether they add up to one list.
func (c *Client) readOnce(ctx context.Context, w walk) (list, bool, error) {
	l := list{seen: map[string]bool{}, names: w.names}
	total := -1
	for at, size := 0, w.first; ; size = w.size {
		p, err := c.ask(ctx, w, "search", "startAt", strconv.Itoa(at), size)
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
		w.arrived(l)
	}
}

func incomplete(n int) error {
	return fault{fmt.Sprintf("the list could not be read to its end: after %d issues Jira announced more and did not give them", n),
		"try again; if it stays, narrow the filter to fewer issues, or ask the administrator of Jira to check the search index"}.in(listing)
}
