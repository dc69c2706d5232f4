package demo

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// meaning reads a condition: that of a saved filter, and what a client puts beside it. To read
// JQL in general would be Jira's own work; everything else is refused in words.
func (j *jira) meaning(condition string) (func(*ticket) bool, error) {
	condition = bare(condition)
	for _, f := range filters() {
		if condition == f.condition() {
			return f.keeps, nil
		}
	}
	if parts := conjuncts(condition); len(parts) > 1 {
		return j.all(parts)
	}
	for _, c := range clauses {
		if m := c.form.FindStringSubmatch(condition); m != nil {
			return c.reads(j, m[1:])
		}
	}
	return nil, sentence("The demo's Jira knows the conditions of its filters, id in (…), key in (…), filter = N and updated >= \"-5m\", joined by AND, and not: %s", condition)
}

// refusal is what Jira says about a question that it cannot answer.
type refusal string

func (r refusal) Error() string { return string(r) }

func sentence(format string, args ...any) error { return refusal(fmt.Sprintf(format, args...)) }

// all is what every part keeps.
func (j *jira) all(parts []string) (func(*ticket) bool, error) {
	var keeps []func(*ticket) bool
	for _, p := range parts {
		k, err := j.meaning(p)
		if err != nil {
			return nil, err
		}
		keeps = append(keeps, k)
	}
	return func(t *ticket) bool {
		for _, k := range keeps {
			if !k(t) {
				return false
			}
		}
		return true
	}, nil
}

// clause is a condition beside those of the filters.
type clause struct {
	form  *regexp.Regexp
	reads func(j *jira, words []string) (func(*ticket) bool, error)
}

var clauses = []clause{
	{regexp.MustCompile(`(?i)^(id|key|issuekey|issue) in \(([^()]*)\)$`), func(j *jira, m []string) (func(*ticket) bool, error) { return j.among(m[0], m[1]) }},
	{regexp.MustCompile(`(?i)^(id|key|issuekey|issue) = (\S+)$`), func(j *jira, m []string) (func(*ticket) bool, error) { return j.among(m[0], m[1]) }},
	{regexp.MustCompile(`(?i)^filter = "?(\d+)"?$`), func(_ *jira, m []string) (func(*ticket) bool, error) {
		f, ok := filterByID(m[0])
		if !ok {
			return nil, sentence("The value '%s' does not exist for the field 'filter'.", m[0])
		}
		return f.keeps, nil
	}},
	{regexp.MustCompile(`(?i)^project = "?OPS"?$`), func(*jira, []string) (func(*ticket) bool, error) {
		return func(*ticket) bool { return true }, nil
	}},
	{regexp.MustCompile(`(?i)^updated (>=|>) ["']?([^"']+)["']?$`), func(j *jira, m []string) (func(*ticket) bool, error) {
		since, err := j.date(m[1])
		return func(t *ticket) bool {
			at := j.changedAt(*t)
			return at.After(since) || m[0] == ">=" && at.Equal(since)
		}, err
	}},
}

// among keeps the named issues. One that does not exist spoils the whole question, as it does
// in Jira.
func (j *jira) among(field, list string) (func(*ticket) bool, error) {
	wanted := map[int]bool{}
	for name := range strings.SplitSeq(list, ",") {
		name = strings.Trim(strings.TrimSpace(name), `"'`)
		t, ok := j.find(name)
		if !ok {
			return nil, sentence("A value with ID '%s' does not exist for the field '%s'.", name, field)
		}
		wanted[t.number] = true
	}
	return func(t *ticket) bool { return wanted[t.number] }, nil
}

var ago = regexp.MustCompile(`^-(\d+)([mhdw])$`)

// date reads a date of JQL: so long ago, or a time in the user's zone, which here is UTC.
func (j *jira) date(s string) (time.Time, error) {
	if m := ago.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1]) // digits; too many of them are long ago
		unit := map[string]time.Duration{"m": minute, "h": hour, "d": day, "w": 7 * day}[m[2]]
		return j.clock().Add(-time.Duration(n) * unit), nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006/01/02 15:04", "2006-01-02", "2006/01/02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, sentence("Date value '%s' for field 'updated' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.", s)
}

// bare is a condition in single spaces and without brackets around all of it.
func bare(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for strings.HasPrefix(s, "(") && closes(s) == len(s)-1 {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// closes is where the bracket at the start of s ends; -1 where it does not.
func closes(s string) int {
	depth, quoted := 0, false
	for i, c := range s {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// conjuncts are the parts of a condition that AND joins, outside brackets and quotes.
func conjuncts(s string) []string {
	var parts []string
	depth, quoted, from := 0, false, 0
	for i, c := range s {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0 && i >= from && len(s) >= i+5 && strings.EqualFold(s[i:i+5], " and "):
			parts = append(parts, s[from:i])
			from = i + 5
		}
	}
	return append(parts, s[from:])
}
