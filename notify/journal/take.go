package journal

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"

	"bulletin/notify"
)

// line is a line of the log, and what it says if it can be believed.
type line struct {
	bytes []byte // with its end
	hash  string
	text  []byte
	ok    bool
	record
	err error
}

// next reads some lines that have an end; none where there are no more.
func next(from *bufio.Reader) ([]line, error) {
	const most = 512
	var all []line
	for len(all) < most {
		b, err := from.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		all = append(all, line{bytes: b})
	}
	var work sync.WaitGroup
	for some := range slices.Chunk(all, 1+most/runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := range some {
				l := &some[i]
				l.hash, l.text, l.ok = split(bytes.TrimSuffix(l.bytes, []byte("\n")))
				l.record, l.err = decode(l.text)
			}
		})
	}
	work.Wait()
	return all, nil
}

// take takes in a line. One that cannot be believed is damage; then whatever may have left by
// it is unknown.
func (l *log) take(s *segment, n line) {
	if bytes.HasSuffix(n.bytes, []byte(tornMark+"\n")) {
		return
	}
	believed := l.follows(n.hash, n.text) && n.ok
	if n.ok {
		l.last = n.hash
	}
	l.count(n.hash)
	err := n.err
	switch {
	case !n.ok:
		err = errors.New("it is no line of a journal")
	case !believed:
		if err == nil && n.What == notify.WasPrepared { // there may be such a letter; then it is in doubt
			_ = l.add(s, n)
		}
		err = errors.New("it was changed, or one before it was taken out or put in")
	case err == nil:
		err = l.add(s, n)
	}
	if err != nil {
		l.hurt(Damage{File: "log/" + s.name, Line: s.lines, Offset: s.tail, Why: err.Error()})
	}
}

// follows reports that a line stands behind the one before it. Where that one is damaged, it
// may stand behind what that one was, or behind the last that was not.
func (l *log) follows(hash string, text []byte) bool {
	is := func(before string) bool { return chain(before, text) == hash }
	if is(l.last) || slices.ContainsFunc(l.others, is) {
		l.others = nil
		return true
	}
	good := l.last
	if len(l.others) > 0 {
		good = l.others[len(l.others)-1]
	}
	l.others = []string{chain(l.last, text), good}
	return false
}

// count notes a line's hash.
func (l *log) count(hash string) {
	var h [hashed]byte
	_, _ = hex.Decode(h[:], []byte(hash)) // what is no hash is none
	l.hashes = append(l.hashes, h)
}

// add takes in what a line says.
func (l *log) add(s *segment, r line) error {
	if r.What == wasAcknowledged {
		for i := range l.damage {
			l.damage[i].Acknowledged = true
		}
		l.lose() // the damage may be out of the log, as where its end was missing
		return nil
	}
	if r.What == notify.WasLost {
		return errors.New("nobody writes that")
	}
	if err := l.stories.Add(r.Event); err != nil {
		return err
	}
	p, ok := l.letters[r.Letter]
	if !ok {
		p = &pages{incident: r.Receipt.IncidentID}
		l.letters[r.Letter] = p
		l.ids = append(l.ids, r.Letter)
	}
	switch r.What {
	case notify.WasPrepared:
		l.unended[r.Letter] = true
	case notify.WasEnded:
		delete(l.unended, r.Letter)
	}
	p.events = append(p.events, page{s, s.tail, len(r.bytes), len(l.hashes)})
	l.doubted = false
	return nil
}

// hurt notes damage.
func (l *log) hurt(d Damage) {
	l.damage = append(l.damage, d)
	l.lose()
}

// lose doubts what has not ended by now.
func (l *log) lose() {
	if !l.doubted {
		l.doubted = true
		l.lost = append(l.lost, len(l.hashes))
		l.stories.Doubt()
	}
}

// open is the damage that nobody has acknowledged; nil where there is none.
func (l *log) open() error {
	var open []Damage
	for _, d := range l.damage {
		if !d.Acknowledged {
			open = append(open, d)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return &DamageError{open}
}
