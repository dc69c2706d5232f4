package jiraclient

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"bulletin/notify/incident"
)

const (
	// keptFor is for how long a list may be renewed: what changes without a trace in an issue's
	// last change, such as the name of a component, is seen after that.
	keptFor = 30 * time.Minute
	// stubPage is how many issues come at once of which nothing but the last change is asked.
	stubPage = 1000
)

// renewable reports that the known list can be renewed: it is that of the same filter for the
// same user. A list of one page is not worth it.
func renewable(known, p incident.Picture) bool {
	return known.Filter == p.Filter && known.User.ID == p.User.ID && p.At.Sub(known.Full) < keptFor
}

// renew is the list once more: the last change of every issue is asked for, and then the issues
// whose last change is another one. It is nil where nothing would be saved, or where an issue
// went away in between: then the whole list is to be read.
func (c *Client) renew(ctx context.Context, w walk, known []incident.Incident) ([]incident.Incident, error) {
	stubs, err := c.walk(ctx, walk{site: w.site, jql: w.jql, fields: "updated", first: stubPage, size: stubPage})
	if err != nil {
		return nil, err
	}
	have, changed := compare(known, stubs)
	if len(changed) > len(stubs)/2 {
		return nil, nil
	}
	for ids := range slices.Chunk(changed, pageSize) {
		some, err := c.walk(ctx, walk{site: w.site, jql: "id in (" + strings.Join(ids, ",") + ")", fields: w.fields, names: w.names, first: pageSize, size: pageSize})
		var e *Error
		switch {
		case errors.As(err, &e) && e.status == http.StatusBadRequest: // an issue that is gone makes a JQL that cannot be
			return nil, nil
		case err != nil:
			return nil, err
		}
		for _, in := range some {
			have[in.ID] = in
		}
	}
	for i, stub := range stubs {
		var ok bool
		if stubs[i], ok = have[stub.ID]; !ok {
			return nil, nil
		}
	}
	return stubs, nil
}

// compare parts the issues of a list into those that are as they were known, by their id, and
// the ids of the others.
func compare(known, stubs []incident.Incident) (have map[string]incident.Incident, changed []string) {
	have = make(map[string]incident.Incident, len(known))
	for _, in := range known {
		have[in.ID] = in
	}
	for _, in := range stubs {
		was, ok := have[in.ID]
		if !ok || was.Key != in.Key || in.Updated.IsZero() || !was.Updated.Equal(in.Updated) {
			changed = append(changed, in.ID)
			delete(have, in.ID)
		}
	}
	return have, changed
}
