package incident

import "strings"

// Nearest is the known word that takes the fewest edits (Levenshtein) to make from a word,
// whatever the case of the letters, and their number; -1 where no word is known.
func Nearest(word string, known []string) (nearest string, edits int) {
	edits = -1
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); edits < 0 || d < edits {
			nearest, edits = k, d
		}
	}
	return nearest, edits
}

// distance is the number of insertions, deletions and substitutions, kept in one row.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
