package jiraclient

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// list are the fields of this Jira, by name. Several may have one name.
func (n names) list() []incident.Field {
	var all []incident.Field
	for id, f := range n {
		id = cut(incident.CleanLine(id))
		all = append(all, incident.Field{ID: id, Name: cmp.Or(f.name, id), Kind: f.kind})
	}
	slices.SortFunc(all, func(a, b incident.Field) int { // as an incident has them
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return all
}

// allNames asks for the names of all fields, once.
func (c *Client) allNames(ctx context.Context) (names, error) {
	if n := c.names.Load(); n != nil {
		return *n, nil
	}
	var list []json.RawMessage
	q := question{doing: "read the names of Jira's fields", path: "field", missing: notJira}
	if err := c.get(ctx, q, &list); err != nil {
		return nil, err
	}
	n := names{}
	for _, raw := range list {
		o := objectOf(raw)
		f := field{name: line(o.get("name"))}
		f.typed(o.get("schema"))
		n[line(o.get("id"))] = f
	}
	delete(n, "")
	c.names.Store(&n)
	return n, nil
}

// resolve finds the fields that words of the config name: a word is the id of one field, else
// the name of one or of several, whatever the case of the letters. The ids come in the order
// of the words, each once; a note is what a reader of the list must know, on one clean line:
// that several fields share a name, or that none has it, which must not cost the list.
func (c *Client) resolve(ctx context.Context, words []string) (ids, notes []string, err error) {
	if len(words) == 0 {
		return nil, nil, nil
	}
	known, err := c.allNames(ctx)
	if err != nil {
		return nil, nil, err
	}
	all := known.list()
	for _, word := range words {
		found := meant(all, incident.CleanLine(word))
		if len(found) == 0 {
			notes = append(notes, noField(all, word))
		}
		if len(found) > 1 {
			notes = append(notes, shared(word, found))
		}
		for _, id := range found {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids, notes, nil
}

// meant are the ids of the fields that a word means, in the order in which an incident has
// them.
func meant(all []incident.Field, word string) []string {
	var named []string
	for _, f := range all {
		switch {
		case strings.EqualFold(f.ID, word):
			return []string{f.ID}
		case strings.EqualFold(f.Name, word):
			named = append(named, f.ID)
		}
	}
	return named
}

func shared(word string, ids []string) string {
	const most = 5
	list := strings.Join(ids[:min(most, len(ids))], ", ")
	if more := len(ids) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%d fields are called %q: %s; the first with a value counts", len(ids), shorten(incident.CleanLine(word)), list)
}

// noField says that no field has this name or id, and which name comes nearest.
func noField(all []incident.Field, word string) string {
	word = shorten(incident.CleanLine(word))
	note := fmt.Sprintf("no field of this Jira is called %q", word)
	known := make([]string, len(all))
	for i, f := range all {
		known[i] = shorten(f.Name)
	}
	if nearest, edits := incident.Nearest(word, known); nearest != "" && edits <= len(word)/3 {
		note += fmt.Sprintf("; the nearest is %q", nearest)
	}
	return note + "; correct the column in the config"
}

// columns are the fields that a list shows beside the usual ones.
type columns struct {
	ids   []string
	names names
}

// shown resolves the columns of the config.
func (c *Client) shown(ctx context.Context) (columns, []string, error) {
	ids, notes, err := c.resolve(ctx, c.column)
	if err != nil || len(ids) == 0 {
		return columns{}, notes, err
	}
	known, err := c.allNames(ctx)
	if err != nil {
		return columns{}, nil, err
	}
	some := names{}
	for _, id := range ids {
		some[id] = known[id]
	}
	return columns{ids, some}, notes, nil
}

// fields is what a list asks for.
func (s columns) fields() string {
	ids := strings.Split(listFields, ",")
	for _, id := range s.ids {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return strings.Join(ids, ",")
}
