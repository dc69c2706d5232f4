package letter

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bulletin/notify/incident"
)

const png = "\x89PNG\r\n\x1a\n"

// pictured is a library with pictures of every kind beside the templates.
func pictured(t *testing.T) *Library {
	t.Helper()
	dir := folder(t, map[string]string{
		"logo.png": png + "logo", "same.PNG": png + "logo", "my photo.jpg": "\xff\xd8\xff", "100%.gif": "GIF89a", "a#b.webp": "RIFF\x00\x00\x00\x00WEBPVP",
		"drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "large.png": png + strings.Repeat("x", 1<<20), "text.png": "secret", "secret.txt": "secret",
	})
	for name, content := range map[string]string{"img/deep/x.png": png + "deep", ".hidden/x.png": png + "hidden", "../outside.png": png + "outside"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"out.png": "../outside.png", "outdir": "..", "in.png": "logo.png"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Open(Folder{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func withPictures(t *testing.T, l *Library, source string, facts Facts) (Letter, []Finding) {
	t.Helper()
	tpl, err := l.Parse("start.html", "<html><body>"+source+"</body></html>", incident.Audience{})
	if err != nil {
		t.Fatal(err)
	}
	return tpl.Fill(facts, Manner{Zone: time.UTC})
}

func TestPicturesTravelWithTheLetter(t *testing.T) {
	t.Parallel()
	l := pictured(t)
	for _, c := range []struct{ source, name, kind string }{
		{`<img src="logo.png">`, "logo.png", "image/png"},
		{`<img src="./img/../logo.png">`, "logo.png", "image/png"},
		{`<img src=" logo.png?v=1#x ">`, "logo.png", "image/png"},
		{`<img src="my%20photo.jpg">`, "my photo.jpg", "image/jpeg"},
		{`<img src="my photo.jpg">`, "my photo.jpg", "image/jpeg"},
		{`<img src="100%25.gif">`, "100%.gif", "image/gif"},
		{`<img src="100%.gif">`, "100%.gif", "image/gif"},
		{`<img src="a%23b.webp">`, "a#b.webp", "image/webp"},
		{`<img src="img/deep/x.png">`, "x.png", "image/png"},
		{`<img src="img%2fdeep%2Fx.png">`, "x.png", "image/png"},
		{`<img src="in.png">`, "in.png", "image/png"},
		{`<table background="logo.png"><tr><td>x</td></tr></table>`, "logo.png", "image/png"},
		{`<input type="image" src="logo.png">`, "logo.png", "image/png"},
	} {
		got, findings := withPictures(t, l, c.source, outage())
		if len(got.Images) != 1 || len(findings) > 0 {
			t.Errorf("%s: %v %v", c.source, got.Images, findings)
			continue
		}
		if i := got.Images[0]; i.Name != c.name || i.Type != c.kind || !strings.HasSuffix(i.ID, "@bulletin") || strings.Count(got.HTML, `="cid:`+i.ID+`"`) != 1 {
			t.Errorf("%s: %+v\n%s", c.source, i, got.HTML)
		}
	}
	got, _ := withPictures(t, l, `<img src="logo.png"><img src="in.png"><p background="same.PNG"><img src="my photo.jpg">`, outage())
	if len(got.Images) != 2 || strings.Count(got.HTML, "cid:"+got.Images[0].ID) != 3 {
		t.Errorf("the same picture is not the same part: %v\n%s", len(got.Images), got.HTML)
	}
}

func TestPicturesThatCannotTravel(t *testing.T) {
	t.Parallel()
	l := pictured(t)
	for src, says := range map[string]string{
		"gone.png": "no such file", "../outside.png": "no such file", "%2e%2e/outside.png": "no such file", "outdir/outside.png": "no such file",
		"img/../../outside.png": "no such file", "out.png": "escapes", ".hidden/x.png": "no such file", "secret.txt": "no such file", "start.html": "no such file",
		"drawing.svg": "neither PNG", "text.png": "neither PNG", "large.png": "larger than 1 MiB", `img\deep\x.png`: "no such file", "LOGO.png": "no such file",
	} {
		got, findings := withPictures(t, l, `<img src="`+src+`" alt="words">`, outage())
		if len(got.Images) > 0 || len(findings) != 1 || !found(findings, Warn, "start.html", "cannot be embedded", says) || !strings.Contains(got.HTML, `<img alt="words"/>`) {
			t.Errorf("%s: %v\n%s", src, findings, got.HTML)
		}
		if got.Text != "words\n" {
			t.Errorf("%s: %q", src, got.Text)
		}
	}
	for _, kept := range []string{
		`<img src="https://x/y.png"/>`, `<img src="//x/y.png"/>`, `<img src="data:image/png;base64,AA"/>`,
		`<img src=""/>`, `<img srcset="https://x/y.png 2x"/>`, `<script src="logo.png"></script>`, `<iframe src="logo.png"></iframe>`, `<img/>`,
	} {
		got, findings := withPictures(t, l, kept, outage())
		if len(got.Images) > 0 || len(findings) > 0 && !strings.Contains(kept, "<script") && !strings.Contains(kept, "<iframe") || !strings.Contains(got.HTML, kept) {
			t.Errorf("%s: %v\n%s", kept, findings, got.HTML)
		}
	}
	for broken, says := range map[string]string{
		`<img src="/logo.png"/>`: "cannot be reached", `<img src="file:///etc/passwd"/>`: "cannot be reached", `<img src="cid:x"/>`: "cannot be reached",
		`<a href="logo.png">x</a>`: "leads nowhere", `<p style="background:url('logo.png')">x</p>`: "stands in a style",
	} {
		if got, findings := withPictures(t, l, broken, outage()); len(got.Images) > 0 || !found(findings, Warn, "start.html", says) {
			t.Errorf("%s: %v", broken, findings)
		}
	}
	if got, _ := withPictures(t, l, `<img srcset="logo.png 2x, large.png 3x"/>`, outage()); !strings.Contains(got.HTML, "<img/>") {
		t.Error(got.HTML)
	}
}

// Which file is read is for the template to say.
func TestDataChoosesNoPicture(t *testing.T) {
	t.Parallel()
	l := pictured(t)
	for _, v := range []string{"logo.png", "logo", "my photo.jpg", "./logo.png", "../outside.png", "/etc/passwd", "file:///etc/passwd", "img/deep/x.png"} {
		for _, source := range []string{`<img src="[v]">`, `<img src="img/../[v]">`, `<img src="[v].png">`, `<td background="[v]">`, `<img src="[empty?img/][v]">`, `<img srcset="[v] 2x">`} {
			got, findings := withPictures(t, l, "<table><tr><td>"+source, outage().with("v", said(v)))
			if len(got.Images) > 0 || !found(findings, Block, "start.html:1", "no web or mail address") || strings.Contains(got.HTML, "passwd") {
				t.Errorf("%s with %s: %v\n%s", source, v, findings, got.HTML)
			}
		}
		rich := richly(fmt.Sprintf(`<p>a</p><img src="%s"><table background="%[1]s"><tr><td>x</td></tr></table>`, v), "x")
		if got, _ := withPictures(t, l, "<div>[v]</div>", outage().with("v", rich)); len(got.Images) > 0 {
			t.Errorf("rich text chooses %s", v)
		}
	}
}

func TestTooManyPictures(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range maxImages + 1 {
		files[fmt.Sprintf("%03d.png", i)] = png
	}
	l, err := Open(Folder{Dir: folder(t, files)})
	if err != nil {
		t.Fatal(err)
	}
	got, findings := withPictures(t, l, `<img src="000.png"><img src="200.png">`, outage())
	if len(got.Images) != 1 || !found(findings, Warn, "start.html", "200.png", "more than 200") {
		t.Error(findings)
	}
}

func TestAPictureOfTheConfig(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"logo.png": png, "logo.svg": "<svg/>"})
	i, err := ReadImage(filepath.Join(dir, "logo.png"))
	if err != nil || i.Name != "logo.png" || i.Type != "image/png" || i.Content != png {
		t.Error(i, err)
	}
	for _, name := range []string{"logo.svg", "gone.png", "."} {
		if _, err := ReadImage(filepath.Join(dir, name)); err == nil || strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBrand(t *testing.T) {
	t.Parallel()
	l := pictured(t)
	logo, err := l.image("logo.png")
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := l.Parse("start.html", `<p>a <img src="logo.png" alt="pic"></p>`, incident.Audience{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		brand  Brand
		has    []string
		text   string
		images int
	}{
		{Brand{}, nil, "a pic\n", 1},
		{Brand{Colour: "#ff0000"}, nil, "a pic\n", 1},
		{Brand{Name: "A & <b>"}, []string{"solid #808080", "A &amp; &lt;b&gt;</p>"}, "A & <b>\na pic\n", 1},
		{Brand{Name: "A", Colour: "#0055aa"}, []string{"solid #0055aa", ">A</p>"}, "A\na pic\n", 1},
		{Brand{Name: "A", Colour: "#ffffff"}, []string{"solid #808080"}, "A\na pic\n", 1},
		{Brand{Name: "A", Colour: "red;x:y"}, []string{"solid #808080"}, "A\na pic\n", 1},
		{Brand{Name: `A"b`, Logo: &logo}, []string{`<img src="cid:` + logo.ID + `" alt="A&#34;b" height="40"`}, "A\"b\n\na pic\n", 1},
		{Brand{Logo: &Image{ID: "other@x"}}, []string{`<img src="cid:other@x" alt=""`}, "a pic\n", 2},
	} {
		got, findings := tpl.Fill(outage(), Manner{Brand: c.brand})
		for _, want := range c.has {
			if !strings.Contains(got.HTML, want) {
				t.Errorf("%+v: no %s in\n%s", c.brand, want, got.HTML)
			}
		}
		if c.has == nil && strings.Contains(got.HTML, "4px solid") {
			t.Errorf("%+v: a rule without a brand", c.brand)
		}
		if strings.ReplaceAll(got.Text, "\n\n", "\n") != strings.ReplaceAll(c.text, "\n\n", "\n") || len(got.Images) != c.images || len(findings) > 0 {
			t.Errorf("%+v: %q %d %v", c.brand, got.Text, len(got.Images), findings)
		}
	}
	whole, _ := withPictures(t, l, "<p>x</p>", outage())
	if strings.Contains(whole.HTML, "solid") || len(whole.Images) > 0 {
		t.Error("a document of its own gets no brand")
	}
}

func TestSeen(t *testing.T) {
	t.Parallel()
	for colour, want := range map[string]bool{
		"#ff0000": true, "#0055AA": true, "#808080": true, "#ffffff": false, "#000000": false, "#fefefe": false, "#050505": false,
		"": false, "red": false, "#fff": false, "#gggggg": false, "#12345": false, "#1234567": false, "#+1+2+3": false,
	} {
		if Seen(colour) != want {
			t.Errorf("%q", colour)
		}
	}
}

// A folder that is somebody's whole disk is not searched to its end.
func TestPicturesOfAWholeDisk(t *testing.T) {
	t.Parallel()
	disk := fstest.MapFS{"a.png": {Data: []byte(png)}, "z.png": {Data: []byte(png)}}
	for i := range maxFiles {
		disk[fmt.Sprintf("b%05d", i)] = &fstest.MapFile{}
	}
	l := &Library{images: map[string]Image{}, unread: map[string]error{}}
	l.hang(disk)
	if _, first := l.images["a.png"]; !first || len(l.images) != 1 {
		t.Errorf("%d pictures", len(l.images))
	}
}
