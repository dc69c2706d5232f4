package demo

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bulletin/jiraclient"
	"bulletin/notify/incident"
)

func listThroughTheClient(t *testing.T, h house) {
	p, err := h.client.List(t.Context(), incident.Query{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.User.Name != "Incident Desk" || p.Filter.Name != filterName || len(p.Incidents) != len(tickets())-1 {
		t.Errorf("%d incidents by %q as %q", len(p.Incidents), p.Filter, p.User)
	}
	if first := p.Incidents[0]; first.Key != "OPS-147" || first.Done || len(first.Services) != 2 {
		t.Errorf("first is %+v", first)
	}
	for _, in := range p.Incidents {
		if in.ID == "" || in.Summary == "" || in.Priority == "" || in.Status == "" || in.Created.IsZero() || in.Updated.Before(in.Created) {
			t.Errorf("%s is not whole: %+v", in.Key, in)
		}
	}
}

// Every incident opens, the one too that is out of the filter, and nothing in it can act.
func everyIncidentOpens(t *testing.T, h house) {
	for _, want := range tickets() {
		in := h.incident(t, want.key())
		for _, v := range in.All() {
			for _, s := range append(v.Texts, v.Name, v.HTML) {
				if incident.Clean(s) != s {
					t.Errorf("%s: %s is not clean: %q", in.Key, v.Name, s)
				}
			}
		}
		if strings.Contains(in.Summary, "\n") {
			t.Errorf("%s: the summary has two lines", in.Key)
		}
		if v, _ := in.Field("Workaround"); v.Empty() != (want.workaround == "") || !v.Empty() && v.Kind != incident.Rich {
			t.Errorf("%s: workaround %+v", in.Key, v)
		}
		if v, _ := in.Field("customfield_11740"); v.Time.IsZero() != (want.began == 0) {
			t.Errorf("%s: impact start %+v", in.Key, v)
		}
	}
}

func hostileIncidentIsMarked(t *testing.T, h house) {
	in := h.incident(t, "OPS-113")
	for _, want := range []string{"␛]0;owned␇", "␛[2J", "<U+202E>", "Bcc: victim@example.net"} {
		if !strings.Contains(in.Summary, want) {
			t.Errorf("%q is not in the summary %q", want, in.Summary)
		}
	}
	if v, _ := in.Field("Customer Description"); !strings.Contains(v.HTML, "javascript:alert") {
		t.Error("the rendered HTML is less hostile than it should be")
	}
}

func ask(t *testing.T, h house, token, path string) (int, http.Header, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.config.Jira().URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var o map[string]any
	if len(body) > 0 && body[0] == '{' {
		if err := json.Unmarshal(body, &o); err != nil {
			t.Fatal(err)
		}
	}
	return resp.StatusCode, resp.Header, o
}

func jiraRefuses(t *testing.T, h house) {
	good := h.config.Jira().Token
	for _, c := range []struct {
		name, token, path string
		status            int
	}{
		{"a stranger may ask what it is", "", "/rest/api/2/serverInfo", 200},
		{"a stranger", "", "/rest/api/2/myself", 401},
		{"a wrong token", "wrong", "/rest/api/2/serverInfo", 401},
		{"no such issue", good, "/rest/api/2/issue/OPS-1", 404},
		{"no such address", good, "/rest/api/2/search/jql", 404},
		{"no such filter", good, "/rest/api/2/filter/1", 400},
		{"any other JQL", good, "/rest/api/2/search?jql=" + url.QueryEscape("project = HR"), 400},
	} {
		status, header, body := ask(t, h, c.token, c.path)
		if status != c.status || !strings.HasPrefix(header.Get("Content-Type"), "application/json") {
			t.Errorf("%s: %d %s", c.name, status, header.Get("Content-Type"))
		}
		if status == 401 && header.Get("X-Seraph-LoginReason") != "AUTHENTICATED_FAILED" {
			t.Errorf("%s: no reason is given", c.name)
		}
		if status != 200 && body["errorMessages"] == nil && body["message"] == nil {
			t.Errorf("%s: no words: %v", c.name, body)
		}
	}
	o := h.config.Jira()
	o.Token = "wrong"
	c, err := jiraclient.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.List(t.Context(), incident.Query{}, nil); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("a wrong token: %v", err)
	}
}

func searchAnswers(t *testing.T, h house) {
	own, _ := split(filterJQL)
	own = url.QueryEscape(own)
	all := float64(len(tickets()) - 1)
	for _, c := range []struct {
		name, query, first string
		issues             int
	}{
		{"by the filter's JQL", "jql=" + url.QueryEscape(filterJQL), "OPS-147", usualPage},
		{"the oldest first", "jql=" + own + "+order+by+created", "OPS-101", usualPage},
		{"the gravest first", "jql=" + own + "+ORDER+BY+priority+DESC,+created+ASC", "OPS-138", usualPage},
		{"the last page", "startAt=28&jql=" + own, "OPS-101", 1},
		{"behind the end", "startAt=90&jql=" + own, "", 0},
		{"a small page", "maxResults=3&jql=" + own, "OPS-147", 3},
	} {
		_, _, page := ask(t, h, h.config.Jira().Token, "/rest/api/2/search?fields=summary,priority&"+c.query)
		issues, _ := page["issues"].([]any)
		if len(issues) != c.issues || page["total"] != all {
			t.Errorf("%s: %d issues of %v", c.name, len(issues), page["total"])
			continue
		}
		if c.issues == 0 {
			continue
		}
		first := issues[0].(map[string]any)
		if first["key"] != c.first || len(first["fields"].(map[string]any)) != 2 {
			t.Errorf("%s: first is %v with fields %v", c.name, first["key"], first["fields"])
		}
	}
}

func issueShape(t *testing.T, h house) {
	_, _, o := ask(t, h, h.config.Jira().Token, "/rest/api/2/issue/10147?expand=renderedFields,names,schema")
	fields, rendered := o["fields"].(map[string]any), o["renderedFields"].(map[string]any)
	if o["names"].(map[string]any)["customfield_11754"] != "Customer Description" {
		t.Error("names are missing")
	}
	if o["schema"].(map[string]any)["customfield_11740"].(map[string]any)["type"] != "datetime" {
		t.Error("schema is missing")
	}
	if !strings.HasPrefix(rendered["customfield_11754"].(string), "<p>Card payments") {
		t.Errorf("rendered as %q", rendered["customfield_11754"])
	}
	if !strings.HasSuffix(fields["customfield_11740"].(string), ".000+0000") || fields["customfield_11745"] != nil {
		t.Errorf("impact from %v to %v", fields["customfield_11740"], fields["customfield_11745"])
	}
}

func TestWikiMarkup(t *testing.T) {
	t.Parallel()
	got := wiki("one <b>\ntwo\n\n* a\n* b\n\nsee [here|https://docs.example.com/?a=1&b=2], not [there|javascript:x]").html()
	want := "<p>one &lt;b&gt;<br/>\ntwo</p>\n\n<ul>\n\t<li>a</li>\n\t<li>b</li>\n</ul>\n\n<p>see " +
		`<a href="https://docs.example.com/?a=1&amp;b=2" class="external-link" rel="nofollow noopener">here</a>, not [there|javascript:x]</p>`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
