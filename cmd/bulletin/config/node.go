package config

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// maxDepth is far more than any honest config has.
const maxDepth = 64

// tooDeep is the line in which brackets or the beginning of the line go deeper than
// maxDepth, or 0. The parser would need minutes for what is nested very deeply. Brackets in
// quotes and comments are counted too, which no config has enough of.
func tooDeep(source string) (line int) {
	depth := 0
	for s := range strings.Lines(source) {
		line++
		if indent := len(s) - len(strings.TrimLeft(s, " \t-?")); indent > 2*maxDepth {
			return line
		}
		for _, c := range s {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			}
			if depth > maxDepth {
				return line
			}
		}
	}
	return 0
}

// scalar is the text of a plain value, as it stands in the file.
func scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	case *ast.IntegerNode:
		return v.Token.Value, true
	}
	return "", false
}

// mapping is a node as a mapping. Anchors and aliases could be read as one too, and are not:
// a reader of the file must see what stands where.
func mapping(n ast.Node) (ast.MapNode, bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m, true
	case *ast.MappingValueNode:
		return m, true
	}
	return nil, false
}

// kind is what a node is, in an operator's words.
func kind(n ast.Node) string {
	switch n.(type) {
	case *ast.NullNode, nil:
		return "nothing"
	case *ast.BoolNode:
		return "a yes or no"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a section"
	case *ast.SequenceNode:
		return "a list"
	}
	return "an anchor, alias or tag, which this file does not use"
}

// quoting is the remedy where YAML reads a word otherwise than a person does.
func quoting(n ast.Node) string {
	switch n.(type) {
	case *ast.BoolNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "; put it in quotes"
	}
	return ""
}

// lineOf is the line in which a node begins.
func lineOf(n ast.Node) int {
	if n == nil {
		return 1
	}
	if s, ok := n.(*ast.MappingNode); ok && len(s.Values) > 0 && !s.IsFlowStyle {
		return lineOf(s.Values[0].Key)
	}
	if s, ok := n.(*ast.MappingValueNode); ok {
		return lineOf(s.Key)
	}
	if tk := n.GetToken(); tk != nil && tk.Position != nil {
		return max(1, tk.Position.Line)
	}
	return 1
}

func subject(name string) string {
	if name == "" {
		return "the file"
	}
	return name
}

func within(name string) string {
	if name == "" {
		return ""
	}
	return " in " + name
}
