package claim_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"bulletin/notify/claim"
)

// locked is an issue that this user may read and not write.
type locked struct{ port }

type forbiddenError struct{ error }

func (forbiddenError) Forbidden() bool { return true }

func (locked) Put(context.Context, string, string, any) error {
	return forbiddenError{errors.New("not allowed")}
}

func (locked) Delete(context.Context, string, string) error {
	return forbiddenError{errors.New("not allowed")}
}

// TestForbiddenClaim: who may not write has left nothing, and hears nothing of the kind.
func TestForbiddenClaim(t *testing.T) {
	t.Parallel()
	err := claim.New(locked{port{store: &store{}}}, clock).Claim(t.Context(), ada.letter)
	if err == nil || !strings.Contains(err.Error(), "not allowed") || strings.Contains(err.Error(), "may still stand") {
		t.Errorf("%v", err)
	}
}

// silence is Jira's.
type silence struct{ error }

func (silence) Unreachable() bool { return true }

// quiet takes what is written, and lists nothing.
type quiet struct{ port }

func (quiet) Keys(context.Context, string) ([]string, error) {
	return nil, silence{errors.New("no answer")}
}

func unreachable(err error) bool {
	var e interface{ Unreachable() bool }
	return errors.As(err, &e) && e.Unreachable()
}

// TestOnceTakenNeverSilent: where Jira has taken the claim, nobody may go on as if it were down.
func TestOnceTakenNeverSilent(t *testing.T) {
	t.Parallel()
	err := claim.New(quiet{port{store: &store{}}}, clock).Claim(t.Context(), ada.letter)
	if err == nil || !strings.Contains(err.Error(), "no answer") || unreachable(err) {
		t.Errorf("%v", err)
	}
}

// TestLateClaimIsDead: a claim of a sending that has its mark is over: it keeps nobody out, and
// nobody is said to be sending.
func TestLateClaimIsDead(t *testing.T) {
	t.Parallel()
	s := &store{}
	if err := mark(port{store: s}, ada.letter); err != nil {
		t.Fatal(err)
	}
	late := strings.Replace(markKey(t, ada.letter), "bulletin.sent.", "bulletin.claim.", 1)
	if err := (port{store: s}).Put(t.Context(), "", late, struct{}{}); err != nil {
		t.Fatal(err)
	}
	next := bob.letter
	next.Sequence = 2
	if err := take(port{store: s}, next); err != nil {
		t.Errorf("%v", err)
	}
}
