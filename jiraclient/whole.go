package jiraclient

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"bulletin/notify/incident"
)

// MostWhole is how many issues [Client.Whole] reads at once.
const MostWhole = 20

// Whole reads issues with all their fields by their ids, up to [MostWhole] of them in one
// question. It has no records of consoles, which no search returns, and leaves out an issue that
// is gone or hidden: Jira may answer 400 for the sake of that one, and is then asked for halves,
// [MostWhole] questions at most. It fails with an [*Error] where Jira gave none of them, and,
// beside those that it gave, where it does not answer any more.
//
// Source: REST API v2, GET search (Data Center; with validateQuery=false an id that does not
// exist is no error) and GET search/jql (Cloud, where it is one), with fields=*all and expand:
// names and schema stand once, beside the issues.
func (c *Client) Whole(ctx context.Context, ids []string) ([]incident.Incident, error) {
	const doing = "read the incidents whole from Jira"
	if len(ids) > MostWhole {
		return nil, fault{fmt.Sprintf("%d are too many for one question", len(ids)), againRemedy}.in(doing)
	}
	for _, id := range ids {
		if !incident.IsID(id) {
			return nil, badID.in(doing)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return c.halves(ctx, doing, ids)
}

// halves reads issues together, and where Jira does not give them so, by halves.
func (c *Client) halves(ctx context.Context, doing string, ids []string) (all []incident.Incident, first error) {
	parts := [][]string{ids}
	for asked := 0; asked < MostWhole && len(parts) > 0; asked++ {
		part := parts[0]
		parts = parts[1:]
		some, err := c.together(ctx, doing, part)
		if err == nil {
			all = append(all, some...)
			continue
		}
		if e := (*Error)(nil); ctx.Err() != nil || !errors.As(err, &e) || e.Unreachable() {
			return all, err
		}
		first = cmp.Or(first, err)
		if half := len(part) / 2; half > 0 {
			parts = append(parts, part[:half], part[half:])
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	return nil, first
}

// together reads issues in one question.
func (c *Client) together(ctx context.Context, doing string, ids []string) ([]incident.Incident, error) {
	s, err := c.meet(ctx)
	if err != nil {
		return nil, err
	}
	q := question{doing: doing, path: "search", missing: notJira, query: url.Values{
		"jql": {"id in (" + strings.Join(ids, ",") + ")"}, "fields": {"*all"}, "expand": {"renderedFields,names,schema"},
		"maxResults": {strconv.Itoa(MostWhole)}, "validateQuery": {"false"},
	}}
	if s.cloud {
		q.path = "search/jql"
		q.query.Del("validateQuery")
	}
	var raw json.RawMessage
	if err := c.get(ctx, q, &raw); err != nil {
		return nil, err
	}
	return c.wholes(ctx, q, raw)
}

// wholes takes the answer of such a search apart.
func (c *Client) wholes(ctx context.Context, q question, raw json.RawMessage) ([]incident.Incident, error) {
	var p page
	if json.Unmarshal(raw, &p) != nil || p.Issues == nil {
		return nil, fault{"the answer holds no list of issues", againRemedy}.in(q.doing)
	}
	common, _ := parse(raw) // it has names and schema where an issue has them
	var all []incident.Incident
	for _, one := range p.Issues {
		is, ok := parse(one)
		if !ok || is.fields == nil {
			return nil, odd.in(q.doing)
		}
		is.names = common.names
		if err := c.name(ctx, &is); err != nil {
			return nil, err
		}
		in := is.typed()
		in.Fields = is.values()
		all = append(all, in)
	}
	return all, nil
}
