package jiraclient

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"bulletin/notify/incident"
)

// filter is a saved filter, or the JQL of the config.
type filter struct {
	id   string
	name string // clean, for the screen
	jql  string // as Jira wrote it
}

const finding = "find the filter in Jira"

// find reads the filter afresh, so that a change of its JQL counts at once. Its own JQL
// is searched with: `filter = id` would lose its order.
func (c *Client) find(ctx context.Context, s site) (filter, error) {
	if c.filter == "" {
		return filter{name: incident.CleanLine(c.jql), jql: c.jql}, nil
	}
	f, err := c.saved(ctx, s, strings.TrimSpace(c.filter))
	if err == nil && strings.TrimSpace(f.jql) == "" {
		err = fault{"the filter has no JQL", "give the filter a condition in Jira, such as a project"}.in(finding)
	}
	return f, err
}

func (c *Client) saved(ctx context.Context, s site, name string) (filter, error) {
	if strings.Trim(name, "0123456789") == "" {
		return c.byNumber(ctx, s, name)
	}
	return c.byName(ctx, s, name)
}

// byNumber reads a filter. Source: REST API v2, GET filter/{id}.
func (c *Client) byNumber(ctx context.Context, s site, id string) (filter, error) {
	remedy := "check its number in the config, and in Jira that it is shared with " + s.user
	q := question{
		doing:   finding,
		path:    "filter/" + id,
		missing: fault{"filter " + shorten(id) + " does not exist, or is not shared with " + s.user, remedy},
		mend:    remedy,
	}
	var m map[string]json.RawMessage
	if err := c.get(ctx, q, &m); err != nil {
		return filter{}, err
	}
	return c.toFilter(m), nil
}

// byName looks through the favourites and, on Cloud, the user's own filters.
//
// Source: REST API v2, GET filter/favourite and, Cloud only, GET filter/my.
func (c *Client) byName(ctx context.Context, s site, name string) (filter, error) {
	paths := []string{"filter/favourite"}
	if s.cloud {
		paths = append(paths, "filter/my")
	}
	var all []filter
	for _, path := range paths {
		var ms []map[string]json.RawMessage
		if err := c.get(ctx, question{doing: finding, path: path, missing: notJira}, &ms); err != nil {
			return filter{}, err
		}
		named := map[string]filter{}
		for _, m := range ms {
			f := c.toFilter(m)
			all = append(all, f)
			if strings.EqualFold(f.name, incident.CleanLine(name)) {
				named[f.id] = f
			}
		}
		if len(named) > 1 {
			return filter{}, fault{fmt.Sprintf("%d filters are called %q", len(named), shorten(incident.CleanLine(name))),
				"write the filter's number in the config instead"}.in(finding)
		}
		for _, f := range named {
			return f, nil
		}
	}
	return filter{}, unknown(s, name, all)
}

func (c *Client) toFilter(m map[string]json.RawMessage) filter {
	f := filter{id: line(m["id"]), name: c.tell(line(m["name"]))}
	_ = json.Unmarshal(m["jql"], &f.jql) // an unreadable JQL is an empty one, which find refuses
	return f
}

// unknown says that no filter has this name, and which name comes nearest.
func unknown(s site, name string, all []filter) error {
	cause := fmt.Sprintf("no favourite filter of %s is called %q", s.user, shorten(incident.CleanLine(name)))
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = shorten(f.name)
	}
	if nearest, _ := incident.Nearest(shorten(name), names); nearest != "" {
		cause += fmt.Sprintf("; the nearest is %q", nearest)
	}
	return fault{cause, "correct the name in the config, mark the filter as a favourite in Jira, or write its number"}.in(finding)
}
