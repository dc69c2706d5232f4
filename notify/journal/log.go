package journal

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"bulletin/notify"
)

// log is the log's segments and what has been read of them.
type log struct {
	disk     Disk
	dir      string // of the journal
	segments []*segment
	hashes   [][hashed]byte // of the lines, as they are written
	last     string         // the last of them
	others   []string       // what else the next line may stand behind; see [log.follows]
	stories  notify.Stories
	letters  map[notify.ID]*pages
	ids      []notify.ID
	damage   []Damage
	lost     []int // the numbers of damaged lines
	doubted  bool  // nothing was read since the last of them
	unended  map[notify.ID]bool
	durable  string // the segment of which this journal knows that its folder has it for good
	missing  bool   // its end is; see [log.compare]
}

// segment is a file of the log: log/2026-11.jsonl has what was begun in November 2026 (UTC).
type segment struct {
	name    string
	size    int64 // when it was looked at
	changed time.Time
	read    int64 // up to here: whole lines
	lines   int
	tail    int64  // where the last of them begins
	mark    string // and with what
}

// pages are where a letter's events stand.
type pages struct {
	incident string
	events   []page
}

type page struct {
	segment *segment
	offset  int64
	length  int
	number  int // of the line in the whole log
}

func newLog(d Disk, dir string) *log {
	return &log{disk: d, dir: dir, last: genesis, letters: map[notify.ID]*pages{}, unended: map[notify.ID]bool{}}
}

func (l *log) folder() string             { return filepath.Join(l.dir, "log") }
func (l *log) path(segment string) string { return filepath.Join(l.folder(), segment) }
func (l *log) torn() bool                 { return l.newest().size > l.newest().read }
func month(t time.Time) string            { return t.UTC().Format("2006-01") + ".jsonl" }
func hasMonth(e fs.DirEntry) bool         { return segmentName.MatchString(e.Name()) }

// newest is the segment to which lines are added; nameless where there is none.
func (l *log) newest() *segment {
	if len(l.segments) == 0 {
		return &segment{}
	}
	return l.segments[len(l.segments)-1]
}

var segmentName = regexp.MustCompile(`^\d{4}-\d{2}\.jsonl$`)

// look reads what was appended since the last look. Where what it has read is not there any
// more, it starts over.
func (l *log) look() error {
	seen, err := l.witness() // before the log, which may grow meanwhile
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	found, err := l.list()
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	grown, err := l.continues(found)
	if err == nil && !grown {
		*l = *newLog(l.disk, l.dir)
	}
	for i := max(0, len(l.segments)-1); err == nil && i < len(found); i++ {
		err = l.readOn(i, found[i])
	}
	if err != nil {
		*l = *newLog(l.disk, l.dir)
		return fmt.Errorf("read the journal: %w", err)
	}
	l.compare(seen)
	return nil
}

// list is the segments as they are now, oldest first.
func (l *log) list() ([]fs.FileInfo, error) {
	entries, err := l.disk.ReadDir(l.folder())
	if err != nil {
		return nil, err
	}
	var out []fs.FileInfo
	for _, e := range entries {
		if !hasMonth(e) {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		out = append(out, info)
	}
	slices.SortFunc(out, func(a, b fs.FileInfo) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// continues reports that what was read is still there. Only the newest segment grows.
func (l *log) continues(found []fs.FileInfo) (bool, error) {
	if len(found) < len(l.segments) {
		return false, nil
	}
	for i, s := range l.segments {
		now, last := found[i], i == len(l.segments)-1
		same := now.Size() == s.size && now.ModTime().Equal(s.changed)
		if now.Name() != s.name || !same && !(last && now.Size() > s.size) {
			return false, nil
		}
		if !same {
			if there, err := l.stands(s); err != nil || !there {
				return false, err
			}
		}
	}
	return true, nil
}

// stands reports that the segment's last line is where it was read.
func (l *log) stands(s *segment) (bool, error) {
	f, err := l.disk.OpenFile(l.path(s.name), os.O_RDONLY, 0)
	if err != nil {
		return false, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	mark := make([]byte, len(s.mark))
	if _, err := f.ReadAt(mark, s.tail); err != nil {
		return false, err
	}
	return string(mark) == s.mark, nil
}

// readOn reads the rest of a segment. A line that has no end yet is left for later.
func (l *log) readOn(i int, now fs.FileInfo) error {
	if i == len(l.segments) {
		l.segments = append(l.segments, &segment{name: now.Name()})
	}
	s := l.segments[i]
	if now.Size() == s.size {
		s.changed = now.ModTime()
		return nil
	}
	f, err := l.disk.OpenFile(l.path(s.name), os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	rest := now.Size() - s.read
	lines := bufio.NewReaderSize(io.NewSectionReader(f, s.read, rest), int(min(rest, 1<<18)))
	s.size, s.changed = now.Size(), now.ModTime()
	for {
		batch, err := next(lines)
		if err != nil {
			return err
		}
		for _, line := range batch {
			s.tail, s.mark = s.read, string(line.bytes[:min(len(line.bytes), 2*hashed+1)])
			s.read += int64(len(line.bytes))
			s.lines++
			l.take(s, line)
		}
		if len(batch) == 0 {
			return nil
		}
	}
}
