package demo

import (
	"bytes"
	"compress/gzip"
	"maps"
	"net/http"
	"strings"
	"time"
)

// anonymous is how a Jira behaves whose login went wrong without a word.
func anonymous(j *jira, w http.ResponseWriter, r *http.Request, healthy http.Handler) {
	if j.kind.name == DataCenter {
		w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
		w.Header().Set("X-AUSERNAME", "anonymous")
	}
	switch resource(r) {
	case "serverInfo":
		healthy.ServeHTTP(w, r)
	case "myself":
		answer(w, http.StatusOK, object{"self": j.self("myself", ""), "displayName": "Anonymous", "active": false})
	default:
		answer(w, http.StatusOK, object{"startAt": 0, "maxResults": 50, "total": 0, "isLast": true, "issues": []any{}})
	}
}

// captcha is how Data Center answers a login after too many wrong ones.
//
// Source: Atlassian, "Basic authentication" (Data Center), section CAPTCHA.
func captcha(j *jira, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")
	w.Header().Set("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url="+j.base+"/login.jsp")
	web(w, http.StatusForbidden, "Basic Authentication Failure - Reason : AUTHENTICATION_DENIED")
}

// limit refuses every fourth request as one too many.
func limit(say func(http.Header, time.Time)) disturbance {
	return func(j *jira, w http.ResponseWriter, r *http.Request, healthy http.Handler) {
		if j.turns.Add(1)%4 != 0 {
			healthy.ServeHTTP(w, r)
			return
		}
		w.Header().Set("X-RateLimit-Remaining", "0")
		say(w.Header(), j.clock())
		complain(w, http.StatusTooManyRequests, "Rate limit exceeded.")
	}
}

// nearLimit is what Cloud says when less than a fifth is left.
func nearLimit(_ *jira, w http.ResponseWriter, r *http.Request, healthy http.Handler) {
	healthy.ServeHTTP(&retouched{w, func(h http.Header) {
		h.Set("X-RateLimit-NearLimit", "true")
		h.Set("X-RateLimit-Remaining", "3")
	}}, r)
}

// retouched is an answer whose headers are changed before they leave.
type retouched struct {
	http.ResponseWriter
	change func(http.Header)
}

func (r *retouched) WriteHeader(status int) {
	r.change(r.Header())
	r.ResponseWriter.WriteHeader(status)
}

// redirect answers everything with another address.
func redirect(to func(*http.Request) string) disturbance {
	return func(_ *jira, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, to(r), http.StatusFound)
	}
}

// slow lets everything wait.
func slow(j *jira, w http.ResponseWriter, r *http.Request, healthy http.Handler) {
	if j.pause(r, 2*time.Second) {
		healthy.ServeHTTP(w, r)
	}
}

// pause waits, and reports whether somebody still waits for the answer.
func (j *jira) pause(r *http.Request, d time.Duration) bool {
	select {
	case <-j.after(d):
		return true
	case <-r.Context().Done():
		return false
	}
}

// content reports whether a request reads incidents, one or many.
func content(r *http.Request) bool {
	path := resource(r)
	return strings.HasPrefix(path, "search") || strings.HasPrefix(path, "issue/") && strings.Count(path, "/") == 1
}

// spoil lets lists and incidents through another hand.
func spoil(how func(j *jira, w http.ResponseWriter, r *http.Request, whole []byte)) disturbance {
	return func(j *jira, w http.ResponseWriter, r *http.Request, healthy http.Handler) {
		if !content(r) {
			healthy.ServeHTTP(w, r)
			return
		}
		kept := &kept{header: http.Header{}, status: http.StatusOK}
		healthy.ServeHTTP(kept, r)
		maps.Copy(w.Header(), kept.header)
		w.WriteHeader(kept.status)
		how(j, w, r, kept.body.Bytes())
	}
}

// kept is an answer that does not leave yet.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) WriteHeader(status int)      { k.status = status }
func (k *kept) Write(b []byte) (int, error) { return k.body.Write(b) }

func cut(_ *jira, w http.ResponseWriter, _ *http.Request, whole []byte) {
	_, _ = w.Write(whole[:len(whole)/2])
	_ = http.NewResponseController(w).Flush() // what is cut must have begun
	panic(http.ErrAbortHandler)
}

func badJSON(_ *jira, w http.ResponseWriter, _ *http.Request, whole []byte) {
	_, _ = w.Write([]byte("{]"))
	_, _ = w.Write(whole)
}

func drip(j *jira, w http.ResponseWriter, r *http.Request, whole []byte) {
	out := http.NewResponseController(w)
	for i := range whole {
		if _, err := w.Write(whole[i : i+1]); err != nil || out.Flush() != nil || !j.pause(r, time.Second) {
			return
		}
	}
}

// bomb is 64 MiB of blanks in 64 KiB.
func bomb(_ *jira, w http.ResponseWriter, r *http.Request, healthy http.Handler) {
	if !content(r) {
		healthy.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Content-Encoding", "gzip")
	packed := gzip.NewWriter(w)
	defer func() { _ = packed.Close() }()
	blanks := bytes.Repeat([]byte(" "), 1<<20)
	for range 64 {
		if _, err := packed.Write(blanks); err != nil {
			return // nobody wants more of it
		}
	}
}
