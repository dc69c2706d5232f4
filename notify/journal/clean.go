package journal

import (
	"fmt"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// maxNumber is more than any sequence or list has.
const maxNumber = notify.MaxTotal

// clean makes the texts of an event harmless: the file is only a file. The error says that a
// number is out of all bounds.
func clean(e *notify.Event) error {
	lines((*string)(&e.Letter), (*string)(&e.What), &e.By, &e.Server, (*string)(&e.Decision))
	for i := range e.Verdicts {
		v := &e.Verdicts[i]
		lines((*string)(&v.State), &v.Reply, &v.QueueID)
	}
	if e.Stop != nil {
		lines(&e.Stop.Step, &e.Stop.Why, &e.Stop.Do)
	}
	if e.Receipt == nil {
		return nil
	}
	return cleanReceipt(e.Receipt)
}

func cleanReceipt(r *notify.Receipt) error {
	lines((*string)(&r.ID), &r.IncidentID, &r.Key, (*string)(&r.Stage), &r.Audience, (*string)(&r.Digest),
		&r.MessageID, &r.Subject, &r.Stem.Summary, &r.Stem.Services, &r.By, (*string)(&r.Essence),
		(*string)(&r.Resumes), (*string)(&r.Corrects))
	for i := range r.Accepted {
		lines(&r.Accepted[i].Where, &r.Accepted[i].What)
	}
	if r.Sequence < 0 || r.Sequence > maxNumber {
		return fmt.Errorf("it is of letter %d to an audience", r.Sequence)
	}
	for name, size := range r.Lists {
		if size < 0 || size > maxNumber {
			return fmt.Errorf("it has a list of %d addresses", size)
		}
		if harmless := incident.CleanLine(name); harmless != name {
			delete(r.Lists, name)
			r.Lists[harmless] += size
		}
	}
	return nil
}

func lines(all ...*string) {
	for _, s := range all {
		*s = incident.CleanLine(*s)
	}
}
