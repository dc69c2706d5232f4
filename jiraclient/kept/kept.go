// Package kept keeps on disk what Jira said last: the lists of filters, the incidents that were
// read, and as whom it knows us, so that a console has something to show before Jira answers,
// and something to tell of where it does not.
//
// A store is a folder of one Jira that only its owner can read:
//
//	pictures/HASH.json          the last whole list of a filter
//	incidents/KEY.ID.json       an incident with all its fields
//	seen/HASH.json              what the operator has looked at
//	recent.json                 the filters chosen last
//	user-HASH.json              as whom Jira knows us by this login, and when it said so
//
// A file is written beside its place and then renamed: of two programs that write, the last
// one wins, and nobody reads half of it. Its content is untrusted: it is bounded, and every
// string goes through [incident.Clean] again, but for the JQL of filters and the records of
// incidents, which are as Jira had them, for no screen. A file that cannot be read is as if it
// were not there; the error beside it is for whom it concerns.
//
// The package refuses to ask Jira anything, to say that something is so now, to keep a token,
// and to grow: a list, and what was looked at in it, is removed when it was not written for a
// month, and so is an incident that is in no list that is left.
package kept

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bulletin/notify/incident"
)

const (
	maxIncidents = 20_000   // of a list, and of what was looked at
	maxPicture   = 64 << 20 // bytes of its file
	maxIncident  = 8 << 20
	maxSeen      = 4 << 20
	maxRecent    = 1 << 20
	recently     = 10                  // filters
	month        = 30 * 24 * time.Hour // after which a file that nobody needs is removed
)

// Store is what one Jira said last. It may be used by several goroutines and by several
// programs at once.
type Store struct {
	dir  string
	who  string // names the login
	home incident.Filter
	now  func() time.Time

	mu    sync.Mutex           // guards what follows, and what is read to be written
	whole map[string]time.Time // when incidents that are kept whole were changed in Jira, by id
	swept time.Time            // when old files were removed last
}

// Open is the store of the Jira at a base address, in the folder of the program's state. Home
// is what a zero filter means. It touches no disk: folders are made with the first file.
//
// Login is a secret that names who asks: what is known of one is nobody else's. It is kept
// nowhere.
func Open(state, base, login string, home incident.Filter, now func() time.Time) *Store {
	return &Store{
		who:  hash(login),
		dir:  filepath.Join(state, "jira", hash(strings.TrimRight(base, "/"))),
		home: home, now: now, whole: map[string]time.Time{},
	}
}

// hash is a name for a file that no text can lead elsewhere.
func hash(text string) string { return fmt.Sprintf("%.16x", sha256.Sum256([]byte(text))) }

// of is the file of a filter in a folder. A filter is known by its number, else by its JQL,
// else by its name.
func (s *Store) of(folder string, f incident.Filter) string {
	return filepath.Join(s.dir, folder, hash(s.name(f))+".json")
}

func (s *Store) name(f incident.Filter) string {
	if f == (incident.Filter{}) {
		f = s.home
	}
	return f.Means()
}
