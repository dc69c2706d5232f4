package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// floors are the house: a package leans only on packages of lower floors.
func floors() map[string]int {
	return map[string]int{
		"bulletin/notify/incident":            0,
		"bulletin/notify/letter/date":         1,
		"bulletin/notify/letter/guard":        1,
		"bulletin/notify/letter/lint":         1,
		"bulletin/notify/letter/node":         1,
		"bulletin/themes/quiet":               1,
		"bulletin/notify/letter/plain":        2,
		"bulletin/notify/letter/style":        2,
		"bulletin/notify/letter":              3,
		"bulletin/notify":                     4,
		"bulletin/themes":                     4,
		"bulletin/tui/screen":                 5,
		"bulletin/jiraclient":                 5,
		"bulletin/jiraclient/kept":            5,
		"bulletin/notify/smtp":                5,
		"bulletin/notify/journal":             5,
		"bulletin/notify/journal/journaltest": 6,
		"bulletin/notify/claim":               5,
		"bulletin/tui/column":                 5,
		"bulletin/tui/incidents":              6,
		"bulletin/tui/filters":                6,
		"bulletin/tui/detail":                 6,
		"bulletin/tui/compose":                6,
		"bulletin/tui/review":                 6,
		"bulletin/tui/confirm":                6,
		"bulletin/tui/receipt":                6,
		"bulletin/tui/resume":                 6,
		"bulletin/tui":                        7,
		"bulletin/cmd/bulletin/sweep":         8,
		"bulletin/cmd/bulletin/config":        8,
		"bulletin/cmd/bulletin/demo":          9,
		"bulletin/cmd/bulletin":               10,
	}
}

// leans lists what stands on no floor, and what leans on its own floor or a higher one.
// imports holds each package's imports.
func leans(imports map[string][]string) []string {
	var wrong []string
	for pkg, uses := range imports {
		floor, ok := floors()[pkg]
		if !ok {
			wrong = append(wrong, pkg+" stands on no floor")
		}
		for _, used := range uses {
			if below, ok := floors()[used]; ok && below >= floor {
				wrong = append(wrong, fmt.Sprintf("%s (floor %d) leans on %s (floor %d)", pkg, floor, used, below))
			}
		}
		if floor == 0 {
			for _, used := range uses {
				if strings.Contains(used, ".") {
					wrong = append(wrong, pkg+" leans on "+used+", which is not of the standard library")
				}
			}
		}
	}
	return wrong
}

func TestFloors(t *testing.T) {
	t.Parallel()
	for _, w := range leans(readImports(t)) {
		t.Error(w)
	}
}

// A planted import is found: a page that knows another page, a noun that knows the wire, a
// package that nobody has given a floor.
func TestFloorsFindAPlantedImport(t *testing.T) {
	t.Parallel()
	for _, plant := range [][2]string{
		{"bulletin/tui/review", "bulletin/tui/compose"},
		{"bulletin/notify", "bulletin/notify/smtp"},
		{"bulletin/notify/incident", "github.com/andygrunwald/go-jira"},
		{"bulletin/jiraclient", "bulletin/tui"},
		{"bulletin/helpers", "fmt"},
	} {
		imports := readImports(t)
		imports[plant[0]] = append(imports[plant[0]], plant[1])
		if len(leans(imports)) != 1 {
			t.Errorf("%s imports %s, and the floors say %v", plant[0], plant[1], leans(imports))
		}
	}
}

// The top level is fixed.
func TestTopLevel(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	fixed := " cmd tui jiraclient notify themes go.mod go.sum .goreleaser.yaml README.md "
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !strings.Contains(fixed, " "+e.Name()+" ") {
			t.Errorf("%s stands at the top level", e.Name())
		}
	}
}

// readImports reads the imports of every Go file, tests too.
func readImports(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	imports := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		pkg := "bulletin/" + filepath.ToSlash(rel)
		for _, i := range file.Imports {
			used, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if used != pkg { // an external test leans on its own package
				imports[pkg] = append(imports[pkg], used)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}
