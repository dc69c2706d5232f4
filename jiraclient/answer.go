package jiraclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// question is one request, and what its refusals mean.
type question struct {
	doing     string          // in the operator's words
	method    string          // empty: GET
	path      string          // below rest/api/2, escaped
	query     url.Values      // may be nil
	body      json.RawMessage // may be nil
	missing   fault           // what a 404 means
	forbidden fault           // what a 403 means; zero: it is for want of Browse permission
	mend      string          // what to do after a 400
}

// reply is an answer of Jira, whatever its status.
type reply struct {
	status int
	header http.Header
	body   []byte
	cut    error // why the body is not whole, or nil
}

// What several questions answer with.
var (
	notJira = fault{"there is no Jira at this address", "check the address in the config, and its context path (often /jira)"}

	tooLarge = fault{"the answer is larger than 16 MiB", "take long fields out of the columns, or narrow the filter; for a single issue, look at its fields in Jira"}

	anonymous = fault{"Jira took us for an anonymous visitor, so the token did not count", tokenRemedy}
)

// judge says what an answer other than 200 means.
func (c *Client) judge(q question, status int, body []byte) *Error {
	e := c.meaning(q, status, body).in(q.doing)
	e.status = status
	e.Down = status == http.StatusTooManyRequests || status >= 500
	return e
}

// meaning is judge in words. The body of a page is never shown.
func (c *Client) meaning(q question, status int, body []byte) fault {
	switch {
	case status == http.StatusBadRequest:
		return fault{"Jira could not work with the question (400)" + c.complaint(body), orElse(q.mend, againRemedy)}
	case status == http.StatusForbidden && q.forbidden != fault{}:
		return fault{q.forbidden.cause + " (403)", q.forbidden.remedy}
	case status == http.StatusForbidden:
		return fault{"Jira forbids it to this user (403)", "ask the administrator of Jira for Browse permission, and whether this network may use the API"}
	case status == http.StatusNotFound:
		return fault{q.missing.cause + " (404)", q.missing.remedy}
	case status == http.StatusGone:
		return fault{"this Jira no longer offers what was asked (410)", "check that the address is the right Jira, then look for a newer bulletin"}
	case status == http.StatusRequestEntityTooLarge, status == http.StatusRequestURITooLong:
		return fault{fmt.Sprintf("the question was too long for Jira (%d)", status), orElse(q.mend, "shorten the JQL of the filter")}
	case status == http.StatusTooManyRequests:
		return fault{"Jira is asked too often just now (429)", "wait a minute, then try again"}
	case status >= 500:
		return fault{fmt.Sprintf("Jira is in trouble (%d)", status), againRemedy}
	}
	return fault{fmt.Sprintf("Jira gave an answer that is not expected (%d)", status), againRemedy}
}

// complaint is what Jira itself says about an error, from a JSON body only.
//
// Source: REST API v2, "Error collection": errorMessages and errors; other parts of Jira
// answer with message.
func (c *Client) complaint(body []byte) string {
	var said map[string]json.RawMessage
	if json.Unmarshal(body, &said) != nil {
		return ""
	}
	for _, k := range []string{"errorMessages", "errors", "message"} {
		if s := words(said[k], 0); s != "" {
			return ": " + c.tell(s)
		}
	}
	return ""
}

// unreadable decodes the body of a 200, or says why it cannot.
func unreadable(contentType string, body []byte, into any) (fault, bool) {
	kind, _, _ := mime.ParseMediaType(contentType)
	text := bytes.TrimSpace(body)
	switch {
	case len(body) > maxBody:
		return tooLarge, true
	case len(text) == 0:
		return fault{"the answer is empty", againRemedy}, true
	case kind == "text/html", kind == "application/xhtml+xml", text[0] == '<':
		return fault{"a web page came instead of data, most likely a login page", "check the address in the config; if a single sign-on stands before Jira, ask for access with a token"}, true
	case kind != "application/json" && !strings.HasSuffix(kind, "+json"):
		return fault{"the answer is not JSON", "check the address in the config; a proxy may stand in between"}, true
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	err := dec.Decode(into)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault{"the answer is cut short", againRemedy}, true
	case err != nil || dec.Decode(new(json.RawMessage)) != io.EOF:
		return fault{"the answer is not valid JSON of the documented kind", againRemedy}, true
	}
	return fault{}, false
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
