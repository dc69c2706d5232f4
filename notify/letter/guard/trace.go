package guard

import (
	"regexp"
	"strings"
)

// trace are the marks of a program's own account of an error. "Caused by: a power cut" is none.
var trace = regexp.MustCompile(`(?m)` + strings.Join([]string{
	`\bat\s+(?:[\w$<>/@-]+\.)+[\w$<>]+\([^()\n]*\)(?:\s+in\s+\S+:line\s+\d+)?`, // Java, .NET
	`\bat\s+(?:[\w$.<>\[\] ]+\()?[^\s()]*\.(?:[cm]?[jt]sx?|vue):\d+:\d+\)?`,    // JavaScript
	`[\w./@-]+\.[cm]?[jt]sx?:\d+:\d+`,
	`\bCaused by:\s+(?:[\w$]+\.)+[\w$]+`,
	`\.\.\. \d+ (?:more|common frames omitted)`,
	`\bException in thread\b`,
	`\b(?:[a-z][\w$]*\.)*[A-Z][A-Za-z0-9]+(?:Exception|Error)\b`,
	`\bUnhandled exception\b`,
	`\bTraceback \(most recent call last\)`,
	`\bFile "[^"\n]+", line \d+`,
	`^panic: [a-z]+(?: error)?:? [^\n]*`,
	`\bgoroutine \d+ \[`,
	`\bpanic: runtime error`,
	`[\w./@-]+\.(?:java|kt|go|rb|php|cpp|scala|swift):\d+(?::in\b)?`,
	`\.py(?::| line )\d+, in `,
	`\bthread '[^'\n]+' panicked at\b`,
	`\bPHP (?:Fatal error|Warning|Notice|Parse error):`,
	`\.php(?:\(\d+\)| on line \d+)`,
	`\b(?:ORA|PLS|TNS)-\d{5}\b`,
	`\bSQLSTATE\b(?:\s*\[\w+\])?`,
	`\b[Ss]egmentation fault\b`,
	`\b[Cc]ore dumped\b`,
}, `|`))

// traces finds traces: one hit for all marks that stand together.
func traces(text string) []Hit {
	var hits []Hit
	start := 0
	for line := range strings.Lines(text) {
		for _, at := range marks(line) {
			from, to := start+at[0], start+at[1]
			if n := len(hits); n > 0 && together(text[hits[n-1].End:from]) {
				hits[n-1].End = to
				continue
			}
			hits = append(hits, stackTrace.at(from, to))
		}
		start += len(line)
	}
	return hits
}

// signs are those of which one is in each line of a trace but "at method(place)".
var signs = []string{
	".java:", ".kt:", ".go:", ".rb:", ".cpp:", ".scala:", ".swift:", "js:", "ts:", "sx:", "vue:", "PHP ", "panic:", "Caused by:", "Exception", "Error", "exception", "... ", "Traceback", "File \"", "goroutine", "panicked", ".php", ".py",
	"ORA-", "PLS-", "TNS-", "SQLSTATE", "egmentation", "dumped",
}

// marks are the marks in a line, looked for where one can be: the pattern is costly.
func marks(line string) [][]int {
	if !mentions(line, signs) && !(strings.Contains(line, "at") && strings.Contains(line, "(")) {
		return nil
	}
	return trace.FindAllStringIndex(line, -1)
}

// together reports whether the text between two marks leaves them in one block: little,
// at most two lines, and no empty one.
func together(between string) bool {
	return len(between) <= 400 && strings.Count(between, "\n") <= 3 && !strings.Contains(between, "\n\n")
}
