package jiraclient

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	maxField = 64 << 10 // bytes of one field
	maxTexts = 4096     // entries of one field
	maxCell  = 1 << 10  // bytes of a field in a list
)

// cut keeps a text within the size of a field, and says so where it had to cut.
func cut(s string) string { return strings.Join(cutAll([]string{s}), "") }

// cutAll keeps all texts of a field together within its size.
func cutAll(texts []string) []string { return cutTo(texts, maxField) }

// cutTo keeps texts together within a size.
func cutTo(texts []string, left int) []string {
	for i, t := range texts {
		if len(t) <= left && i < maxTexts {
			left -= len(t)
			continue
		}
		end := min(left, len(t))
		if i == maxTexts {
			end = 0
		}
		for end > 0 && !utf8.RuneStart(t[end]) {
			end--
		}
		more := len(t) - end
		for _, later := range texts[i+1:] {
			more += len(later)
		}
		return append(texts[:i:i], t[:end]+mark(more))
	}
	return texts
}

// cutHTML is cut for markup: it never cuts within a tag, where the mark would be lost.
func cutHTML(s string) string {
	if len(s) <= maxField {
		return s
	}
	end := maxField
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	if tag := strings.LastIndexByte(s[:end], '<'); tag > strings.LastIndexByte(s[:end], '>') {
		end = tag
	}
	return s[:end] + mark(len(s)-end)
}

func mark(more int) string { return fmt.Sprintf("… [cut: %d bytes more]", more) }
