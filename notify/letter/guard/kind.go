package guard

// Kind is what a hit is.
type Kind int

// The kinds.
const (
	IPAddress   Kind = iota
	HostName         // of a machine
	FilePath         // on a machine
	StackTrace       // or an error in a program's words
	Credential       // a password, a key, a token
	Link             // into the house
	Mailbox          // of staff or of a third party
	Person           // a member of staff
	Promise          // of a time of repair
	Speculation      // on the cause
	Term             // a name that only the house uses
)

// String is the word on the screen.
func (k Kind) String() string {
	return [...]string{"IP address", "host name", "file path", "stack trace", "credential", "link",
		"mailbox", "person", "promise", "speculation", "term"}[k]
}

// rule is what is said of a hit.
type rule struct {
	kind     Kind
	grave    bool
	what, do string
}

// at is a hit of the rule.
func (r rule) at(start, end int) Hit {
	return Hit{Kind: r.kind, Start: start, End: end, Grave: r.grave, What: r.what, Do: r.do}
}

const sees = "take it out, or say what the customer sees"

var (
	innerAddress = rule{IPAddress, true, "an IP address of an internal network", sees}
	perhapsInner = rule{IPAddress, false, "what looks like an address of an internal network", sees}
	outerAddress = rule{IPAddress, false, "a public IP address", "keep it only if customers need it, as for their firewalls"}
	innerHost    = rule{HostName, true, "the name of an internal host", sees}
	serverName   = rule{HostName, false, "what looks like the name of a server", sees}
	filePath     = rule{FilePath, false, "the path of a file", sees}
	stackTrace   = rule{StackTrace, true, "a stack trace or a program's error", "take it out, and say what the customer sees"}
	credential   = rule{Credential, true, "a password, key or token", "take it out, and have it changed"}
	innerLink    = rule{Link, true, "a link into the house", "take it out, or link to a public page"}
	innerMailbox = rule{Mailbox, true, "a mailbox in an internal domain", "name the public contact instead"}
	staffMailbox = rule{Mailbox, true, "a mailbox of staff", "name the public contact instead"}
	otherMailbox = rule{Mailbox, false, "somebody's mailbox", "take it out, unless customers need it"}
	person       = rule{Person, false, "the name of a member of staff", "name the team, or nobody"}
	promise      = rule{Promise, false, "a promised time of repair", "promise the next update instead"}
	guess        = rule{Speculation, false, "speculation on the cause", "say only what is known"}
)

// term is the rule of an internal name.
func term(public string) rule {
	r := rule{Term, false, "a name that only the house uses", "say it in words that customers know"}
	if public != "" {
		r.do = "write “" + public + "”"
	}
	return r
}
