package notify

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulletin/notify/letter"
)

var pages = flag.String("pages", "", "leave the built-in letters as web pages in this folder")

// measured is what a browser found in one letter.
type measured struct {
	Page   string // of the letter, its width and its mode
	Faults []string
	Words  int // that it looked at
}

// measure is run by the browser: it looks at every letter in a frame of the reader's width.
const measure = `
const channels = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
const light = c => channels(c).slice(0, 3).map(v => v / 255)
  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
function behind(e, view) {
  for (let p = e; p; p = p.parentElement) {
    const c = view.getComputedStyle(p).backgroundColor;
    if (channels(c)[3] > 0) return c;
  }
  const probe = e.ownerDocument.body.appendChild(e.ownerDocument.createElement("i"));
  probe.style.backgroundColor = "Canvas";
  const canvas = view.getComputedStyle(probe).backgroundColor;
  probe.remove();
  return canvas;
}
function look(frame) {
  const doc = frame.contentDocument, view = frame.contentWindow, faults = [];
  const root = doc.documentElement, dark = frame.style.colorScheme === "dark";
  let words = 0;
  if (root.scrollWidth > frame.clientWidth) faults.push("it is " + root.scrollWidth + " pixels wide");
  if (!root.lang || doc.querySelector("h1").closest("[dir][lang]")?.lang !== root.lang) faults.push("it does not say its language and direction");
  if (light(behind(doc.body, view)) < 0.5 !== dark) faults.push("it does not follow the reader's light or dark");
  const walk = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, s = view.getComputedStyle(e), text = walk.currentNode.data.trim();
    if (!text || !e.getClientRects().length) continue;
    words += text.split(/\s+/).length;
    if (parseFloat(s.fontSize) < 14) faults.push(s.fontSize + " is small: " + text);
    const c = contrast(s.color, behind(e, view));
    if (c < 4.5) faults.push("a contrast of " + c.toFixed(1) + ": " + text);
    const range = doc.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    if (box.right > frame.clientWidth + 0.5 || box.left < 0) faults.push("it leaves the page: " + text);
  }
  for (const i of doc.images) if (!i.alt) faults.push("a picture has no words: " + i.outerHTML);
  for (const i of doc.images) if (!i.naturalWidth || i.clientHeight > 60) faults.push("a picture shows badly: " + i.outerHTML);
  // WCAG 2.2, 2.5.8: of links, circles of 24 pixels do not meet, and a line is as high.
  const spots = [...doc.links].map(a => [a, a.getBoundingClientRect()]);
  for (const [a, box] of spots) {
    if (parseFloat(view.getComputedStyle(a).lineHeight) < 24) faults.push("a link is hard to hit: " + a.text);
    for (const [b, other] of spots)
      if (a !== b && Math.hypot(box.x + box.width / 2 - other.x - other.width / 2, box.y + box.height / 2 - other.y - other.height / 2) < 24)
        faults.push("two links are close: " + a.text + ", " + b.text);
  }
  return {Page: [frame.title, frame.width, frame.style.colorScheme].join(", "), Faults: faults, Words: words};
}
onload = () => {
  const all = [], frames = [...document.querySelectorAll("iframe")];
  for (const width of [320, 700]) for (const mode of ["light", "dark"]) {
    for (const f of frames) { f.width = width; f.style.colorScheme = mode; }
    all.push(...frames.map(look));
  }
  document.body.textContent = JSON.stringify(all);
};
`

// A letter can be read on a phone and on a screen, by day and by night, also with words that
// have no place to break.
func TestBuiltinLettersInABrowser(t *testing.T) {
	t.Parallel()
	browser, dir := program(t, "chromium"), *pages
	if dir == "" {
		dir = t.TempDir()
	}
	name := letter.Brand{Name: "Example Pay", Colour: "#0b8a83"}
	var names []string
	names = append(names, lay(t, dir, "", specimens(t, letter.Brand{}, nil))...)
	names = append(names, lay(t, dir, ".brand", specimens(t, branded(t), nil))...)
	names = append(names, lay(t, dir, ".long", specimens(t, name, long))...)
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><meta charset=utf-8><script>" + measure + "</script><body>")
	for _, n := range names {
		fmt.Fprintf(&b, "<iframe title='%[1]s' src='%[1]s' height=600 style='border:0'></iframe>\n", n)
	}
	write(t, dir, "measure.html", b.String())
	var all []measured
	page := output(t, "", browser, append(quiet(t), "--dump-dom", "file://"+filepath.Join(dir, "measure.html"))...)
	_, page, _ = strings.Cut(page, "<body>")
	page, _, _ = strings.Cut(page, "</body>")
	if err := json.Unmarshal([]byte(html.UnescapeString(page)), &all); err != nil {
		t.Fatalf("%v\n%.2000s", err, page)
	}
	if len(all) != 4*len(names) {
		t.Errorf("%d of %d letters were looked at", len(all), 4*len(names))
	}
	for _, m := range all {
		for _, f := range m.Faults[:min(3, len(m.Faults))] {
			t.Errorf("%s: %s", m.Page, f)
		}
		if m.Words < 50 {
			t.Errorf("%s: only %d words were seen", m.Page, m.Words)
		}
	}
}

// quiet are a browser's flags: no screen, no network, no user.
func quiet(t *testing.T) []string {
	return []string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--allow-file-access-from-files", "--user-data-dir=" + t.TempDir()}
}

// lay writes letters as pages, with their pictures in them, and gives the pages' names.
func lay(t *testing.T, dir, kind string, all []specimen) []string {
	t.Helper()
	var names []string
	for _, s := range all {
		page := s.HTML()
		if len(page) > 20_000 {
			t.Errorf("%s has %d bytes of HTML", s.name, len(page))
		}
		for _, i := range s.Images() {
			page = strings.ReplaceAll(page, "cid:"+i.ID, "data:"+i.Type+";base64,"+base64.StdEncoding.EncodeToString([]byte(i.Content)))
		}
		names = append(names, s.name+kind+".html")
		write(t, dir, s.name+kind+".html", page)
	}
	return names
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// long puts words without a place to break into every part of a letter.
func long(o *Order) {
	link := "https://status.example.com/" + strings.Repeat("a1b2c3d4e5", 7)
	service := strings.Repeat("payments", 8)
	o.Message += " " + link
	o.Incident.Summary += " " + service
	o.Incident.Services = []string{service}
	for i, v := range o.Incident.Fields {
		switch v.Name {
		case "Customer Description":
			v.HTML += "<p><a href=\"" + link + "\">" + link + "</a></p><pre>" + service + "</pre>" +
				"<table><tr><th>Service</th><th>State</th></tr><tr><td>" + service + "</td><td>slow</td></tr></table>"
		case "Region", "Workaround", "Root Cause":
			v.Texts = []string{link}
		}
		o.Incident.Fields[i] = v
	}
}
