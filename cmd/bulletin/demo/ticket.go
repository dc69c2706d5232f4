package demo

import (
	"cmp"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"time"
)

// ticket is an incident as somebody wrote it into Jira. Its times are counted back from
// the demo's start, so that ages and delays always look alive.
type ticket struct {
	number           int
	kind             string // the issue type; empty: Incident
	priority, status string

	age   time.Duration // since the issue was written
	quiet time.Duration // since it was last changed; zero: never
	done  time.Duration // since it was resolved; zero: it is not
	began time.Duration // since the impact began; zero: nobody noted it
	ended time.Duration // since the impact ended; zero: it lasts

	services, regions []string
	summary           string
	description       wiki
	customers         wiki // Customer Description
	workaround        wiki
	cause             wiki
	severity          string
	organizations     []string
	users             int      // how many are affected; zero: unknown
	major             bool     // Major incident
	failing           float64  // of a hundred requests; zero: unknown
	versions, fixed   []string // in which it was found, and with which it ends
	assignee          string   // empty: nobody yet
	environment       string
	locked            bool   // this user may not edit it
	moved             string // its key, where it is no longer that of OPS
	rendered          map[string]string
}

// firstID is where the ids of issues begin.
const firstID = 10000

func (t ticket) id() string  { return fmt.Sprint(firstID + t.number) }
func (t ticket) key() string { return cmp.Or(t.moved, fmt.Sprintf("OPS-%d", t.number)) }

// in reports whether the ticket concerns a region.
func (t ticket) in(region string) bool { return slices.Contains(t.regions, region) }

// wiki is text in Jira's markup.
type wiki string

// link is Jira's [words|address], already escaped for HTML.
var link = regexp.MustCompile(`\[([^\[\]|]+)\|(https://[^\[\]|\s]+)\]`)

// html is the text as Jira renders it: paragraphs, bullets and links are all that the
// demo's incidents use.
func (w wiki) html() string {
	var b strings.Builder
	for block := range strings.SplitSeq(string(w), "\n\n") {
		block = html.EscapeString(block)
		block = link.ReplaceAllString(block, `<a href="$2" class="external-link" rel="nofollow noopener">$1</a>`)
		if items, ok := strings.CutPrefix(block, "* "); ok {
			b.WriteString("<ul>\n\t<li>" + strings.ReplaceAll(items, "\n* ", "</li>\n\t<li>") + "</li>\n</ul>\n\n")
			continue
		}
		b.WriteString("<p>" + strings.ReplaceAll(block, "\n", "<br/>\n") + "</p>\n\n")
	}
	return strings.TrimSpace(b.String())
}
