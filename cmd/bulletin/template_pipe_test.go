//go:build unix

package main

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestTemplatePipe: nothing waits for the writer of a pipe.
func TestTemplatePipe(t *testing.T) {
	t.Parallel()
	w, dir := author(t, map[string]string{"start.html": "<p>x</p>"})
	pipe := filepath.Join(dir, "update.html")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	const refused = "it is no regular file"
	w.call(t, "template", "lint", pipe).want(t, exitUsage, "", refused)
	w.call(t, "template", "lint", dir).want(t, exitBlocked, pipe+":1:1: block: cannot read "+pipe+": "+refused, "2 templates")
	w.call(t, "template", "show", pipe).want(t, exitUsage, "", refused)
	w.call(t, "template", "render", filepath.Join(dir, "start.html"), "--issue-file", pipe).want(t, exitUsage, "", refused)
}
