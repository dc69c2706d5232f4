package jiraclient

import (
	"context"

	"bulletin/notify/incident"
)

const listing = "read the list from Jira"

// List is what the filter returns just now, in its order: the filter, not this client,
// decides what is open. The login is checked first, every time, and a list that could
// not be read to its end is an [*Error]. On the way it tells of the part that is there, in
// the filter's order and from its beginning; tell may be nil.
//
// Of a long list that is known already it asks for the last changes alone, and then for the
// issues that have changed; see [incident.Query].
//
// Cloud's search lags behind its issues by seconds to minutes; [Client.Incident] does not.
func (c *Client) List(ctx context.Context, q incident.Query, tell func(incident.Picture)) (incident.Picture, error) {
	s, err := c.present(ctx)
	if err != nil {
		return incident.Picture{}, err
	}
	f, err := c.find(ctx, s, q.Filter)
	if err != nil {
		return incident.Picture{}, err
	}
	p := incident.Picture{User: s.User, Filter: f, At: c.manners.now()}
	shown, notes, err := c.shown(ctx)
	if err != nil {
		return incident.Picture{}, err
	}
	p.Notes = notes
	w := walk{site: s, jql: f.JQL, fields: shown.fields(), names: shown.names, first: pageSize, size: largePage, tell: func(part []incident.Incident) {
		if tell != nil {
			p.Incidents = part
			tell(p)
		}
	}}
	if s.cloud {
		w.first, w.size = cloudPage, cloudPage
	}
	if known := q.Known; renewable(known, p) && len(known.Incidents) > w.first {
		again, err := c.renew(ctx, w, known.Incidents)
		if err != nil {
			return incident.Picture{}, err
		}
		if again != nil {
			p.Incidents, p.Full = again, known.Full
			return p, nil
		}
	}
	all, err := c.walk(ctx, w)
	if err != nil {
		return incident.Picture{}, err
	}
	p.Incidents, p.Full = all, p.At
	return p, nil
}
