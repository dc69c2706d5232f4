package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	letters "bulletin/notify/letter"
)

// look puts a letter's HTML part into a file that only its owner can read, and opens it in a
// browser where there is one. Where it lies is said in any case.
func (w world) look(html string, images []letters.Image) error {
	dir, err := os.MkdirTemp("", "bulletin-")
	if err != nil {
		return fmt.Errorf("write the letter for a browser: %w", err)
	}
	file := filepath.Join(dir, "letter.html")
	if err := os.WriteFile(file, []byte(alone(html, images)), 0o600); err != nil {
		return fmt.Errorf("write the letter for a browser: %w", err)
	}
	line := w.browser(file)
	if line == nil {
		w.say("There is no browser to open here; the HTML part lies in %s", file)
		return nil
	}
	if err := launch(line); err != nil {
		w.say("The browser did not open (%s: %s); the HTML part lies in %s", line[0], err, file)
		return nil
	}
	w.say("Opened %s", file)
	return nil
}

// alone is HTML with its pictures in itself, so that it needs no mail program.
func alone(html string, images []letters.Image) string {
	var pairs []string
	for _, i := range images {
		pairs = append(pairs, "cid:"+i.ID, "data:"+i.Type+";base64,"+base64.StdEncoding.EncodeToString([]byte(i.Content)))
	}
	return strings.NewReplacer(pairs...).Replace(html)
}

// browser is the command line that opens a file: that of $BROWSER, where %s stands for the
// file, else the system's. It is nil where there is none, or no display to show it on.
func (w world) browser(file string) []string {
	own, _, _ := strings.Cut(w.getenv("BROWSER"), string(os.PathListSeparator)) // one program, or several to choose from
	if line := strings.Fields(own); len(line) > 0 {
		named := false
		for i := range line {
			named = named || strings.Contains(line[i], "%s")
			line[i] = strings.ReplaceAll(line[i], "%s", file)
		}
		if !named {
			line = append(line, file)
		}
		return line
	}
	line := []string{"xdg-open", file}
	switch {
	case runtime.GOOS == "darwin":
		line = []string{"open", file}
	case runtime.GOOS == "windows":
		line = []string{"rundll32", "url.dll,FileProtocolHandler", file}
	case w.getenv("DISPLAY") == "" && w.getenv("WAYLAND_DISPLAY") == "":
		return nil
	}
	if _, err := exec.LookPath(line[0]); err != nil {
		return nil
	}
	return line
}

// patience is how long a browser has to say that it cannot open: after that it runs.
const patience = 2 * time.Second

// launch starts a program and leaves it alone.
func launch(line []string) error {
	c := exec.Command(line[0], line[1:]...) //nolint:gosec,noctx // the user's own browser, which outlives us
	if err := c.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(patience):
		return nil
	}
}
