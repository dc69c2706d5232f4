package demo

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// largestPage is small, so that even the demo's list comes in pages.
const largestPage = 20

// search answers for the saved filter's condition, in any order. To read JQL in general would
// be Jira's own work; everything else is refused in words.
func (j *jira) search(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	condition, order := split(q.Get("jql"))
	if own, _ := split(filterJQL); condition != own {
		complain(w, http.StatusBadRequest, fmt.Sprintf("The demo's Jira knows one condition only, that of filter %s, and not: %s", filterID, condition))
		return
	}
	start, size := count(q.Get("startAt"), 0), min(count(q.Get("maxResults"), 50), largestPage)
	found := j.found(order)
	first := min(start, len(found))
	issues := []object{}
	for _, t := range found[first:min(first+size, len(found))] {
		issues = append(issues, j.issue(t, wanted(q.Get("fields"), "*navigable"), strings.Split(q.Get("expand"), ",")))
	}
	answer(w, http.StatusOK, object{
		"expand": "names,schema", "startAt": start, "maxResults": size, "total": len(found), "issues": issues,
	})
}

// found are the tickets of the filter, in the order of an ORDER BY; the newest issue first
// where it leaves them equal.
func (j *jira) found(order string) []ticket {
	all := slices.Clone(j.tickets)
	all = slices.DeleteFunc(all, func(t ticket) bool { return t.done > 24*time.Hour })
	slices.SortStableFunc(all, func(a, b ticket) int {
		for term := range strings.SplitSeq(strings.ToLower(order), ",") {
			field, direction, _ := strings.Cut(strings.TrimSpace(term), " ")
			c := compare(field, a, b)
			if strings.TrimSpace(direction) == "desc" {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return cmp.Compare(b.number, a.number)
	})
	return all
}

// compare orders two tickets as Jira does: times from old to new, priorities from low to high.
func compare(field string, a, b ticket) int {
	switch field {
	case "created":
		return cmp.Compare(b.age, a.age)
	case "updated":
		return cmp.Compare(cmp.Or(b.quiet, b.age), cmp.Or(a.quiet, a.age))
	case "priority":
		return cmp.Compare(b.priority, a.priority)
	case "key", "issuekey":
		return cmp.Compare(a.number, b.number)
	}
	return 0
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

// wanted reads the fields parameter: ids, *all, *navigable, and -id to leave one out.
func wanted(fields, otherwise string) func(string) bool {
	list := strings.Split(cmp.Or(fields, otherwise), ",")
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
