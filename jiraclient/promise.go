package jiraclient

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"bulletin/notify/incident"
)

// still is what a clock that does not run counts as, in seconds: it is in no hurry.
const still = math.MaxInt32

// promise is a service level agreement and how it stands. It counts the seconds that are left,
// less than none where it is breached.
//
// Source: Jira Service Management REST API, "SLA information"; for older ones, whose times are
// numbers of milliseconds, Atlassian's JSDCLOUD-2408.
func promise(o object) entry {
	stands, seconds := "", float64(still)
	var last object
	for m := range each(o.get("completedCycles")) {
		last = objectOf(m.value)
	}
	switch cycle := objectOf(o.get("ongoingCycle")); {
	case cycle != nil:
		stands, seconds = running(cycle)
	case last != nil && last.text("breached") == "true":
		stands = "breached, in " + length(last.get("elapsedTime"))
	case last != nil:
		stands = "met, in " + length(last.get("elapsedTime"))
	}
	if stands = strings.TrimSuffix(stands, ", in "); stands == "" {
		return entry{kind: incident.Text}
	}
	e := plainly(incident.Text, stands)
	e.name, e.number = incident.CleanLine(o.text("name")), seconds
	return e
}

// running is how a clock stands that has not been stopped.
func running(cycle object) (string, float64) {
	left, seconds := length(cycle.get("remainingTime")), float64(still)
	if n, ok := millis(cycle.get("remainingTime")); ok {
		seconds = float64(n / 1000)
	}
	stands := "running"
	switch {
	case cycle.text("breached") == "true" && left != "":
		stands = "breached, " + strings.TrimPrefix(left, "-") + " over"
	case cycle.text("breached") == "true":
		stands = "breached"
	case left != "":
		stands = left + " left"
	}
	if cycle.text("paused") == "true" {
		stands += ", paused"
	}
	return stands, seconds
}

// length is a length of time in Jira's words, else in ours.
func length(raw []byte) string {
	if s := objectOf(raw).text("friendly"); s != "" {
		return s
	}
	ms, ok := millis(raw)
	if !ok {
		return ""
	}
	sign, minutes := "", ms/60_000
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	if minutes < 60 {
		return fmt.Sprintf("%s%dm", sign, minutes)
	}
	return fmt.Sprintf("%s%dh %dm", sign, minutes/60, minutes%60)
}

// millis are the milliseconds of a length of time.
func millis(raw []byte) (int64, bool) {
	s := objectOf(raw).text("millis")
	if s == "" && len(raw) > 0 && raw[0] != '{' {
		s = words(raw, 0)
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n > -1<<53 && n < 1<<53
}
