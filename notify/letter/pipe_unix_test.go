//go:build unix

package letter

import (
	"path/filepath"
	"syscall"
	"testing"

	"bulletin/notify/incident"
)

// Nothing waits for the writer of a pipe.
func TestPipe(t *testing.T) {
	t.Parallel()
	dir := folder(t, nil)
	for _, name := range []string{"start.html", "logo.png"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Open(Folder{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := l.Find(incident.Start, incident.Audience{Name: "customers"})
	if err != nil {
		t.Fatal(err)
	}
	if _, findings := tpl.Fill(outage(), Manner{}); !found(findings, Block, "start.html:1:1", "not a regular file") {
		t.Error(findings)
	}
}
