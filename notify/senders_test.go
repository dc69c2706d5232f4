package notify

import (
	"context"
	"errors"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func TestMay(t *testing.T) {
	t.Parallel()
	ada := incident.User{ID: "ada", Name: "Ada Example", Email: "ada@example.com", Groups: []string{"staff", "Incident-Managers"}}
	const in = "ask to be put into the group incident-managers in Jira, or ask one of them to send it"
	for name, c := range map[string]struct {
		senders  Senders
		user     incident.User
		says, do string
	}{
		"everybody":    {Senders{}, incident.User{}, "", ""},
		"by group":     {Senders{Groups: []string{"incident-managers"}}, ada, "", ""},
		"by user name": {Senders{Users: []string{"Ada"}}, ada, "", ""},
		"by e-mail":    {Senders{Groups: []string{"others"}, Users: []string{"ADA@example.com"}}, ada, "", ""},
		"a letter that has its case with another's": {Senders{Groups: []string{"incident-managers"}}, incident.User{ID: "x", Name: "X", Groups: []string{"incident-manager\u017f"}},
			"X (x) may look and preview; sending is for incident-managers", in},
		"a sign that has": {Senders{Users: []string{"kim"}}, incident.User{ID: "\u212aim", Name: "Kim"}, "Kim (\u212aim) may look and preview; sending is for kim",
			"ask one of them to send it, or to be named under senders in the config"},
		"no group at all": {Senders{Groups: []string{"incident-managers"}}, incident.User{ID: "5b10", Name: "Ada"},
			"Ada (5b10) may look and preview; sending is for incident-managers; Jira names no group of this user", in},
		"another group": {Senders{Groups: []string{"incident-managers"}}, incident.User{ID: "ada", Name: "ada", Groups: []string{"incident-managers-2"}},
			"ada may look and preview; sending is for incident-managers", in},
		"by a name that anybody can choose": {Senders{Users: []string{"Ada Example"}}, ada,
			"Ada Example (ada) may look and preview; sending is for Ada Example", "ask one of them to send it, or to be named under senders in the config"},
		"nobody known": {Senders{Users: []string{"ada", "b", "c", "d", "e"}}, incident.User{Name: "X"},
			"X may look and preview; sending is for ada, b, c and 2 more", "ask one of them to send it, or to be named under senders in the config"},
		"several groups": {Senders{Groups: []string{"a", "b"}}, incident.User{ID: "x", Groups: []string{"c"}},
			"(x) may look and preview; sending is for a, b", "ask to be put into the group a or b in Jira, or ask one of them to send it"},
	} {
		err := c.senders.May(c.user)
		var e *SenderError
		if errors.As(err, &e) != (c.says != "") || e != nil && (e.Error() != c.says || e.Remedy() != c.do) {
			t.Errorf("%s: %v; %+v", name, err, e)
		}
	}
}

// unopened is a book, a register and a wire that must not be touched.
type unopened struct{ t *testing.T }

func (u unopened) Open(Receipt, Message) (func(), error) {
	u.t.Error("the journal was opened")
	return func() {}, nil
}
func (u unopened) Write(Event) error                       { u.t.Error("the journal was written"); return nil }
func (u unopened) Claim(context.Context, Receipt) error    { u.t.Error("it was claimed"); return nil }
func (u unopened) Withdraw(context.Context, Receipt) error { u.t.Error("it was withdrawn"); return nil }
func (u unopened) Mark(context.Context, Receipt) error     { u.t.Error("it was marked"); return nil }
func (u unopened) Send(context.Context, Approved, Ledger, func(Progress)) Delivery {
	u.t.Error("it left")
	return Delivery{}
}

// Who may not send leaves no trace: nothing is opened, claimed or sent.
func TestPostRefusesWhoMayNotSend(t *testing.T) {
	t.Parallel()
	u := unopened{t}
	p := Post{Wire: u, Book: u, Register: u, Now: func() time.Time { return now }, May: func(context.Context) error {
		return Senders{Groups: []string{"incident-managers"}}.May(incident.User{ID: "ada", Groups: []string{"staff"}})
	}}
	m := composed(t, draft(t, desk(t), order("customers"), nil))
	a, err := m.Approve(Consent{Typed: m.Phrase(), By: "ada", At: now})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	r, err := p.Send(t.Context(), a, Watch{Tell: func(Progress) { told++ }})
	if !errors.As(err, new(*SenderError)) || r.Told() || r.Count(Unsent) != 2 || told > 0 {
		t.Errorf("%v; %+v, %d words on the way", err, r, told)
	}
}

// A test to oneself and an exercise are anybody's.
func TestTestsAndDrillsAreAnybodys(t *testing.T) {
	t.Parallel()
	p := Post{May: func(context.Context) error { return errors.New("asked") }}
	d, o := desk(t), order("customers")
	if p.Allows(t.Context(), composed(t, draft(t, d, o, nil))) == nil {
		t.Error("a letter is anybody's")
	}
	o.Test = address(t, "me@example.com")
	if err := p.Allows(t.Context(), composed(t, draft(t, d, o, nil))); err != nil {
		t.Errorf("a test: %v", err)
	}
	o.Test, d.Drill = Address{}, &List{Name: "drill", To: addresses(t, "team@example.com")}
	if err := p.Allows(t.Context(), composed(t, draft(t, d, o, nil))); err != nil {
		t.Errorf("a drill: %v", err)
	}
	if err := (Post{}).Allows(t.Context(), Message{}); err != nil {
		t.Errorf("everybody: %v", err)
	}
}
