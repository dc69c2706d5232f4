package notify

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func TestApproveTakesTheExactPhraseOnly(t *testing.T) {
	t.Parallel()
	for audience, phrase := range map[string]string{"customers": "OPS-101 customers", "staff": "OPS-101"} {
		m := message(t, audience)
		if m.Phrase() != phrase {
			t.Errorf("%s: phrase %q, want %q", audience, m.Phrase(), phrase)
		}
		for _, typed := range []string{
			"", " ", "\n", "y", "yes", "OPS-10", "OPS-1011", "ops-101", "OPS-101 staff", "OPS-101 Customers", "customers",
			phrase + " ", " " + phrase, phrase + "\n", strings.ToLower(phrase), strings.Replace(phrase, "-", "–", 1), "OPS-101  customers",
		} {
			a, err := m.Approve(Consent{Typed: typed, By: "desk@jump1", At: now})
			if !errors.Is(err, ErrPhrase) || !strings.Contains(err.Error(), `"`+phrase+`"`) {
				t.Errorf("%s: %q: error %v", audience, typed, err)
			}
			if _, err := a.Message(); err == nil {
				t.Errorf("%s: %q approved the message", audience, typed)
			}
		}
	}
	if _, err := message(t, "customers").Approve(Consent{Typed: "OPS-101", By: "desk@jump1", At: now}); err == nil {
		t.Error("the key alone approved an external letter")
	}
}

func TestApprovedHoldsTheSameBytes(t *testing.T) {
	t.Parallel()
	m := message(t, "customers")
	got, err := approved(t, m).Message()
	if err != nil || got.EML() != m.EML() || got.Digest() != m.Digest() || got.Text() != m.Text() {
		t.Errorf("another message was approved: %v\n%s", err, got.EML())
	}
}

func TestNothingIsNotApproved(t *testing.T) {
	t.Parallel()
	for _, m := range []Message{{}, {draft: draft(t, desk(t), order("staff"), nil)}} {
		for _, typed := range []string{"", " ", m.Phrase()} {
			a, err := m.Approve(Consent{Typed: typed, By: "desk@jump1", At: now})
			if err == nil || errors.Is(err, ErrPhrase) {
				t.Errorf("no message, and %q: %v", typed, err)
			}
			if got, err := a.Message(); err == nil || got.EML() != "" {
				t.Errorf("nothing was approved: %v", got)
			}
		}
	}
	if _, err := (Approved{}).Message(); err == nil || !strings.Contains(err.Error(), "nobody approved") {
		t.Errorf("the zero Approved: %v", err)
	}
}

// An issue without a key would make Enter alone the confirmation.
func TestEnterAloneNeverApproves(t *testing.T) {
	t.Parallel()
	o := order("staff")
	o.Incident.Key = ""
	m := composed(t, draft(t, desk(t), o, nil))
	if _, err := m.Approve(Consent{By: "desk@jump1", At: now}); !errors.Is(err, ErrPhrase) {
		t.Errorf("Enter alone: %v", err)
	}
}

// What nobody thought about is external, and needs the longer phrase.
func TestPhraseOfTheZeroExposure(t *testing.T) {
	t.Parallel()
	d := draft(t, desk(t), order("staff"), nil)
	d.Audience = incident.Audience{Name: "who"}
	if got := composed(t, d).Phrase(); got != "OPS-101 who" {
		t.Errorf("phrase %q", got)
	}
}

// A letter that says what was true an hour ago is not approved.
func TestOldLettersAreNotApproved(t *testing.T) {
	t.Parallel()
	m := message(t, "customers")
	for age, want := range map[time.Duration]error{MaxAge: nil, MaxAge + time.Second: ErrOld} {
		if _, err := m.Approve(Consent{Typed: m.Phrase(), By: "desk@jump1", At: m.Draft().At.Add(age)}); !errors.Is(err, want) {
			t.Errorf("after %v: %v", age, err)
		}
	}
}
