package guard_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"bulletin/notify/letter/guard"
)

func FuzzScan(f *testing.F) {
	for text := range strings.SplitSeq(innocent, "\n") {
		f.Add(text)
	}
	for _, text := range []string{"10.0.0.1:99999", "fe80::1%", "@", "a@b", "https://jira%2Eexample.com", "\\\\x\\y", "x\xff\x80y@z.example.com",
		"-----BEGIN X-----", "Schmidt,\u00a0Anna", "at a.b(c)\n\tat é.js:1:2", "%25%32%45", "ＪＩＲＡ．example。com/%", "c++++", "localhost:1", "é10.0.0.1é",
		"．．１０．０.０.５_", "update v10.0.0.1, 10.0.0.2", "Jo\u0308rg\u0308 Mu\u0308ller\u0301", "Prévu\u00a0: 15"} {
		f.Add(text)
	}
	g := guard.New(watch())
	f.Fuzz(func(t *testing.T, text string) {
		border := make([]bool, len(text)+1)
		for i := range text {
			border[i] = true
		}
		border[len(text)] = true
		end := 0
		for _, h := range g.Scan(text) {
			if h.Start < end || h.End <= h.Start || h.End > len(text) || !border[h.Start] || !border[h.End] {
				t.Fatalf("%d-%d after %d in %q", h.Start, h.End, end, text)
			}
			end = h.End
			there := strings.Join(strings.Fields(text[h.Start:h.End]), " ")
			if utf8.ValidString(there) && !strings.HasPrefix(there, strings.TrimSuffix(h.Words, "…")) {
				t.Fatalf("%q is not in %q", h.Words, there)
			}
			if utf8.RuneCountInString(h.Words) > 60 || h.What == "" || h.Do == "" || h.Kind.String() == "" {
				t.Fatalf("%+v", h)
			}
		}
	})
}

// big is a house of hundreds of names and internal words.
func big() *guard.Guard {
	w := watch()
	for i := range 300 {
		w.People = append(w.People, fmt.Sprintf("Anna Person%d", i))
		w.Terms[fmt.Sprintf("thing %d", i)] = "service"
	}
	return guard.New(w)
}

// texts are what a careless search takes too long for.
func texts() map[string]string {
	return map[string]string{
		"letters":  innocent,
		"hits":     "10.0.0.1 db.corp.example.com Anna Person12 thing 7 will be fixed by 14:00. ETA 3 h, at a.b(c.java:1)\n",
		"one word": "a",
		"digits":   "1.",
		"colons":   "a:",
		"path":     "/a.b-",
		"links":    "jira.example.com/example.com/x/",
		"at signs": "a@",
		"percents": "%25",
		"spaces":   " ",
		"fixes":    "to be fixed ",
		"at":       "at a.",
		"names":    "Anna ",
		"keys":     "-----BEGIN X-----",
		"dots":     "example.",
		"hosts":    "é.",
		"labels":   "a.",
		"links in": "http://a.jira.example.com/%2f",
	}
}

// BenchmarkHostile shows that eight times a hostile text takes about eight times the time.
func BenchmarkHostile(b *testing.B) {
	g := big()
	for name, seed := range texts() {
		for _, size := range []int{10_000, 80_000} {
			text := strings.Repeat(seed, size/len(seed))
			b.Run(fmt.Sprintf("%s/%dkB", name, size/1000), func(b *testing.B) {
				for b.Loop() {
					g.Scan(text)
				}
			})
		}
	}
}

func BenchmarkScan(b *testing.B) {
	g := big()
	for size := 10_000; size < 1_500_000; size *= 2 {
		for _, name := range []string{"letters", "hits"} {
			seed := texts()[name]
			text := strings.Repeat(seed, size/len(seed)+1)[:size]
			b.Run(fmt.Sprintf("%s/%dkB", name, size/1000), func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					g.Scan(text)
				}
			})
		}
	}
}
