package notify

// ledger writes the wire's steps into the book.
type ledger struct {
	post      Post
	letter    ID
	unwritten []Event
}

func (l *ledger) Committing(to []int) error {
	err := l.post.Book.Write(Event{Letter: l.letter, What: WasCommitting, At: l.post.Now(), To: to})
	if err != nil { // the line may stand there in spite of its error, and calls them unknown
		_ = l.write(Event{What: WasSettled, Verdicts: []Verdict{{To: to, State: Unsent}}})
	}
	return err
}

func (l *ledger) Settled(to []int, outcomes []Outcome) error {
	return l.write(Event{What: WasSettled, Verdicts: verdicts(to, outcomes)})
}

// write keeps an event, or has it tried once more when the wire is through.
func (l *ledger) write(e Event) error {
	e.Letter, e.At = l.letter, l.post.Now()
	err := l.post.Book.Write(e)
	if err != nil {
		l.unwritten = append(l.unwritten, e)
	}
	return err
}

// catchUp tries once more to keep what could not be kept: a disk may be full for a moment.
func (l *ledger) catchUp() {
	again := l.unwritten
	l.unwritten = nil
	for _, e := range again {
		_ = l.write(e) // without it the journal calls unknown what is known
	}
}
