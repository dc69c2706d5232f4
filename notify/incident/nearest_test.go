package incident

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"region", "Workaround", "impact-start", "impact-end"}
	for _, c := range []struct {
		word, nearest string
		edits         int
	}{
		{"region", "region", 0},
		{"REGION", "region", 0},
		{"workaround", "Workaround", 0},
		{"regions", "region", 1},
		{"egion", "region", 1},
		{"xegion", "region", 1},
		{"impact-stat", "impact-start", 1},
		{"wrokaround", "Workaround", 2},
		{"", "region", 6},
	} {
		if got, edits := Nearest(c.word, known); got != c.nearest || edits != c.edits {
			t.Errorf("Nearest(%q) = %q, %d; want %q, %d", c.word, got, edits, c.nearest, c.edits)
		}
	}
	if got, _ := Nearest("b", []string{"a", "c"}); got != "a" {
		t.Errorf("of two as near, %q", got)
	}
	if got, edits := Nearest("word", nil); got != "" || edits != -1 {
		t.Errorf("among nothing: %q, %d", got, edits)
	}
}
