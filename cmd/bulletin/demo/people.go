package demo

import (
	"net/http"
	"slices"
	"strings"
)

// groups are those of the user of the demo's config.
var groups = []string{"incident-managers", "jira-users"}

// myself is the user who asks, with groups where they are asked for.
//
// Source: REST API v2, GET myself, with the expansions groups and applicationRoles.
func (j *jira) myself(w http.ResponseWriter, r *http.Request) {
	me := j.user(loginName, "Incident Desk")
	me["locale"] = "en_GB"
	me["expand"] = "groups,applicationRoles"
	if slices.Contains(expansions(r), "groups") {
		mine := groups
		if j.ails("no-group") {
			mine = groups[1:]
		}
		me["groups"] = object{"size": len(mine), "items": each(mine, j.group)}
	}
	answer(w, http.StatusOK, me)
}

func (j *jira) group(name string) any {
	if j.kind.name == Cloud {
		id := accountID(name)[len("557058:"):]
		return object{"name": name, "groupId": id, "self": j.self("group", "?groupId="+id)}
	}
	return object{"name": name, "self": j.self("group", "?groupname="+name)}
}

// permission is something that this user may do, or not, in all of OPS.
type permission struct {
	id, key, name, about string
	changes              bool // what the demo's Jira does not allow where it is only to be read
}

var permissions = []permission{
	{"10", "BROWSE_PROJECTS", "Browse Projects", "Ability to browse projects and the issues within them.", false},
	{"12", "EDIT_ISSUES", "Edit Issues", "Ability to edit issues.", true},
	{"15", "ADD_COMMENTS", "Add Comments", "Ability to comment on issues.", false},
}

// permissions are all that Data Center knows, and those that Cloud is asked for.
//
// Source: REST API v2, GET mypermissions.
func (j *jira) permissions(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	named := strings.Split(strings.Join(q["permissions"], ","), ",")
	if j.kind.name == Cloud && !q.Has("permissions") {
		complain(w, http.StatusBadRequest, "The 'permissions' query parameter is required.")
		return
	}
	about := ticket{}
	if name := q.Get("issueId") + q.Get("issueKey"); name != "" {
		var status int
		if about, status = j.look(name); status != http.StatusOK {
			j.refuse(w, status)
			return
		}
	}
	all := object{}
	for _, p := range permissions {
		if j.kind.name == Cloud && !slices.Contains(named, p.key) {
			continue
		}
		may := !(p.changes && !j.editable(about)) && !(p.key == "ADD_COMMENTS" && j.ails("no-comments"))
		all[p.key] = object{"id": p.id, "key": p.key, "name": p.name, "type": "PROJECT", "description": p.about, "havePermission": may}
	}
	answer(w, http.StatusOK, object{"permissions": all})
}

// editable reports whether this user may edit the ticket.
func (j *jira) editable(t ticket) bool { return !t.locked && !j.ails("read-only") }
