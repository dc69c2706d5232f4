package claim

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"

	"bulletin/notify"
)

// What the keys of the properties begin with. A slug and the id of a sending, or the name of a
// console, follow; a dot stands in neither.
const (
	claims    = "bulletin.claim."
	sent      = "bulletin.sent."
	composing = "bulletin.composing."
)

// slug names a notice in a key: readable as far as that goes, and no other notice's.
func slug(n notify.Notice) string {
	readable := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, fmt.Sprintf("%s-%d-%s", n.Stage, n.Sequence, n.Audience))
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %d %q", n.IncidentID, n.Stage, n.Sequence, n.Audience))
	return fmt.Sprintf("%.100s-%x", readable, sum[:4])
}

func claimKey(n notify.Notice, id notify.ID) string { return claims + slug(n) + "." + string(id) }

func sentKey(n notify.Notice, id notify.ID) string { return sent + slug(n) + "." + string(id) }

// nonce is a name that no other console has.
func nonce() string { return strings.ToLower(rand.Text()[:16]) }
