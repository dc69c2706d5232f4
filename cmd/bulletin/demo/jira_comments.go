package demo

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"
)

// maxComment is Jira's usual limit of a comment, in characters.
const maxComment = 32767

// comments are those that were posted since the demo began. The zero value has none.
type comments struct {
	mu         sync.Mutex
	all        []comment
	properties properties // by the comment's id
}

type comment struct {
	id, issue, body string
	at              time.Time
}

func (c *comments) add(issue, body string) comment {
	c.mu.Lock()
	defer c.mu.Unlock()
	made := comment{strconv.Itoa(31000 + len(c.all)), issue, body, time.Now()}
	c.all = append(c.all, made)
	return made
}

// where are the comments that a test picks, oldest first.
func (c *comments) where(pick func(comment) bool) []comment {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(c.all), func(c comment) bool { return !pick(c) })
}

func (j *jira) commentRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /rest/api/2/issue/{key}/comment", j.onTicket(j.postComment))
	mux.HandleFunc("GET /rest/api/2/issue/{key}/comment", j.onTicket(func(w http.ResponseWriter, _ *http.Request, t ticket) {
		list := []object{}
		for _, c := range j.comments.where(func(c comment) bool { return c.issue == t.id() }) {
			list = append(list, j.comment(c))
		}
		answer(w, http.StatusOK, object{"startAt": 0, "maxResults": 1048576, "total": len(list), "comments": list})
	}))
	mux.HandleFunc("GET /rest/api/2/comment/{id}/properties", j.onComment(func(w http.ResponseWriter, _ *http.Request, id string) {
		answer(w, http.StatusOK, keysOf(j.comments.properties.of(id), j.self("comment", id)))
	}))
	mux.HandleFunc("GET /rest/api/2/comment/{id}/properties/{property}", j.onComment(func(w http.ResponseWriter, r *http.Request, id string) {
		answerProperty(w, r, j.comments.properties.of(id))
	}))
}

// onComment finds the comment that a path names.
func (j *jira) onComment(next func(http.ResponseWriter, *http.Request, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		if len(j.comments.where(func(c comment) bool { return c.id == id })) == 0 {
			complain(w, http.StatusNotFound, "Can not find a comment for the id: "+id+".")
			return
		}
		next(w, r, id)
	}
}

func (j *jira) postComment(w http.ResponseWriter, r *http.Request, t ticket) {
	if j.ails("no-comments") {
		complain(w, http.StatusForbidden, "You do not have permission to comment on this issue.")
		return
	}
	var said struct {
		Body       string
		Properties []struct {
			Key   string
			Value json.RawMessage
		}
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&said)
	switch n := utf8.RuneCountInString(said.Body); {
	case err != nil:
		complain(w, http.StatusBadRequest, "The comment cannot be read.")
		return
	case n == 0, n > maxComment:
		answer(w, http.StatusBadRequest, object{"errorMessages": []string{}, "errors": object{"comment": "Comment body must have 1 to 32767 characters."}})
		return
	}
	made := j.comments.add(t.id(), said.Body)
	for _, p := range said.Properties {
		j.comments.properties.put(made.id, p.Key, p.Value)
	}
	answer(w, http.StatusCreated, j.comment(made))
}

func (j *jira) comment(c comment) object {
	me := j.user(loginName, "Incident Desk")
	return object{
		"self": j.self("issue", c.issue) + "/comment/" + c.id, "id": c.id, "author": me, "updateAuthor": me,
		"body": c.body, "created": instant(c.at), "updated": instant(c.at),
	}
}
