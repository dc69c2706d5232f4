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
