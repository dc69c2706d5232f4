package jiraclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"bulletin/notify/incident"
)

const reading = "read the recorded issue"

// remedies of a recorded answer.
const (
	saveRemedy   = "save Jira's answer to GET /rest/api/2/issue/KEY?expand=renderedFields,names,schema once more"
	expandRemedy = "save it with ?expand=renderedFields,names,schema, so that a letter is filled as it will be"
)

// Recorded reads an issue from Jira's own answer to GET issue/KEY with the expansions
// renderedFields, names and schema, as [Client.Incident] does. Of these three all must be
// there: without them dates and rich text would not be what they are in a letter. It reads at
// most 16 MiB and fails with an [*Error].
func Recorded(r io.Reader) (incident.Incident, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err != nil {
		return incident.Incident{}, fault{"it cannot be read: " + shorten(incident.CleanLine(err.Error())), "check the file"}.in(reading)
	}
	is, f, bad := recorded(bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\uFEFF"))))
	if bad {
		return incident.Incident{}, f.in(reading)
	}
	i := is.typed()
	i.Fields = is.values()
	return i, nil
}

// recorded takes an answer apart, or says why it is none.
func recorded(text []byte) (issue, fault, bool) {
	switch {
	case len(text) > maxBody:
		return issue{}, fault{"it is larger than 16 MiB", "save a single issue, without its comments and attachments"}, true
	case len(text) == 0:
		return issue{}, fault{"it is empty", saveRemedy}, true
	case !utf8.Valid(text):
		return issue{}, fault{"it is not UTF-8", "save it with curl -o FILE, for some shells write UTF-16"}, true
	case text[0] == '<':
		return issue{}, fault{"it is a web page, most likely a login page", "ask Jira with a token, and " + saveRemedy}, true
	}
	if err := json.Unmarshal(text, new(json.RawMessage)); err != nil {
		return issue{}, broken(text, err), true
	}
	is, ok := parse(text)
	if !ok || is.fields == nil {
		return issue{}, stranger(text), true
	}
	m := members(text)
	for _, part := range []string{"renderedFields", "names", "schema"} {
		if members(m[part]) == nil {
			return issue{}, fault{"it has no " + part, expandRemedy}, true
		}
	}
	return is, fault{}, false
}

// broken says where JSON ends to be any.
func broken(text []byte, err error) fault {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return fault{"it is not JSON", saveRemedy}
	}
	if int(syntax.Offset) >= len(text) {
		return fault{"it is cut short", saveRemedy}
	}
	before := text[:max(0, syntax.Offset-1)]
	return fault{fmt.Sprintf("it is not JSON: line %d, column %d", 1+bytes.Count(before, []byte("\n")),
		1+utf8.RuneCount(before[1+bytes.LastIndexByte(before, '\n'):])), saveRemedy}
}

// stranger says what JSON is that is no issue.
func stranger(text []byte) fault {
	m := members(text)
	var said []string
	for _, k := range []string{"errorMessages", "errors", "message"} {
		if s := words(m[k], 0); s != "" {
			said = append(said, s)
		}
	}
	switch {
	case m["issues"] != nil:
		return fault{"it is a list of issues", "save a single one: GET /rest/api/2/issue/KEY?expand=renderedFields,names,schema"}
	case len(said) > 0:
		return fault{"it is an error of Jira: " + shorten(incident.CleanLine(strings.Join(said, "; "))), saveRemedy}
	}
	return fault{"it is not an issue as Jira documents it", saveRemedy}
}
