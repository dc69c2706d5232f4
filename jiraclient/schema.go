package jiraclient

import (
	"bytes"

	"bulletin/notify/incident"
)

// field is the name of a field and what it ought to hold.
type field struct {
	name string
	kind incident.Kind
	sure bool // the kind is from a schema that says one
	seen bool // there was a schema, whatever it says
}

// typed takes the kind from a schema: from the plug-in that made the field where it is known,
// for its type is often "any", else from the type.
//
// Source: REST API v2, the schema of GET field and of GET issue (type, items, custom, system).
func (f *field) typed(schema []byte) {
	var kind, items, made []byte
	for m := range each(schema) {
		switch string(m.name) {
		case "type":
			kind = bare(m.value)
		case "items":
			items = bare(m.value)
		case "custom", "system":
			made = bare(m.value)
		}
	}
	f.seen = len(kind) > 0
	if f.kind, f.sure = madeBy(made[bytes.IndexByte(made, ':')+1:]); f.sure {
		return
	}
	if string(kind) != "array" {
		f.kind, f.sure = kindOf(kind)
		return
	}
	if f.kind, f.sure = kindOf(items); f.kind == incident.Text && f.sure {
		f.kind = incident.Option // labels
	}
}

// madeBy is what fields of a plug-in hold, or a system field.
func madeBy(plugin []byte) (incident.Kind, bool) {
	switch string(plugin) {
	case "cascadingselect":
		return incident.Cascading, true
	case "select", "multiselect", "radiobuttons", "multicheckboxes", "labels", "grouppicker", "multigrouppicker", "project",
		"gh-sprint", "vp-origin", "sd-customer-organizations", "sd-request-language", "rm-teams-custom-field-team", "atlassian-team",
		"issuetype", "resolution", "security", "statusCategory":
		return incident.Option, true
	case "userpicker", "multiuserpicker", "people", "sd-request-participants", "assignee", "reporter", "creator":
		return incident.Person, true
	case "components":
		return incident.Component, true
	case "version", "multiversion", "versions", "fixVersions":
		return incident.Version, true
	case "float", "sd-request-feedback":
		return incident.Number, true
	case "cmdb-object-cftype":
		return incident.Asset, true
	}
	if bytes.HasPrefix(plugin, []byte("rlabs-customfield-")) { // Assets on Data Center
		return incident.Asset, true
	}
	return incident.Text, false
}

// kindOf is what a type of the schema says, and whether it says anything.
func kindOf(name []byte) (incident.Kind, bool) {
	switch string(name) {
	case "string":
		return incident.Text, true
	case "date":
		return incident.Date, true
	case "datetime":
		return incident.DateTime, true
	case "number", "votes", "watches", "sd-feedback":
		return incident.Number, true
	case "user":
		return incident.Person, true
	case "option-with-child":
		return incident.Cascading, true
	case "option", "priority", "status", "statusCategory", "resolution", "issuetype", "project", "securitylevel", "group", "team",
		"sd-customerrequesttype", "sd-customerorganization", "sd-request-lang":
		return incident.Option, true
	case "version":
		return incident.Version, true
	case "component":
		return incident.Component, true
	case "cmdb-object-field":
		return incident.Asset, true
	}
	return incident.Text, false
}
