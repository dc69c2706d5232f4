package journal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func keep(t *testing.T, j *Journal, id, words string) {
	t.Helper()
	if err := j.Keep(id, "customers", words); err != nil {
		t.Fatal(err)
	}
}

func kept(t *testing.T, j *Journal, id string) string {
	t.Helper()
	words, err := j.Words(id, "customers")
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func TestWordsAreKeptReplacedAndForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir)
	if got := kept(t, j, "1"); got != "" {
		t.Errorf("before anything was kept: %q", got)
	}
	keep(t, j, "1", "") // nothing to forget is no error
	keep(t, j, "1", "a much longer first attempt\n")
	keep(t, j, "2", "others")
	keep(t, j, "1", "Größe\r\n ")
	if got := kept(t, open(t, dir), "1"); got != "Größe\r\n " {
		t.Errorf("kept %q", got)
	}
	keep(t, j, "1", "")
	if got := kept(t, j, "1"); got != "" {
		t.Errorf("forgotten, and yet %q", got)
	}
	if got := kept(t, j, "2"); got != "others" {
		t.Errorf("another's words have become %q", got)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "words")); err != nil || len(left) != 1 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

func TestWordsOfAnyIDStayInTheFolder(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	dir := filepath.Join(root, "a", "b", "c")
	j := open(t, dir)
	ids := []string{"", ".", "..", "../../x", "/etc/passwd", "a/b", `..\..\x`, "x\x00y", "CON", strings.Repeat("n", 5000), "ID", "id"}
	for _, id := range ids {
		keep(t, j, id, "words of "+id)
	}
	for _, id := range ids { // and none takes another's place
		if got := kept(t, j, id); got != "words of "+id {
			t.Errorf("%.20q: kept %.40q", id, got)
		}
	}
	inside, err := os.ReadDir(filepath.Join(dir, "words"))
	if err != nil || len(inside) != len(ids) {
		t.Errorf("%d files in the folder, %v", len(inside), err)
	}
	for folder, want := range map[string]int{root: 1, filepath.Join(root, "a"): 1, filepath.Join(root, "a", "b"): 1, dir: 6} {
		if got, err := os.ReadDir(folder); err != nil || len(got) != want {
			t.Errorf("%s holds %v, %v", folder, got, err)
		}
	}
}

func TestWordsThatCannotBeKept(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	if err := os.Remove(filepath.Join(j.dir, "words")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(j.dir, "words"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := j.Keep("1", "customers", "words"); err == nil || !strings.Contains(err.Error(), "keep your words") {
		t.Errorf("Keep: %v", err)
	}
	if _, err := j.Words("1", "customers"); err == nil {
		t.Error("words that cannot be read count as none")
	}
	if err := j.Keep("1", "customers", ""); err == nil {
		t.Error("words that cannot be forgotten count as forgotten")
	}
}

// What was written for staff is not offered for customers.
func TestWordsBelongToTheirAudience(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	if err := j.Keep("1", "staff", "the root cause is our fault"); err != nil {
		t.Fatal(err)
	}
	if words, err := j.Words("1", "customers"); err != nil || words != "" {
		t.Errorf("customers are offered %q, %v", words, err)
	}
}
