package style

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// token is a piece of a style sheet. An opening bracket knows the token that closes it.
type token struct {
	kind  css.TokenType
	text  string
	start int // its first byte in the source
	end   int // of an opening bracket: the index of the closing one, or the number of tokens
}

// tokens are the tokens of a sheet or of an attribute. Loose are the indexes of those that
// could take in what is written after them: what is still open at the end, unless it is a
// block, and a lone backslash.
func tokens(source string) (list []token, loose []int) {
	var open []int
	lexer := css.NewLexer(parse.NewInputString(source))
	for at := 0; ; {
		kind, data := lexer.Next()
		if kind == css.ErrorToken {
			break
		}
		t := token{kind: kind, text: source[at : at+len(data)], start: at}
		at += len(data)
		if closes(list, open, kind) {
			list[open[len(open)-1]].end = len(list)
			open = open[:len(open)-1]
		} else if opening(kind) {
			open = append(open, len(list))
		}
		if t.is('\\') {
			loose = append(loose, len(list))
		}
		list = append(list, t)
	}
	for _, i := range open {
		list[i].end = len(list)
		if list[i].kind != css.LeftBraceToken {
			loose = append(loose, i)
		}
	}
	if n := len(list); n > 0 && unfinished(list[n-1]) {
		loose = append(loose, n-1)
	}
	slices.Sort(loose)
	return list, loose
}

// closes reports whether a token of this kind closes the innermost open bracket. Any other
// closing bracket closes nothing (CSS Syntax 3, 5.4.8).
func closes(list []token, open []int, kind css.TokenType) bool {
	if len(open) == 0 {
		return false
	}
	switch list[open[len(open)-1]].kind {
	case css.LeftBraceToken:
		return kind == css.RightBraceToken
	case css.LeftBracketToken:
		return kind == css.RightBracketToken
	}
	return kind == css.RightParenthesisToken
}

func opening(kind css.TokenType) bool {
	switch kind {
	case css.LeftBraceToken, css.LeftBracketToken, css.LeftParenthesisToken, css.FunctionToken:
		return true
	}
	return false
}

// unfinished reports a string, a comment or a url that only the end of the sheet has ended:
// it would take in whatever came after it.
func unfinished(t token) bool {
	switch t.kind {
	case css.StringToken, css.BadStringToken, css.CommentToken, css.URLToken, css.BadURLToken:
		_, longer := css.NewLexer(parse.NewInputString(t.text + "x")).Next()
		return len(longer) > len(t.text)
	}
	return false
}

// is reports a delimiter.
func (t token) is(delim byte) bool { return t.kind == css.DelimToken && t.text[0] == delim }

// blank reports what may stand between any two tokens.
func (t token) blank() bool {
	return t.kind == css.WhitespaceToken || t.kind == css.CommentToken
}

// bad reports what makes the declaration invalid in which it stands.
func (t token) bad() bool {
	switch t.kind {
	case css.BadStringToken, css.BadURLToken, css.RightParenthesisToken, css.RightBracketToken, css.RightBraceToken, css.LeftBraceToken:
		return true
	}
	return false
}

// trim drops the blanks at both ends.
func trim(list []token) []token {
	for len(list) > 0 && list[0].blank() {
		list = list[1:]
	}
	for len(list) > 0 && list[len(list)-1].blank() {
		list = list[:len(list)-1]
	}
	return list
}

// text is the tokens on one line: a run of blanks is one space, or gap where it holds only
// comments.
func text(list []token, gap string) string {
	var b strings.Builder
	list = trim(list)
	for i := 0; i < len(list); i++ {
		if !list[i].blank() {
			b.WriteString(list[i].text)
			continue
		}
		between := gap
		for ; list[i].blank(); i++ {
			if list[i].kind == css.WhitespaceToken {
				between = " "
			}
		}
		b.WriteString(between)
		i--
	}
	return b.String()
}
