package jiraclient

import (
	"strconv"
	"strings"
	"time"
)

// maxNested is how deep a document is read: lists in cells of tables in panels are not deeper.
const maxNested = 32

// document is the text of a document in the Atlassian Document Format, in its order and with a
// line for each of its blocks. API v3 sends it, and v2 for some fields of apps.
//
// Source: Atlassian, "Atlassian Document Format".
func document(o object) string {
	var b strings.Builder
	nodes(&b, o, 0)
	return strings.TrimSpace(b.String())
}

func nodes(b *strings.Builder, o object, depth int) {
	if depth > maxNested {
		b.WriteString("…")
		return
	}
	kind, attrs := o.text("type"), objectOf(o.get("attrs"))
	if kind == "listItem" || kind == "taskItem" || kind == "decisionItem" {
		b.WriteString("- ")
	}
	b.WriteString(leaf(kind, o, attrs))
	for m := range each(o.get("content")) {
		if c := objectOf(m.value); c != nil {
			nodes(b, c, depth+1)
		}
	}
	switch kind {
	case "paragraph", "heading", "codeBlock", "rule", "taskItem", "decisionItem", "blockCard", "embedCard", "media":
		b.WriteByte('\n')
	}
}

// leaf is what a node says itself.
func leaf(kind string, o, attrs object) string {
	switch kind {
	case "text":
		return o.text("text")
	case "hardBreak":
		return "\n"
	case "mention", "status", "placeholder":
		return attrs.text("text")
	case "emoji":
		return attrs.text("text", "shortName")
	case "inlineCard", "blockCard", "embedCard":
		return attrs.text("url")
	case "media", "mediaInline":
		return attrs.text("alt")
	case "expand", "nestedExpand":
		if title := attrs.text("title"); title != "" {
			return title + "\n"
		}
	case "date":
		if ms, err := strconv.ParseInt(attrs.text("timestamp"), 10, 64); err == nil {
			return time.UnixMilli(ms).UTC().Format(time.DateOnly)
		}
	}
	return ""
}
