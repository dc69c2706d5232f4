package letter

import (
	"strconv"

	"golang.org/x/net/html"

	"bulletin/notify/incident"
	"bulletin/notify/letter/node"
)

// face is the brand above the letter: its logo or else its name, over a rule in its colour.
// It is nil where there is no brand.
func (b Brand) face() *html.Node {
	if b.Name = incident.CleanLine(b.Name); b.Name == "" && b.Logo == nil {
		return nil
	}
	p := element("p", "style", "margin:0 0 24px;padding:0 0 12px;border-bottom:4px solid "+b.colour()+
		";font-size:18px;font-weight:600")
	if b.Logo != nil {
		p.AppendChild(element("img", "src", "cid:"+b.Logo.ID, "alt", b.Name, "height", "40",
			"style", "display:block;width:auto;max-width:100%;height:auto;max-height:40px;border:0"))
	} else {
		p.AppendChild(node.Text(b.Name))
	}
	return p
}

// colour is that of the brand where it can be seen on white and on black.
func (b Brand) colour() string {
	if !Seen(b.Colour) {
		return "#808080"
	}
	return b.Colour
}

// Seen reports a colour #rrggbb that can be told from white and from black: a contrast of
// at least 1.5 to both (WCAG 2.2, contrast ratio).
func Seen(colour string) bool {
	if len(colour) != 7 || colour[0] != '#' {
		return false
	}
	light := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return false
		}
		light += weight * linear(float64(n)/255)
	}
	return 1.05/(light+0.05) >= 1.5 && (light+0.05)/0.05 >= 1.5
}

// linear is a channel of sRGB as light; the square is near enough to the curve.
func linear(c float64) float64 { return c * c }

func element(name string, attrs ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: name}
	for i := 0; i+1 < len(attrs); i += 2 {
		n.Attr = append(n.Attr, html.Attribute{Key: attrs[i], Val: attrs[i+1]})
	}
	return n
}

// speaks gives a document that names no language of its own the letter's.
func speaks(doc *html.Node, language string) {
	for n := range doc.ChildNodes() {
		if n.Data == "html" && node.Attr(n, "lang") == "" && language != "" {
			node.Set(n, "lang", language)
		}
	}
}
