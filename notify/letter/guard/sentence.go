package guard

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence is a stretch of the text in which a phrase can stand, and the same in lower case.
type sentence struct {
	start       int
	text, lower string
}

// told is a text in sentences, and the whole in lower case.
type told struct {
	sentences []sentence
	lower     string
}

func read(text string) told { return told{sentences(text), strings.ToLower(text)} }

// sentences cuts the text behind the end of each sentence and between paragraphs. After a
// short word a dot may be that of an abbreviation, and ends nothing.
func sentences(text string) []sentence {
	var all []sentence
	start := 0
	for i := 0; i < len(text); i++ {
		if ends(text, i) {
			all = append(all, sentence{start, text[start : i+1], strings.ToLower(text[start : i+1])})
			start = i + 1
		}
	}
	return append(all, sentence{start, text[start:], strings.ToLower(text[start:])})
}

// ends reports the last byte of a sentence: white space behind its stop, or an empty line.
func ends(text string, i int) bool {
	switch text[i] {
	case ' ', '\t', '\r', '\f':
		return i > 0 && stops(text[:i])
	case '\n':
		return i > 0 && (stops(text[:i]) || strings.HasSuffix(strings.TrimRight(text[max(0, i-80):i], " \t"), "\n"))
	}
	return false
}

// stops reports a text that ends with a word of four letters or more and its stop.
func stops(text string) bool {
	last := len(text) - 1
	if text[last] != '.' && text[last] != '!' && text[last] != '?' {
		return false
	}
	rest := text[:last]
	for range 4 {
		r, n := utf8.DecodeLastRuneInString(rest)
		if !unicode.IsLetter(r) {
			return false
		}
		rest = rest[:len(rest)-n]
	}
	return true
}

// phrase is a pattern within a sentence. It is costly, so it is only looked for where one
// of its stems, in lower case, stands in the sentence.
type phrase struct {
	pattern *regexp.Regexp
	stems   []string
}

// find is where the phrases stand in the text.
func (p phrase) find(in told) [][]int {
	var out [][]int
	stems := p.present(in.lower)
	for _, s := range in.sentences {
		if !mentions(s.lower, stems) {
			continue
		}
		for _, at := range p.pattern.FindAllStringSubmatchIndex(s.text, -1) {
			for i := range at {
				at[i] += s.start
			}
			out = append(out, at)
		}
	}
	return out
}

// present are the stems that stand anywhere in the text: most letters have few.
func (p phrase) present(lower string) []string {
	var all []string
	for _, s := range p.stems {
		if strings.Contains(lower, s) {
			all = append(all, s)
		}
	}
	return all
}

func mentions(text string, stems []string) bool {
	for _, s := range stems {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}
