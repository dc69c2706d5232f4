package plain

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// No word that a reader of the HTML sees is lost from the text, or moved.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		"<p>a<b>b</b>c</p>d", "<table><tr><td>a</td><td>b<table><tr><td>c", "<ul><li>a<ol><li>b<p>c</ul>d", "<a href=x>a<table><tr><td>b</a>c", "<pre>a\n  b</pre>c",
		"<h1>a<h2>b</h1>c", "<blockquote>a<pre>b</blockquote>", "<dl><dt>a<dd>b</dl>", "<table><tr><th>a:<td>", "<table><tr><td>a<td>b<td>c", "<a href='https://x/'>a</a>b<a href='y'></a>c",
		"<img alt='a b'>c", "<select><option>a<option>b</select>", "<svg><text>a</text></svg>", "<details><summary>a</summary>b</details>", "<p>a&nbsp;b\u2028c\u00ad</p>", "<table><caption>a</caption><tr><td>b",
		"<table>a<tr>b<td>c", "<li>a<li>b", "<p style='display:none'>a</p>b", "<template>a</template>b", "<h1>a<table><tr><td>b<td>c</table></h1>", "<td>a", "<table><tfoot><tr><td>a</tfoot><tr><td>b<tfoot><tr><td>c", "<del>a<p>b</del>c<q>d</q>", "<dl>a<dt>b<dt>c<dd>d<dd>e<div><dt>f</div>g<dd>h",
		"<a href='mailto:a?b'>c<br>d</a><a href=tel:1>2</a>", "<a href=x>a<ul><li>b<a href=y>c", "<table><tr><th>a<th>b<th>c<tr><td>d<td>e<a href=x>f</a><td>g<td>", "<ol type=i start=9 reversed><li value=3>a",
		"<p style='font-size:0'>a<b style='font-size:1px'>b</b>", "障害が<a href=https://x/>発生して</a>おります\u200f\u200a\u034f", "<map><area href=x alt=a>b</map><img alt='a.png'>c", "<tr><td>a<pre>\n</pre>",
	} {
		f.Add(s, 78)
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, source string, columns int) {
		root, err := html.Parse(strings.NewReader(source))
		if err != nil {
			return
		}
		text := Text(root, columns)
		rest := bones(text)
		for _, word := range shown(root) {
			i := strings.Index(rest, word)
			if i < 0 {
				t.Fatalf("%q is not in its place in\n%s", word, text)
			}
			rest = rest[i+len(word):]
		}
		if text != "" && !strings.HasSuffix(text, "\n") || strings.Contains(text, "\n\n\n") || strings.Contains(text, " \n") || strings.Contains(text, hard) {
			t.Errorf("%q", text)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
			t.Errorf("controls in %q", text)
		}
	})
}

// shown are the stretches of letters and digits that a browser shows, one for each text.
func shown(n *html.Node) []string {
	var all []string
	switch {
	case node.Unseen(n):
		return nil
	case n.Type == html.TextNode:
		all = append(all, bones(clean(n.Data)))
	case n.Data == "img":
		all = append(all, bones(clean(node.Alt(n))))
	}
	for c := range node.Children(n) {
		all = append(all, shown(c)...)
	}
	return all
}

func bones(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
