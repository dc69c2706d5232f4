package letter

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// Image is a picture that travels with the letter.
type Image struct {
	ID      string // its Content-ID without the angle brackets (RFC 2392)
	Name    string // logo.png
	Type    string // image/png
	Content string
}

// maxImages is how many pictures a folder may hold, imageLimit how many bytes each, and
// maxFiles among how many files they are looked for.
const (
	maxImages  = 200
	maxFiles   = 5000
	imageLimit = 1 << 20
)

// pictures are the kinds that mail programs show.
var pictures = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// ReadImage reads a picture.
func ReadImage(file string) (Image, error) {
	content, err := readFile(os.DirFS(filepath.Dir(file)), filepath.Base(file))
	if err != nil {
		return Image{}, cause(err)
	}
	return newImage(filepath.Base(file), content)
}

// newImage names a picture by its content: the same picture is the same part in every letter.
func newImage(name, content string) (Image, error) {
	kind := http.DetectContentType([]byte(content))
	switch {
	case len(content) > imageLimit:
		return Image{}, errors.New("larger than 1 MiB")
	case !slices.Contains(pictures, kind):
		return Image{}, errors.New("neither PNG, JPEG, GIF nor WebP, which mail programs show")
	}
	sum := sha256.Sum256([]byte(content))
	return Image{ID: hex.EncodeToString(sum[:8]) + "@bulletin", Name: name, Type: kind, Content: content}, nil
}

// hang reads the folder's pictures, so that no letter waits for a disk.
func (l *Library) hang(fsys fs.FS) {
	seen := 0
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		seen++
		switch {
		case seen > maxFiles: // it is somebody's whole disk
			return fs.SkipAll
		case err != nil || d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || !slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"}, strings.ToLower(path.Ext(name))):
			return nil
		case len(l.images) == maxImages:
			l.unread[name] = fmt.Errorf("the folder holds more than %d pictures", maxImages)
			return nil
		}
		content, err := readFile(fsys, name)
		if err == nil {
			l.images[name], err = newImage(path.Base(name), content)
		}
		if err != nil {
			delete(l.images, name)
			l.unread[name] = cause(err)
		}
		return nil
	})
}

// image is a picture by its path in the folder.
func (l *Library) image(name string) (Image, error) {
	name = path.Clean(name)
	if i, ok := l.images[name]; ok {
		return i, nil
	}
	if err := l.unread[name]; err != nil {
		return Image{}, err
	}
	return Image{}, errors.New("there is no such file in the templates folder")
}

// embed makes the pictures that the template names by a path travel with the letter. One
// that cannot gives way to its words.
func (f *filling) embed(doc *html.Node) []Image {
	var all []Image
	for n := range doc.Descendants() {
		f.styled(n)
		for _, key := range []string{"src", "background"} {
			src, ok := local(node.Attr(n, key))
			switch {
			case key == "src" && n.Data != "img" && n.Data != "input":
				continue
			case !ok:
				f.gone(node.Attr(n, key))
				continue
			}
			i, err := f.t.image(src)
			if err != nil {
				f.find(Finding{Severity: Warn, Where: f.t.name, Pos: f.t.locate(node.Attr(n, key)), What: fmt.Sprintf("the picture %s cannot be embedded: %v", src, err),
					Do: "put it into the templates folder, or take it out of the template"})
				n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
				continue
			}
			node.Set(n, key, "cid:"+i.ID)
			all = together(all, i)
		}
	}
	return all
}

// gone tells of a picture that no reader can get.
func (f *filling) gone(src string) {
	u, err := url.Parse(strings.TrimSpace(src))
	if err == nil && (u.Scheme == "cid" || u.Scheme == "file" || u.Scheme == "" && u.Host == "" && strings.HasPrefix(u.Path, "/")) {
		f.find(Finding{Severity: Warn, Where: f.t.name, Pos: f.t.locate(src), What: "the picture " + src + " is not in the letter and cannot be reached",
			Do: "put the picture into the templates folder and name it by its path"})
	}
}

// styled tells of pictures in a style or a srcset, which are not embedded.
func (f *filling) styled(n *html.Node) {
	for _, found := range inStyle.FindAllStringSubmatch(node.Attr(n, "style"), -1) {
		if src, ok := local(strings.Trim(found[1], "'\" ")); ok {
			f.find(Finding{Severity: Warn, Where: f.t.name, Pos: f.t.locate(src), What: "the picture " + src + " stands in a style and is not embedded",
				Do: "use an img element, or the attribute background"})
		}
	}
	for candidate := range strings.SplitSeq(node.Attr(n, "srcset"), ",") {
		src, _, _ := strings.Cut(strings.TrimSpace(candidate), " ")
		if _, ok := local(src); ok { // programs that read it would look for a file
			n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "srcset" })
			return
		}
	}
}

// inStyle is a picture in a style.
var inStyle = regexp.MustCompile(`url\(([^)]*)\)`)

// together is pictures with one more, each once.
func together(all []Image, i Image) []Image {
	if slices.ContainsFunc(all, func(o Image) bool { return o.ID == i.ID }) {
		return all
	}
	return append(all, i)
}

// local is a path without its escapes; false for a URL or nothing.
func local(src string) (string, bool) {
	if src = strings.TrimSpace(src); src == "" {
		return "", false
	}
	u, err := url.Parse(src)
	if err != nil { // a percent sign that escapes nothing
		u, err = url.Parse(strings.ReplaceAll(src, "%", "%25"))
	}
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" || strings.HasPrefix(u.Path, "/") {
		return "", false
	}
	return u.Path, true
}

// image is a picture of the template's folder.
func (t *Template) image(name string) (Image, error) {
	if t.images == nil {
		return Image{}, errors.New("there is no templates folder")
	}
	return t.images(name)
}
