package jiraclient

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

const finding = "find the filter in Jira"

// find reads the wanted filter, or that of the config, afresh, so that a change of its JQL counts at once. Its own JQL
// is searched with: `filter = id` would lose its order.
func (c *Client) find(ctx context.Context, s site, wanted incident.Filter) (incident.Filter, error) {
	name, jql := strings.TrimSpace(c.filter), c.jql
	switch {
	case wanted.ID != "":
		name = wanted.ID
	case wanted.JQL != "":
		name, jql = "", wanted.JQL
	case wanted.Name != "":
		name = wanted.Name
	}
	if name == "" {
		return incident.Filter{Name: incident.CleanLine(jql), JQL: jql}, nil
	}
	f, err := c.saved(ctx, s, name)
	if err == nil && strings.TrimSpace(f.JQL) == "" {
		err = fault{"the filter has no JQL", "give the filter a condition in Jira, such as a project"}.in(finding)
	}
	return f, err
}

func (c *Client) saved(ctx context.Context, s site, name string) (incident.Filter, error) {
	if strings.Trim(name, "0123456789") == "" {
		return c.byNumber(ctx, s, name)
	}
	return c.byName(ctx, s, name)
}

// byNumber reads a filter. Source: REST API v2, GET filter/{id}.
func (c *Client) byNumber(ctx context.Context, s site, id string) (incident.Filter, error) {
	remedy := "check its number in the config, and in Jira that it is shared with " + s.Name
	q := question{
		doing:   finding,
		path:    "filter/" + id,
		missing: fault{"filter " + shorten(id) + " does not exist, or is not shared with " + s.Name, remedy},
		mend:    remedy,
	}
	var m map[string]json.RawMessage
	if err := c.get(ctx, q, &m); err != nil {
		return incident.Filter{}, err
	}
	return c.toFilter(m), nil
}

// byName looks through the favourites and, on Cloud, the user's own filters.
//
// Source: REST API v2, GET filter/favourite and, Cloud only, GET filter/my.
func (c *Client) byName(ctx context.Context, s site, name string) (incident.Filter, error) {
	var all []incident.Filter
	for _, path := range shelves(s) {
		some, err := c.shelf(ctx, path)
		if err != nil {
			return incident.Filter{}, err
		}
		all = append(all, some...)
		named := map[string]incident.Filter{}
		for _, f := range some {
			if strings.EqualFold(f.Name, incident.CleanLine(name)) {
				named[f.ID] = f
			}
		}
		if len(named) > 1 {
			return incident.Filter{}, fault{fmt.Sprintf("%d filters are called %q", len(named), shorten(incident.CleanLine(name))),
				"write the filter's number in the config instead"}.in(finding)
		}
		for _, f := range named {
			return f, nil
		}
	}
	return incident.Filter{}, unknown(s, name, all)
}

func (c *Client) toFilter(m map[string]json.RawMessage) incident.Filter {
	f := incident.Filter{ID: line(m["id"]), Name: c.tell(line(m["name"]))}
	_ = json.Unmarshal(m["jql"], &f.JQL) // an unreadable JQL is an empty one, which find refuses
	return f
}

// unknown says that no filter has this name, and which name comes nearest.
func unknown(s site, name string, all []incident.Filter) error {
	cause := fmt.Sprintf("no favourite filter of %s is called %q", s.Name, shorten(incident.CleanLine(name)))
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = shorten(f.Name)
	}
	if nearest, _ := incident.Nearest(shorten(name), names); nearest != "" {
		cause += fmt.Sprintf("; the nearest is %q", nearest)
	}
	return fault{cause, "correct the name in the config, mark the filter as a favourite in Jira, or write its number"}.in(finding)
}

// Filters are the user's favourite filters and, on Cloud, the user's own, by name. It fails
// with an [*Error].
//
// Source: REST API v2, GET filter/favourite and, Cloud only, GET filter/my.
func (c *Client) Filters(ctx context.Context) ([]incident.Filter, error) {
	s, err := c.meet(ctx)
	if err != nil {
		return nil, err
	}
	var all []incident.Filter
	for _, path := range shelves(s) {
		some, err := c.shelf(ctx, path)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b incident.Filter) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return slices.CompactFunc(all, func(a, b incident.Filter) bool { return a.ID == b.ID }), nil
}

// shelves are where a user's filters are found.
func shelves(s site) []string {
	if s.cloud {
		return []string{"filter/favourite", "filter/my"}
	}
	return []string{"filter/favourite"}
}

func (c *Client) shelf(ctx context.Context, path string) ([]incident.Filter, error) {
	var ms []map[string]json.RawMessage
	if err := c.get(ctx, question{doing: "read the filters from Jira", path: path, missing: notJira}, &ms); err != nil {
		return nil, err
	}
	all := make([]incident.Filter, len(ms))
	for i, m := range ms {
		all[i] = c.toFilter(m)
	}
	return all, nil
}
