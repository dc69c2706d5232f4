package notify

import (
	"fmt"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// Senders are those who may send letters, as Jira knows them. Its zero value names nobody, and
// lets everybody.
type Senders struct {
	Groups []string // of Jira
	Users  []string // account ids, user names or e-mail addresses
}

// Everybody reports that nobody is named.
func (s Senders) Everybody() bool { return len(s.Groups)+len(s.Users) == 0 }

// May says why somebody may not send, as a [*SenderError]; nil where they may. The name that
// Jira displays does not count: people choose it themselves.
func (s Senders) May(u incident.User) error {
	among := func(all []string, name string) bool {
		return name != "" && slices.ContainsFunc(all, func(a string) bool { return plainly(a) == plainly(name) })
	}
	if s.Everybody() || among(s.Users, u.ID) || among(s.Users, u.Email) ||
		slices.ContainsFunc(u.Groups, func(g string) bool { return among(s.Groups, g) }) {
		return nil
	}
	return &SenderError{User: u, Senders: s}
}

// plainly is a name without its case, as far as ASCII goes: beyond it, letters that look like
// others have one case with them.
func plainly(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, name)
}

// String names the senders.
func (s Senders) String() string {
	const most = 3
	all := slices.Concat(s.Groups, s.Users)
	if more := len(all) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(all[:most], ", "), more)
	}
	return strings.Join(all, ", ")
}

// SenderError says that somebody is none of the senders.
type SenderError struct {
	User    incident.User
	Senders Senders
}

// Error names the person, as Jira knows them, and the senders.
func (e *SenderError) Error() string {
	who := e.User.Name
	if e.User.ID != "" && e.User.ID != who {
		who = strings.TrimSpace(who + " (" + e.User.ID + ")")
	}
	text := who + " may look and preview; sending is for " + e.Senders.String()
	if len(e.Senders.Groups) > 0 && len(e.User.Groups) == 0 {
		text += "; Jira names no group of this user"
	}
	return text
}

// Remedy says whom to ask.
func (e *SenderError) Remedy() string {
	if len(e.Senders.Groups) == 0 {
		return "ask one of them to send it, or to be named under senders in the config"
	}
	return "ask to be put into the group " + either(e.Senders.Groups) + " in Jira, or ask one of them to send it"
}
