package demo

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// query is what a search asks for, by GET or by POST.
type query struct {
	jql, condition string
	order          []term
	fields         string
	expand         []string
	start, size    int
	token          string
}

// term is a part of an ORDER BY.
type term struct {
	field   string
	falling bool
}

// later reports whether a page behind the first one is asked for.
func (q query) later() bool { return q.start > 0 || q.token != "" }

func readQuery(w http.ResponseWriter, r *http.Request) (query, error) {
	v := r.URL.Query()
	q := query{
		jql: v.Get("jql"), fields: strings.Join(v["fields"], ","), expand: expansions(r), token: v.Get("nextPageToken"),
		start: count(v.Get("startAt"), 0), size: count(v.Get("maxResults"), 50),
	}
	if r.Method == http.MethodPost {
		asked := struct {
			JQL, NextPageToken  string
			Fields              []string
			Expand              any // a list on Data Center, a string on Cloud
			StartAt, MaxResults int
		}{MaxResults: 50}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&asked); err != nil {
			return q, sentence("Invalid request payload. Refer to the REST API documentation and try again.")
		}
		q = query{jql: asked.JQL, fields: strings.Join(asked.Fields, ","), token: asked.NextPageToken, start: asked.StartAt, size: asked.MaxResults}
		switch e := asked.Expand.(type) {
		case string:
			q.expand = strings.Split(e, ",")
		case []any:
			for _, one := range e {
				if s, ok := one.(string); ok {
					q.expand = append(q.expand, s)
				}
			}
		}
	}
	var order string
	q.condition, order = split(q.jql)
	for t := range strings.SplitSeq(strings.ToLower(order), ",") {
		field, direction, _ := strings.Cut(strings.TrimSpace(t), " ")
		q.order = append(q.order, term{field, strings.TrimSpace(direction) == "desc"})
	}
	return q, nil
}

var orderBy = regexp.MustCompile(`(?i)(^|\s)order\s+by\s+`)

// split parts a JQL into its condition and what stands behind ORDER BY.
func split(jql string) (condition, order string) {
	condition = jql
	if at := orderBy.FindStringIndex(jql); at != nil {
		condition, order = jql[:at[0]], jql[at[1]:]
	}
	return strings.Join(strings.Fields(condition), " "), order
}

// expansions are what a question's address wants beside the usual answer.
func expansions(r *http.Request) []string {
	return strings.Split(strings.Join(r.URL.Query()["expand"], ","), ",")
}

// wanted reads the fields parameter: ids, *all, *navigable, and -id to leave one out.
func wanted(fields string) func(string) bool {
	list := strings.Split(fields, ",")
	all := slices.Contains(list, "*all") || slices.Contains(list, "*navigable") || strings.HasPrefix(list[0], "-")
	return func(id string) bool {
		return (all || slices.Contains(list, id)) && !slices.Contains(list, "-"+id)
	}
}

func count(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}
