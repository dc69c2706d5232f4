package notify

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"bulletin/notify/incident"
)

// thread joins the letter to those that the audience already has of the incident: by its
// header, and by a subject that keeps the stem of the first. A test is in no thread.
func (d Desk) thread(draft *Draft, told History) {
	today := d.stem(*draft)
	draft.Stem = today
	letters := told.Letters(draft.Notice.IncidentID, draft.Audience.Name)
	if len(letters) == 0 {
		return
	}
	for _, r := range letters {
		if messageID(r.MessageID) && !draft.Test {
			draft.latest = r.MessageID
			if draft.Thread == "" {
				draft.Thread = r.MessageID
			}
		}
	}
	first := letters[0]
	if first.Stem == (Stem{}) || first.Elsewhere && draft.Audience.Exposure == incident.External {
		return // what Jira says of it may be anybody's words, and no guard has looked at them
	}
	draft.Stem = first.Stem
	subject, changed := first.Stem.in(draft.Letter.Subject, today)
	if changed != "" {
		draft.retitle(subject)
		draft.find(Note, "subject", fmt.Sprintf("the %s changed since %s; the subject keeps its first words, so that mail programs keep one thread", changed, first.Telling()),
			"leave it, or say in your message what has changed")
	}
}

// references are the thread's first letter and the one before this (RFC 5322 3.6.4).
func (d Draft) references() string {
	if d.latest == "" || d.latest == d.Thread {
		return d.Thread
	}
	return d.Thread + " " + d.latest
}

// messageID reports a Message-ID that can stand in a header. It comes from the journal or
// from Jira, where others write too.
func messageID(s string) bool {
	inner, open := strings.CutPrefix(s, "<")
	inner, closed := strings.CutSuffix(inner, ">")
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '<' || r == '>' }
	return open && closed && len(s) < 250 && strings.Count(inner, "@") == 1 && !strings.ContainsFunc(inner, odd)
}

// stem is what the incident's subject says today, in the words of the audience.
func (d Desk) stem(draft Draft) Stem {
	glossary := d.Glossary.For(draft.Audience)
	say := func(field string) string {
		v, _ := draft.Incident.Field(field)
		texts := make([]string, len(v.Texts))
		for i, t := range v.Texts {
			texts[i] = t
			if other, ok := glossary[strings.ToLower(strings.TrimSpace(t))]; ok {
				texts[i] = other
			}
		}
		return strings.Join(strings.Fields(incident.CleanLine(strings.Join(texts, ", "))), " ")
	}
	return Stem{Summary: say("summary"), Services: say("components")}
}

// in puts the stem into a subject in the place of what today's would be, where that stands in
// it literally. It says what has changed, if it had to: "summary has".
func (s Stem) in(subject string, today Stem) (result, changed string) {
	before, after := subject, ""
	summary := ""
	if from, to, ok := locate(subject, today.Summary); ok { // services may be named in the summary too
		before, summary, after = subject[:from], subject[from:to], subject[to:]
		if s.Summary != "" && s.Summary != today.Summary {
			summary, changed = s.Summary, "summary has"
		}
	}
	if s.Services != "" && s.Services != today.Services {
		for _, part := range []*string{&before, &after} {
			if from, to, ok := locate(*part, today.Services); ok {
				*part = (*part)[:from] + s.Services + (*part)[to:]
				if changed != "" {
					return before + summary + after, "summary and the services have"
				}
				return before + summary + after, "services have"
			}
		}
	}
	return before + summary + after, changed
}

// locate finds words that stand in a text for themselves, and not as a part of others.
func locate(text, words string) (from, to int, ok bool) {
	for at := 0; words != ""; {
		i := strings.Index(text[at:], words)
		if i < 0 {
			break
		}
		from, to = at+i, at+i+len(words)
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		after, size := utf8.DecodeRuneInString(text[to:])
		if !partOfWord(before) && (size == 0 || !partOfWord(after)) {
			return from, to, true
		}
		at = from + 1
	}
	return 0, 0, false
}

func partOfWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
