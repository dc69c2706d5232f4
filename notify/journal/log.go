package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bulletin/notify"
)

// log is what has been read of the segments. The zero value has read nothing.
type log struct {
	segment string // the one that is read at this moment
	offset  int64  // of it, behind the last whole line
	line    int    // of it, the last whole one
	hash    string // of the last whole line

	records  int
	stories  notify.Stories
	where    map[notify.ID][]place
	people   map[notify.ID]notify.Digest
	incident map[string][]notify.ID // by the incident's id, in their order
	faults   []Fault
	known    int // faults that somebody has acknowledged
}

// place is where an event of a letter stands. Without a segment it is a doubt.
type place struct {
	segment string
	offset  int64
	length  int
}

// catchUp reads what has been appended since the last time. A line without an end is left for
// the next time: it is still being written, or torn.
func (j *Journal) catchUp() error {
	names, err := j.segments()
	if err != nil {
		return err
	}
	if j.log.segment != "" && !slices.Contains(names, j.log.segment) {
		j.log = log{}
	}
	for _, name := range names {
		if name < j.log.segment {
			continue
		}
		switch err := j.readSegment(name); {
		case errors.Is(err, errShrunk):
			j.log = log{}
			return j.catchUp()
		case err != nil:
			return err
		}
	}
	return nil
}

func (j *Journal) segments() ([]string, error) {
	names, err := j.disk.ReadDir(filepath.Join(j.dir, "log"))
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	return slices.DeleteFunc(names, func(n string) bool { return !isSegment(n) }), nil
}

var errShrunk = errors.New("it has become shorter")

// readSegment takes in the whole lines of a segment behind the offset.
func (j *Journal) readSegment(name string) error {
	if name != j.log.segment {
		j.log.segment, j.log.offset, j.log.line = name, 0, 0
	}
	f, err := j.disk.OpenFile(j.logFile(name), os.O_RDONLY, 0)
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read, or has been synced
	if size, err := f.Seek(0, io.SeekEnd); err != nil || size < j.log.offset {
		return errors.Join(err, errShrunk)
	}
	if _, err := f.Seek(j.log.offset, io.SeekStart); err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	for text := string(b); ; {
		line, rest, whole := strings.Cut(text, "\n")
		if !whole {
			return nil
		}
		j.log.take(line)
		text = rest
	}
}

func (j *Journal) logFile(name string) string { return filepath.Join(j.dir, "log", name) }

// take takes in the next whole line.
func (l *log) take(line string) {
	at := place{l.segment, l.offset, len(line)}
	l.offset += int64(len(line)) + 1
	l.line++
	if strings.HasSuffix(line, tornMark) {
		return
	}
	before := l.hash
	if before == "" {
		before = genesis
	}
	r, hash, err := parse(before, line)
	l.hash = hash
	if err == nil {
		l.records++
		err = l.apply(r, at)
	}
	if err != nil {
		l.faults = append(l.faults, Fault{l.segment, l.line, at.offset, err})
		for _, id := range l.stories.Doubt() {
			l.where[id] = append(l.where[id], place{})
		}
	}
}

func (l *log) apply(r record, at place) error {
	if r.What == acknowledged {
		l.known = len(l.faults)
		return nil
	}
	if err := l.stories.Add(r.Event); err != nil {
		return err
	}
	if l.where == nil {
		l.where, l.people, l.incident = map[notify.ID][]place{}, map[notify.ID]notify.Digest{}, map[string][]notify.ID{}
	}
	l.where[r.Letter] = append(l.where[r.Letter], at)
	if r.What == notify.WasPrepared {
		l.people[r.Letter] = r.People
		l.incident[r.Receipt.IncidentID] = append(l.incident[r.Receipt.IncidentID], r.Letter)
	}
	return nil
}

// damage is what nobody has acknowledged.
func (l *log) damage() error {
	if l.known >= len(l.faults) {
		return nil
	}
	return &Damage{l.faults[l.known:]}
}

// append writes one line and makes it durable, under a lock that all programs on this journal
// respect: each line hashes the one before. A tail that a crash has torn is first ended as such.
func (j *Journal) append(r record) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	unlock, err := j.disk.Lock(filepath.Join(j.dir, "lock"), true)
	if err != nil {
		return fmt.Errorf("lock the journal: %w", err)
	}
	defer unlock()
	if err := j.catchUp(); err != nil {
		return err
	}
	if _, known := j.log.people[r.Letter]; known == (r.What == notify.WasPrepared) && r.What != acknowledged {
		return fmt.Errorf("write the journal: %s of the letter %s does not follow from what stands there", r.What, r.Letter)
	}
	before := j.log.hash
	if before == "" {
		before = genesis
	}
	line, err := r.line(before)
	if err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if err := j.write(max(j.log.segment, segment(r.At)), line); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return j.catchUp()
}

// write puts a line at the end of a segment. A torn tail of this segment is ended as such; one
// of an older segment ends with it.
func (j *Journal) write(name, line string) error {
	path := j.logFile(name)
	anew := name != j.log.segment
	f, err := j.disk.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read, or has been synced
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if anew && end > 0 || !anew && end > j.log.offset {
		line = tornMark + "\n" + line
	}
	if _, err := io.WriteString(f, line); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return j.disk.SyncDir(filepath.Dir(path))
}
